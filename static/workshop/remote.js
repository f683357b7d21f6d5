/* The remote's keys, its clock, and a look once in a while whether another remote has moved on. What is typed is saved by
   autosave.js; every button is an ordinary one and works without this. */

const ASK_AFTER = 2000;
const LONGEST_WAIT = 20000;
const PATIENCE = 8000;

const form = document.getElementById("question");
const clock = document.getElementById("clock");
const state = document.getElementById("state");
const moved = document.getElementById("moved");
const unreachable = document.getElementById("unreachable");
const saving = document.querySelector("[data-save-state]");
const typing = "input, textarea, select";

/* Keys */

const KEYS = { " ": "next", ArrowRight: "next", ArrowLeft: "back", "=": "+" };

function press(key) {
  const button = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!button) return false;
  button.click();
  return true;
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest(typing)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const key = KEYS[event.key] ?? event.key.toLowerCase();
  // A focused button or link takes its own space.
  if (event.key === " " && event.target.closest("button, a, summary")) return;
  if (key === "d") {
    const field = document.getElementById("decision-text");
    if (!field) return;
    event.preventDefault();
    field.focus();
  } else if (key === "f") {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.().catch(() => {});
  } else if (key === "?") {
    const help = document.getElementById("keys");
    help.open = !help.open;
    if (help.open) help.scrollIntoView({ block: "nearest" });
    help.querySelector("summary").focus();
  } else if (press(key)) {
    event.preventDefault();
  }
});

/* Clock: its end is soft, so it counts on. */

const left = Number(clock?.dataset.left);
const began = performance.now();

function tick() {
  if (!clock?.hasAttribute("data-running")) return;
  const seconds = Math.round(left - (performance.now() - began) / 1000);
  const all = Math.abs(seconds);
  const words = `${seconds < 0 ? "+" : ""}${Math.floor(all / 60)}:${String(all % 60).padStart(2, "0")}`;
  if (clock.textContent !== words) clock.textContent = words;
}

/* Another remote, a vote that came in */

let failures = 0;
let timer = 0;

function busy() {
  return ["open", "waiting"].includes(saving?.dataset.state) || document.activeElement?.matches(typing);
}

async function ask() {
  clearTimeout(timer);
  if (document.hidden) return;
  try {
    const reply = await fetch(state.dataset.ask, { cache: "no-store", redirect: "error", signal: AbortSignal.timeout(PATIENCE) });
    if (!reply.ok) throw new Error("try again");
    failures = 0;
    unreachable.hidden = true;
    const newest = (await reply.json()).state;
    if (newest !== state.dataset.state && !form.dataset.sent) {
      if (!busy()) return location.replace(location.href.split("#")[0]);
      if (newest.split(".")[0] !== state.dataset.state.split(".")[0]) moved.hidden = false;
    }
  } catch {
    failures += 1;
  }
  timer = setTimeout(ask, Math.min(LONGEST_WAIT, ASK_AFTER * 2 ** Math.min(failures, 4)));
}

/* Without a connection a pressed button would leave this page for the browser's own one. So the server is asked first, and
   where it does not answer the page stays. autosave.js has heard the press before, and takes it back. */

let sure = false;

form.addEventListener("submit", async (event) => {
  if (event.defaultPrevented || sure) return;
  event.preventDefault();
  const button = event.submitter;
  try {
    const reply = await fetch(state.dataset.ask, { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
    if (reply.status >= 500) throw new Error("try again");
    sure = true;
  } catch {
    unreachable.hidden = false;
  }
  dispatchEvent(new Event("pageshow"));
  if (sure) form.requestSubmit(button);
});

addEventListener("visibilitychange", () => {
  if (!document.hidden) ask();
});
addEventListener("pageshow", (event) => {
  if (event.persisted) sure = false;
});

tick();
setInterval(tick, 250);
timer = setTimeout(ask, ASK_AFTER);
