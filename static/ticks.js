/* Several answers: how many are ticked; "none of these" and declining clear the others, and the other way round. */

for (const widget of document.querySelectorAll("[data-ticks]")) {
  const all = [...widget.querySelectorAll("input[type=checkbox]")];
  const alone = (tick) => "none" in tick.dataset || "decline" in tick.dataset;
  const tally = widget.querySelector("[data-tally]");

  function show() {
    const count = all.filter((tick) => tick.checked && !alone(tick)).length;
    if (count) tally.textContent = `${count} ticked`;
    else tally.textContent = all.some((tick) => tick.checked) ? "" : "Nothing ticked yet";
  }

  widget.addEventListener("change", (event) => {
    if (event.target.checked) {
      for (const tick of all) if (tick !== event.target && (alone(event.target) || alone(tick))) tick.checked = false;
    }
    show();
  });
  show();
}
