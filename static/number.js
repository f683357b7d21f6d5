/* A number and the tick that declines it: giving the one takes the other back. */

for (const decline of document.querySelectorAll("[data-decline]")) {
  const field = decline.closest(".half").querySelector(".with-unit .input");
  decline.addEventListener("change", () => {
    if (decline.checked) field.value = "";
  });
  field.addEventListener("input", () => {
    if (field.value.trim()) decline.checked = false;
  });
}
