/* Tick all companies at once in the table's head, and say how many are ticked. Without script a button takes all. */

const form = document.querySelector("[data-portfolio]");
const made = form?.querySelector("[data-all]")?.content.firstElementChild;

if (made) {
  const all = made.querySelector("input");
  const ticks = [...form.querySelectorAll("input[name=wave]")];
  const ticked = form.querySelector("[data-ticked]");

  function show() {
    const count = ticks.filter((tick) => tick.checked).length;
    all.checked = count === ticks.length;
    all.indeterminate = count > 0 && count < ticks.length;
    ticked.textContent = count ? `${count} of ${ticks.length} companies ticked.` : "";
  }

  all.addEventListener("change", () => {
    for (const tick of ticks) tick.checked = all.checked;
  });
  form.addEventListener("change", show);
  // A page that comes back from the browser's memory gets its ticks back after the script has run.
  addEventListener("pageshow", show);
  form.querySelector("[data-all-instead]").replaceWith(made);
  form.querySelector("table").classList.add("portfolio--all");
}
