/* Ranking and top: buttons in place of the lists of places. The lists stay in the form and carry the answer, so that what
   is sent is the same with and without script. Rows are moved around the pressed one, which keeps its focus. */

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function textOf(row) {
  return row.querySelector(".line__text").textContent.trim();
}

function stepButton(sign, label, press) {
  const button = element("button", { type: "button", className: "step", textContent: sign });
  button.setAttribute("aria-label", label);
  button.addEventListener("click", () => button.getAttribute("aria-disabled") !== "true" && press(button));
  return button;
}

function setDisabled(button, disabled) {
  button.setAttribute("aria-disabled", String(disabled));
}

/* An ordered list whose rows can be moved up and down; calls back after each move. */
function movable(list, { moved, say }) {
  function dress(row) {
    const place = element("span", { className: "line__place" });
    const up = stepButton("\u2191", `Move ${textOf(row)} up`, () => move(row, -1));
    const down = stepButton("\u2193", `Move ${textOf(row)} down`, () => move(row, 1));
    row.prepend(place);
    row.querySelector(".line__controls").append(up, down);
    return row;
  }

  function move(row, by) {
    if (by < 0) row.after(row.previousElementSibling);
    else row.before(row.nextElementSibling);
    for (const other of list.children) other.classList.toggle("line--moved", other === row);
    moved();
    const rows = [...list.children];
    say(`${textOf(row)} is now ${rows.indexOf(row) + 1} of ${rows.length}`);
  }

  function draw(numbered) {
    [...list.children].forEach((row, index, rows) => {
      row.querySelector(".line__place").textContent = numbered ? String(index + 1) : "\u2013";
      const [up, down] = row.querySelectorAll(".step");
      setDisabled(up, index === 0);
      setDisabled(down, index === rows.length - 1);
    });
  }

  return { dress, draw };
}

function speaker(widget) {
  const live = element("p", { className: "visually-hidden" });
  live.setAttribute("role", "status");
  widget.append(live);
  return (words) => {
    live.textContent = words;
  };
}

function typed(row) {
  return Number(row.querySelector("select").value);
}

function put(row, place) {
  row.querySelector("select").value = place ? String(place) : "";
}

function tell(widget) {
  widget.dispatchEvent(new Event("change", { bubbles: true }));
}

function ranking(widget) {
  const list = widget.querySelector(".lines");
  const decline = widget.querySelector("[data-decline]");
  const say = speaker(widget);
  const rows = [...list.children];
  const tally = element("p", { className: "tally tally--muted" });
  const confirm = element("button", { type: "button", className: "button button--second button--small" });
  let numbered = rows.every(typed);

  const { dress, draw } = movable(list, { say, moved: () => number(true) });
  rows.sort((one, other) => (typed(one) || Infinity) - (typed(other) || Infinity));
  for (const row of rows) {
    row.querySelector("select").hidden = true;
    list.append(dress(row));
  }

  function show() {
    draw(numbered);
    tally.textContent = numbered ? "This order is your answer." : "Not an answer yet. Move a line, or:";
    confirm.textContent = numbered ? "Clear the order" : "This order is right";
  }

  function number(on) {
    numbered = on;
    if (on) decline.checked = false;
    [...list.children].forEach((row, index) => put(row, on ? index + 1 : 0));
    show();
    tell(widget);
  }

  confirm.addEventListener("click", () => {
    number(!numbered);
    say(numbered ? "This order is your answer" : "The order is cleared");
  });
  decline.addEventListener("change", () => {
    if (decline.checked && numbered) number(false);
  });
  widget.querySelector("[data-order-actions]").append(tally, confirm);
  show();
}

function top(widget) {
  const last = Number(widget.dataset.last);
  const list = widget.querySelector(".lines");
  const decline = widget.querySelector("[data-decline]");
  const say = speaker(widget);
  const tally = element("p", { className: "tally" });
  const order = element("ol", { className: "lines" });
  const all = [...list.children];
  const ticks = new Map();
  order.setAttribute("aria-label", `${widget.dataset.name}, in order`);

  const { dress, draw } = movable(order, { say, moved: read });

  function chosen() {
    return [...order.children].map((row) => all.find((other) => other.dataset.option === row.dataset.option));
  }

  function read() {
    const rows = chosen();
    for (const row of all) put(row, rows.indexOf(row) + 1);
    if (rows.length) decline.checked = false;
    show();
    tell(widget);
  }

  function show() {
    const count = order.children.length;
    draw(true);
    tally.textContent = `${count} of ${last} chosen${count > 1 ? ", in this order:" : ""}`;
    for (const tick of ticks.values()) tick.disabled = count >= last && !tick.checked;
  }

  function add(row) {
    const text = element("span", { className: "line__text", textContent: textOf(row) });
    const made = element("li", { className: "line" }, text, element("span", { className: "line__controls" }));
    made.dataset.option = row.dataset.option;
    order.append(dress(made));
  }

  for (const row of all) {
    const label = row.querySelector(".line__text");
    const tick = element("input", { type: "checkbox", id: `${label.htmlFor}-tick` });
    label.htmlFor = tick.id;
    label.classList.add("line__tick");
    label.prepend(tick);
    row.querySelector(".line__controls").hidden = true;
    ticks.set(row, tick);
    tick.addEventListener("change", () => {
      if (tick.checked) add(row);
      else [...order.children].find((other) => other.dataset.option === row.dataset.option)?.remove();
      read();
      say(tick.checked ? `${textOf(row)} is ${order.children.length} of ${last}` : `${textOf(row)} is taken out`);
    });
  }
  for (const row of all.filter(typed).sort((one, other) => typed(one) - typed(other))) {
    ticks.get(row).checked = true;
    add(row);
  }
  decline.addEventListener("change", () => {
    if (!decline.checked) return;
    order.replaceChildren();
    for (const tick of ticks.values()) tick.checked = false;
    for (const row of all) put(row, 0);
    show();
  });
  widget.querySelector("[data-order-actions]").append(tally);
  widget.querySelector("[data-order-actions]").after(order);
  show();
}

for (const widget of document.querySelectorAll("[data-order]")) {
  if (widget.dataset.order === "ranking") ranking(widget);
  else top(widget);
}
