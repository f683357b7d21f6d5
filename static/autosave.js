/* Saves the question on each change. "Saved" is written only when the server has said so. The page works without this:
   "Continue" sends the same fields. Every save carries the revisions that the page was made from, and a key of its own,
   so that sending it again after a lost reply changes nothing. */

const form = document.getElementById("question");
const state = document.querySelector("[data-save-state]");

const QUIET = 800;
const PATIENCE = 10000;
const LONGEST_WAIT = 30000;
const WORDS = {
  newer: form.dataset.newer ?? "Answered elsewhere. Press Continue.",
  ended: "Not saved. Answering has ended.",
  start: "Not saved. Load the page again.",
  unusable: "Not saved. Load the page again.",
};

let changes = 0; // how often anything was changed
let saved = 0; // up to which of these changes the server has acknowledged
let pending = null; // what is being sent, until it is acknowledged: {body, changes}
let sending = false;
let failures = 0;
let stopped = false;
let timer = 0;
let leaving = null; // the button that was pressed while a save was under way
let gone = false;

function say(words, kind) {
  if (state.textContent !== words) state.textContent = words;
  state.dataset.state = kind;
}

function body() {
  const fields = new URLSearchParams(new FormData(form));
  fields.set("key", crypto.randomUUID ? crypto.randomUUID() : Array.from(crypto.getRandomValues(new Uint32Array(4))).join("-"));
  return fields;
}

function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(send, wait);
}

function adopt(revisions) {
  for (const [subject, revision] of Object.entries(revisions)) {
    const name = `revision.${subject}`;
    let field = form.elements.namedItem(name);
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      form.append(field);
    }
    field.value = revision;
  }
}

async function send(keepalive = false) {
  clearTimeout(timer);
  if (sending || stopped || gone || (!pending && saved === changes)) return;
  pending ??= { body: body(), changes };
  sending = true;
  let reply;
  try {
    const options = { method: "POST", body: pending.body, headers: { Accept: "application/json" }, keepalive: keepalive === true };
    reply = await fetch(form.dataset.save, { ...options, signal: AbortSignal.timeout(PATIENCE), redirect: "error" });
    if (reply.status >= 500 || reply.status === 429) throw new Error("try again");
    await settle(reply.status, reply.headers.get("Content-Type")?.includes("json") ? await reply.json() : {});
  } catch {
    failures += 1;
    say(leaving ? "No connection. Kept on this page, trying again." : "Not saved yet, trying again.", "waiting");
    later(Math.min(LONGEST_WAIT, 500 * 2 ** failures) * (0.75 + Math.random() / 2));
  } finally {
    sending = false;
  }
  if (!pending && saved < changes && !stopped) later(QUIET);
  go();
}

function settle(status, answer) {
  failures = 0;
  if (status === 200) {
    adopt(answer.revisions);
    saved = pending.changes;
    pending = null;
    if (saved === changes) say(answer.saved ? "Saved" : "Not complete yet", answer.saved ? "saved" : "open");
    return;
  }
  pending = null;
  stopped = true;
  say(WORDS[answer.reason] ?? "Not saved. Open your personal link again.", "waiting");
}

function changed() {
  changes += 1;
  if (stopped) return;
  say("", "open");
  if (!pending) later(QUIET);
}

/* A pressed button waits for a save that is under way: the page must know its revisions. A second press waits no more. */
function go() {
  if (!leaving || (pending && !stopped)) return;
  const button = leaving;
  leaving = null;
  gone = true;
  form.requestSubmit(button);
}

form.addEventListener("input", changed);
form.addEventListener("change", changed);
/* The page is still there: its way on was stopped, or the next page is slow. What is on it counts again. */
function stay() {
  gone = false;
  leaving = null;
  delete form.dataset.sent;
}

/* Without a connection the browser would put a page of its own in place of this one, and what is on it would be lost. */
function mustWait() {
  return !stopped && saved < changes && (!navigator.onLine || (pending && !leaving));
}

form.addEventListener("submit", (event) => {
  clearTimeout(timer);
  if (gone) return;
  if (mustWait()) {
    event.preventDefault();
    leaving = event.submitter;
    send();
    return;
  }
  gone = true;
});
form.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => {
    stay();
    send();
  }, PATIENCE);
});

addEventListener("pageshow", stay);
addEventListener("online", () => send());
addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") send(true);
});
addEventListener("beforeunload", (event) => {
  if (!gone && !stopped && (pending || saved < changes)) event.preventDefault();
});
