/* A page that waits asks for itself again, and loads anew once it would say something else: until then the focus and the
   place on it stay. Hidden it asks nothing; without an answer it stays as it is. Without script the page loads itself. */

const EVERY = 4000;
const PATIENCE = 8000;

const said = words(document);
let timer = 0;
let asking = false;

function words(page) {
  return page.querySelector("main")?.textContent.replace(/\s+/g, " ");
}

async function ask() {
  clearTimeout(timer);
  if (asking || document.hidden) return;
  asking = true;
  try {
    const reply = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (reply.status >= 500 || reply.status === 429) throw new Error("try again");
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    if (words(page) !== said) location.reload();
  } catch {
    // What stands on the page is still right, as far as anybody here can tell.
  } finally {
    asking = false;
  }
  timer = setTimeout(ask, EVERY);
}

timer = setTimeout(ask, EVERY);
addEventListener("visibilitychange", ask);
addEventListener("online", ask);
