// The page's calls to the sandbox: read what there is, do something, hear that something changed.
// No drawing here, and no memory of what was read.

const RETRY_MILLISECONDS = [500, 1000, 2000, 4000];

/** The state as one person sees it; null when the server cannot be reached. */
export async function fetchState(as, whole = null) {
  const query = new URLSearchParams({ ...(as && { as }), ...(whole && { whole }) });
  try {
    const answer = await fetch(`/page/state?${query}`, { cache: "no-store" });
    if (answer.ok) return await answer.json();
    return answer.status < 500 ? { unknown: true } : null;
  } catch {
    return null;
  }
}

/** What the drawer shows; null when the server cannot be reached. */
export function fetchControls() {
  return read("/page/controls");
}

/** What went to and fro since the entry of this number. */
export function fetchEntries(since) {
  return read(`/page/journal?since=${since}`);
}

/** What was sent and answered; null when it is forgotten. */
export function fetchEntry(number) {
  return read(`/page/journal/${number}`);
}

async function read(address) {
  try {
    const answer = await fetch(address, { cache: "no-store" });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

/** A file for a field: {ok, file} with its id, or {ok, error}. */
export function postFile(as, file) {
  const query = new URLSearchParams({ as, name: file.name });
  const headers = { "Content-Type": "application/octet-stream" };
  return post(`/page/upload?${query}`, headers, file);
}

/** Always {ok, error}: what went wrong is a sentence to show, beside words that are still there. */
export function postAct(body) {
  return post("/page/act", { "Content-Type": "application/json" }, JSON.stringify(body));
}

async function post(address, headers, body) {
  let answer;
  try {
    answer = await fetch(address, { method: "POST", headers, body });
  } catch {
    return { ok: false, error: "The sandbox could not be reached. Is it still running?" };
  }
  try {
    return await answer.json();
  } catch {
    return { ok: false, error: "The sandbox stumbled over that. Its terminal says why." };
  }
}

/**
 * Calls onChange when something changed, onGone when the stream broke, onBack when it is back.
 * Answers a function that stops listening. EventSource gives up for good after some errors (a
 * refused connection behind a proxy, an answer other than 200), so opening again is done here.
 */
export function listen(as, { onChange, onGone, onBack }) {
  let source = null;
  let timer = null;
  let tries = 0;

  function open() {
    source = new EventSource(`/page/events?as=${encodeURIComponent(as)}`);
    source.onopen = () => {
      tries = 0;
      onBack();
    };
    source.onmessage = (event) => onChange(JSON.parse(event.data).revision);
    source.onerror = () => {
      close();
      onGone();
      timer = setTimeout(open, RETRY_MILLISECONDS[Math.min(tries, RETRY_MILLISECONDS.length - 1)]);
      tries += 1;
    };
  }

  function close() {
    source?.close();
    source = null;
    clearTimeout(timer);
  }

  // A browser opens at most six connections to one server: with a person per tab, tabs that
  // nobody looks at would keep the seventh from loading at all.
  function followVisibility() {
    if (document.hidden) return close();
    if (source === null) open();
  }

  document.addEventListener("visibilitychange", followVisibility);
  open();
  return () => {
    document.removeEventListener("visibilitychange", followVisibility);
    close();
  };
}
