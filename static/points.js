/* 100 points: steps of five, what is left to give, and the rest spread evenly. The fields stay what is sent. */

const STEP = 5;

function stepButton(sign, label, press) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "step";
  button.textContent = sign;
  button.setAttribute("aria-label", label);
  button.addEventListener("click", () => button.getAttribute("aria-disabled") !== "true" && press());
  return button;
}

for (const widget of document.querySelectorAll("[data-points]")) {
  const total = Number(widget.dataset.points);
  const decline = widget.querySelector("[data-decline]");
  const fields = [...widget.querySelectorAll(".line .input")];
  const tally = document.createElement("p");
  const spread = document.createElement("button");
  const steps = new Map();

  const pointsOf = (field) => (/^\d+$/.test(field.value.trim()) ? Number(field.value) : 0);
  const left = () => total - fields.reduce((sum, field) => sum + pointsOf(field), 0);

  function set(field, points) {
    field.value = String(points);
    given();
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function given() {
    if (fields.some(pointsOf)) decline.checked = false;
    show();
  }

  function show() {
    const rest = left();
    const many = Math.abs(rest) === 1 ? "point" : "points";
    if (rest === 0) tally.textContent = `All ${total} points given`;
    else tally.textContent = rest > 0 ? `${rest} ${many} left to give` : `${-rest} ${many} too many`;
    spread.setAttribute("aria-disabled", String(rest <= 0));
    for (const [field, [less, more]] of steps) {
      less.setAttribute("aria-disabled", String(pointsOf(field) === 0));
      more.setAttribute("aria-disabled", String(rest <= 0));
    }
  }

  for (const field of fields) {
    const text = widget.querySelector(`label[for="${CSS.escape(field.id)}"]`).textContent.trim();
    const less = stepButton("\u2212", `${STEP} fewer for ${text}`, () => set(field, Math.max(0, pointsOf(field) - STEP)));
    const more = stepButton("+", `${STEP} more for ${text}`, () => set(field, pointsOf(field) + Math.min(STEP, left())));
    field.before(less);
    field.after(more);
    steps.set(field, [less, more]);
    field.addEventListener("input", given);
    field.addEventListener("focus", () => field.select());
  }

  spread.type = "button";
  spread.className = "link";
  spread.textContent = "Spread the rest evenly";
  spread.addEventListener("click", () => {
    const rest = left();
    if (rest <= 0) return;
    const each = Math.floor(rest / fields.length);
    fields.forEach((field, index) => {
      field.value = String(pointsOf(field) + each + (index < rest % fields.length ? 1 : 0));
    });
    given();
    fields[0].dispatchEvent(new Event("change", { bubbles: true }));
  });
  decline.addEventListener("change", () => {
    if (!decline.checked) return;
    for (const field of fields) field.value = "0";
    show();
  });

  tally.className = "tally figure";
  tally.setAttribute("role", "status");
  widget.querySelector("[data-points-actions]").append(tally, spread);
  show();
}
