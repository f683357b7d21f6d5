/* Follows a workshop: asks once a second whether anything is new, and puts the new scene in place of the old one. Hidden,
   it asks nothing; without an answer it asks less and less often, and comes back to the right step by itself. */

const LONGEST_WAIT = 5000;
const PATIENCE = 8000;
const ENDED_WAIT = 15000;
const NOTICE_AFTER = 2;

const address = document.body.dataset.ask;
const lost = document.getElementById("lost");

let after = Number(document.body.dataset.after);
let tag = "";
let failures = 0;
let timer = 0;
let asking = false;
let clockEnds = 0;

function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(ask, wait);
}

async function ask() {
  clearTimeout(timer);
  if (asking || document.hidden) return;
  asking = true;
  try {
    const headers = tag ? { "If-None-Match": tag } : {};
    const reply = await fetch(address, { headers, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (reply.status === 404) {
      ended();
    } else if (reply.status !== 304 && !reply.ok) {
      throw new Error("try again");
    } else {
      if (reply.ok) show(await reply.text());
      tag = reply.headers.get("ETag") ?? tag;
      after = Number(reply.headers.get("X-Ask-After")) || after;
    }
    failures = 0;
    lost.hidden = true;
    // Two hundred screens that were opened together need not ask together.
    later(after * (0.9 + Math.random() / 5));
  } catch {
    failures += 1;
    lost.hidden = failures < NOTICE_AFTER;
    later(Math.min(LONGEST_WAIT, after * 2 ** Math.min(failures, 5)) * (0.75 + Math.random() / 2));
  } finally {
    asking = false;
  }
}

function show(html) {
  const next = new DOMParser().parseFromString(html, "text/html").getElementById("stage");
  const now = document.getElementById("stage");
  if (!next) return;
  if (next.dataset.place === now.dataset.place && next.dataset.step !== now.dataset.step) {
    next.classList.add(`arrives--${next.dataset.step}`);
  }
  now.replaceWith(document.adoptNode(next));
  document.body.classList.toggle("screen--dark", next.dataset.dark === "yes");
  wind();
}

/* After the end nothing stays on the screen. The tag is kept: it says that this screen was let in and is not guessing. */
function ended() {
  const now = document.getElementById("stage");
  now.replaceChildren();
  now.dataset.place = "ended";
  after = ENDED_WAIT;
}

function wind() {
  const clock = document.querySelector("[data-running]");
  clockEnds = clock ? performance.now() + 1000 * Number(clock.dataset.left) : 0;
}

function tick() {
  const clock = document.querySelector("[data-running]");
  if (!clock || document.hidden) return;
  const left = Math.max(0, Math.round((clockEnds - performance.now()) / 1000));
  const words = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  if (clock.textContent !== words) clock.textContent = words;
  clock.classList.toggle("clock--over", left === 0);
}

addEventListener("visibilitychange", () => {
  clearTimeout(timer);
  if (!document.hidden) ask();
});
addEventListener("online", () => ask());
addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "f" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.().catch(() => {});
});

wind();
setInterval(tick, 250);
later(after);
