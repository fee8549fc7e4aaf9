// The inspector: what went between Slack and the app, newest last, with what was said to be odd.
// It asks only while it is open; what stood in an entry is asked for when somebody opens it.

import { keep, make } from "./nodes.js";
import { tiePane } from "./panes.js";
import { fullTime, timeWithSeconds } from "./times.js";
import { fetchEntries, fetchEntry } from "./wire.js";

const ASK_MILLISECONDS = 1000;
const NEAR_END_PIXELS = 60;
// An answer, or a remark, may come after its entry was read.
const OVERLAP = 20;

const DIRECTIONS = {
  envelope: ["→", "to the app"],
  call: ["←", "Web API"],
  response: ["←", "response_url"],
};
const SHOWN = [
  ["", "All"],
  ["envelope", "To the app"],
  ["call", "Web API calls"],
  ["response", "Through a response_url"],
];

export function buildInspector(desk, button, pane) {
  const entries = new Map();
  const filter = { direction: "", name: "", odd: false };
  const list = make("ol", { class: "entries", tabindex: "0", "aria-label": "What went to and fro" });
  const empty = make("p", { class: "hint entries-empty", role: "status" });
  let asking = false;
  pane.append(buildHead(desk, filter, draw, clear), empty, list);
  const isOpen = tiePane(button, pane, (open) => open && ask());
  setInterval(() => isOpen() && !document.hidden && ask(), ASK_MILLISECONDS);
  return () => {
    if (isOpen()) ask();
  };

  async function ask() {
    if (asking) return;
    asking = true;
    const last = Math.max(0, ...entries.keys());
    const waiting = [...entries.values()].find((entry) => entry.ok === null)?.number ?? last;
    const since = Math.max(0, Math.min(waiting - 1, last - OVERLAP));
    let found = await fetchEntries(since);
    if (found && last > 0 && !found.some((one) => isSame(one, entries.get(last)))) {
      // Nobody there knows the last one: the sandbox was started again, and counts from one.
      entries.clear();
      found = await fetchEntries(0);
    }
    for (const entry of found ?? []) entries.set(entry.number, entry);
    asking = false;
    draw();
  }

  async function clear() {
    await desk.act({ verb: "clear_journal" });
    entries.clear();
    draw();
  }

  function draw() {
    if (!desk.eyes) return;
    const near = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END_PIXELS;
    const shown = [...entries.values()].filter((entry) => passes(entry, filter));
    keep(list, shown.map((entry) => entryItem(desk, entry)));
    const none = entries.size > 0 ? "Nothing of that kind." : "Nothing went to and fro yet.";
    empty.textContent = shown.length > 0 ? "" : none;
    if (near) list.scrollTop = list.scrollHeight;
  }
}

function isSame(one, other) {
  return one.number === other?.number && one.at === other.at;
}

function passes(entry, { direction, name, odd }) {
  if (direction && entry.direction !== direction) return false;
  if (odd && entry.remarks.length === 0 && entry.ok !== false) return false;
  return entry.name.toLowerCase().includes(name);
}

function buildHead(desk, filter, draw, clear) {
  const change = (name, read) => (event) => {
    filter[name] = read(event.target);
    draw();
  };
  const direction = make(
    "select",
    { class: "menu", "aria-label": "Which way", onchange: change("direction", (at) => at.value) },
    SHOWN.map(([value, label]) => make("option", { value }, label)),
  );
  const name = make("input", {
    type: "search",
    class: "text",
    placeholder: "Name",
    "aria-label": "Name",
    oninput: change("name", (at) => at.value.trim().toLowerCase()),
  });
  const odd = make("input", { type: "checkbox", onchange: change("odd", (at) => at.checked) });
  return make(
    "header",
    { class: "pane-bar" },
    make("h2", {}, "Inspector"),
    direction,
    name,
    make("label", { class: "choice" }, odd, "With remarks"),
    make("button", { type: "button", class: "button small", onclick: clear }, "Clear"),
    make(
      "button",
      { type: "button", class: "button icon", "aria-label": "Close inspector", "data-shuts": true },
      "✕",
    ),
  );
}

function entryItem(desk, entry) {
  return {
    key: String(entry.number),
    sign: JSON.stringify(entry),
    build: () => make("li", {}, buildEntry(desk, entry)),
    // What is open stays open, and what was read of it is read again: there is an answer now.
    replace: (old, node) => {
      if (old.querySelector("details").open) node.querySelector("details").open = true;
    },
  };
}

function buildEntry(desk, entry) {
  const [sign, words] = DIRECTIONS[entry.direction];
  const body = make("div", { class: "entry-body" });
  const line = make(
    "summary",
    { "data-spot": String(entry.number) },
    make(
      "time",
      { title: fullTime(entry.at, desk.eyes.zone) },
      timeWithSeconds(entry.at, desk.eyes.zone),
    ),
    make("span", { class: "entry-way" }, `${sign} ${words}`),
    make("strong", {}, entry.name),
    buildOutcome(entry),
  );
  const details = make(
    "details",
    { class: "entry", ontoggle: () => details.open && show() },
    line,
    body,
  );
  const remarks = entry.remarks.map((remark) => make("li", {}, `⚠ ${remark}`));
  return [details, remarks.length > 0 && make("ul", { class: "remarks" }, remarks)];

  /** The newest stands at the lower edge: what it opens would be out of sight. */
  async function show() {
    await showBodies(entry, body);
    if (details.contains(document.activeElement)) details.scrollIntoView({ block: "nearest" });
  }
}

function buildOutcome({ ok, error }) {
  if (ok === null) return make("span", { class: "outcome" }, "waiting");
  if (ok) return make("span", { class: "outcome fine" }, "ok");
  return make("span", { class: "outcome wrong" }, error || "no answer");
}

async function showBodies(entry, body) {
  const found = await fetchEntry(entry.number);
  if (!found) return body.replaceChildren(make("p", { class: "hint" }, "Nobody remembers it."));
  body.replaceChildren(...buildJson("Sent", found.sent), ...buildJson("Answered", found.answer));
}

function buildJson(label, value) {
  const written = value === null ? "nothing" : JSON.stringify(value, null, 2);
  return [
    make("p", { class: "group-label" }, label),
    make("pre", { tabindex: "0", "aria-label": label }, written),
  ];
}
