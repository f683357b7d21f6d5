/* A workshop from one file, without a server. Decisions stay in the page until they are saved as a file; closing the page
   before asks first. Inlined into the download, so it must not hold the end tag of a script. */
(() => {
  const held = JSON.parse(document.getElementById("held").textContent);
  const pages = [...document.querySelectorAll("template")];
  const desk = document.getElementById("desk");
  const help = document.getElementById("help");
  const form = document.getElementById("decision");
  const clock = document.getElementById("clock");
  const bar = document.getElementById("bar");
  const unsaved = document.getElementById("unsaved");
  const nextWave = document.getElementById("next-wave");
  const MOST = 3;
  const MORE = 120;

  let at = 0;
  let blank = false;
  let ends = 0;
  let stoppedWith = null;
  let changed = false;

  nextWave.value = held.next_wave;

  const page = () => pages[at].dataset;

  function show() {
    const before = document.getElementById("stage");
    const next = pages[at].content.querySelector("main").cloneNode(true);
    if (blank) {
      next.replaceChildren();
      next.className = "stage stage--blank";
    } else {
      if (before.dataset.place === next.dataset.place && before.dataset.step !== next.dataset.step) {
        next.classList.add(`arrives--${next.dataset.step}`);
      }
      if (next.dataset.step === "decide") list(next, held.decisions.filter((each) => each.item === page().item));
      if (next.classList.contains("stage--closing")) list(next, held.decisions.filter((each) => each.commitment));
    }
    before.replaceWith(next);
    fit();
    tick();
  }

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function list(stage, decisions) {
    if (!decisions.length) return;
    const body = stage.querySelector(".body");
    body.replaceChildren(...decisions.map(drawn));
  }

  /* What is decided is set as large as it fits. */
  function fit() {
    const body = document.querySelector(".stage .body--decide");
    if (!body?.querySelector(".decision")) return;
    for (const size of held.sizes) {
      body.className = `body body--decide ${size}`;
      if (body.scrollHeight <= body.clientHeight) return;
    }
  }

  function drawn(decision) {
    const box = element("div", "decision");
    const words = decision.decision || decision.position;
    const text = element("p", "decision__text", decision.outcome === "nothing_needed" ? "Nothing is needed here." : words);
    if (decision.outcome === "parked") text.prepend(element("span", "decision__kind", "Parked:"), " ");
    const facts = element("dl", "decision__facts");
    for (const [title, value, wide] of [
      ["Owner", decision.owner && form.elements.owner.querySelector(`[value="${CSS.escape(decision.owner)}"]`)?.textContent],
      ["By", decision.due && new Date(`${decision.due}T12:00`).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" })],
      ["We will see it by", decision.evidence, true],
    ]) {
      if (!value || decision.outcome === "nothing_needed") continue;
      const line = element("div", wide ? "wide-fact" : "");
      line.append(element("dt", "", title), element("dd", "", value));
      facts.append(line);
    }
    box.append(text, facts);
    return box;
  }

  function go(to) {
    const place = Math.min(Math.max(to, 0), pages.length - 1);
    const talking = pages[place].dataset.stop === page().stop && Math.min(pages[place].dataset.step, page().step) >= 3;
    if (place !== at && !talking) {
      ends = 0;
      stoppedWith = null;
    }
    at = place;
    show();
  }

  const first = (matches) => pages.findIndex((each) => matches(each.dataset));
  function toStop(stop) {
    const place = first((each) => Number(each.stop) === stop);
    if (place >= 0) go(place);
  }

  /* Clock */

  function tick() {
    const left = ends ? Math.round((ends - performance.now()) / 1000) : stoppedWith;
    clock.hidden = blank || left === null || (!ends && stoppedWith === null);
    if (clock.hidden) return;
    const seconds = Math.max(0, left);
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    clock.classList.toggle("clock--stopped", !ends);
    clock.classList.toggle("clock--over", seconds === 0);
  }

  function timer() {
    if (ends) {
      stoppedWith = Math.max(0, Math.round((ends - performance.now()) / 1000));
      ends = 0;
    } else {
      ends = performance.now() + 1000 * (stoppedWith || Number(page().seconds));
      stoppedWith = null;
    }
    tick();
  }

  function more() {
    if (ends) ends = Math.max(ends, performance.now()) + 1000 * MORE;
    else stoppedWith = (stoppedWith ?? Number(page().seconds)) + MORE;
    tick();
  }

  /* Decisions */

  function fill(decision) {
    for (const name of ["id", "position", "decision", "owner", "due", "evidence"]) form.elements[name].value = decision[name] ?? "";
    form.elements.outcome.value = decision.outcome;
    form.elements.commitment.checked = decision.commitment;
  }

  function fresh(outcome) {
    const chosen = held.decisions.filter((each) => each.commitment).length;
    return { id: "", outcome, commitment: outcome === "decided" && chosen < MOST };
  }

  function decide(outcome) {
    const here = held.decisions.filter((each) => each.item === page().item);
    const known = document.getElementById("known");
    known.replaceChildren(
      ...here.map((each) => {
        const button = element("button", "", `Change: ${each.decision || each.position || "nothing needed"}`);
        button.type = "button";
        button.addEventListener("click", () => fill(each));
        return button;
      }),
    );
    fill(fresh(outcome));
    desk.showModal();
    form.elements.decision.focus();
  }

  function uuid() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  desk.addEventListener("close", () => {
    if (desk.returnValue === "keep") keep();
    desk.returnValue = "";
  });

  function keep() {
    const fields = Object.fromEntries(new FormData(form));
    const said = fields.position || fields.decision || fields.evidence || fields.due || fields.owner;
    if (!said && fields.outcome !== "nothing_needed") return;
    let decision = held.decisions.find((each) => each.id === fields.id);
    if (!decision) {
      decision = { id: uuid(), revision: 0, item: page().item };
      held.decisions.push(decision);
    }
    const { id, commitment, ...typed } = fields;
    Object.assign(decision, typed, { revision: decision.revision + 1, commitment: false });
    const others = held.decisions.filter((each) => each.commitment).length;
    decision.commitment = Boolean(commitment) && typed.outcome === "decided" && others < MOST;
    touched();
    show();
  }

  function touched() {
    changed = true;
    unsaved.textContent = "Not saved as a file yet.";
  }

  function saveFile() {
    const decisions = held.decisions.map((each) => Object.fromEntries(Object.entries(each).filter(([, value]) => value !== "")));
    const document_ = { format: held.format, workshop: held.workshop, decisions };
    if (nextWave.value) document_.next_wave = nextWave.value;
    const link = element("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(document_, null, 1)], { type: "application/json" }));
    link.download = "workshop-decisions.json";
    link.click();
    URL.revokeObjectURL(link.href);
    changed = false;
    unsaved.textContent = "Saved as a file.";
  }

  /* Keys and buttons do the same */

  const acts = {
    next: () => go(at + 1),
    back: () => go(at - 1),
    n: () => toStop(Number(page().stop) + 1),
    p: () => toStop(Number(page().stop) - 1),
    b: () => {
      blank = !blank;
      show();
    },
    t: timer,
    "+": more,
    d: () => decide("decided"),
    k: () => decide("parked"),
    i: () => document.body.classList.toggle("screen--dark"),
    f: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.()),
    save: saveFile,
    "?": () => (help.open ? help.close() : help.showModal()),
  };
  const keys = { " ": "next", ArrowRight: "next", ArrowLeft: "back", "=": "+" };

  bar.addEventListener("click", (event) => acts[event.target.closest("button")?.dataset.act]?.());
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || desk.open || event.target.closest("input, select")) return;
    if (help.open && event.key !== "?") return;
    if (event.key === " " && event.target.closest("button")) return;
    const key = keys[event.key] ?? event.key.toLowerCase();
    if (/^[1-9]$/.test(key)) {
      const place = first((each) => Number(each.box) >= Number(key));
      if (place >= 0) go(place);
    } else if (acts[key] && key !== "save") {
      event.preventDefault();
      acts[key]();
    }
  });

  let hiding = 0;
  function reveal() {
    bar.classList.add("bar--shown");
    clearTimeout(hiding);
    hiding = setTimeout(() => bar.classList.remove("bar--shown"), 3000);
  }
  addEventListener("pointermove", reveal);
  addEventListener("pointerdown", reveal);
  nextWave.addEventListener("change", touched);
  addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });

  addEventListener("resize", fit);
  document.fonts.addEventListener("loadingdone", fit);
  setInterval(tick, 250);
  show();
  reveal();
})();
