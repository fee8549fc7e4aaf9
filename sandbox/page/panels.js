// The two panels at the sidebar's foot: the workspace's clock, and faults at will.
// What a jump in time or a fault does is the sandbox's; here are only the buttons for it.

import { isBusy, markBusy } from "./acts.js";
import { freshId, make } from "./nodes.js";
import { fullTime, zoneName } from "./times.js";

const JUMPS = [
  ["+1 hour", 3600],
  ["+1 day", 86_400],
  ["+1 week", 604_800],
];

const METHODS = [
  "chat.postMessage",
  "chat.update",
  "chat.postEphemeral",
  "views.open",
  "views.update",
  "views.publish",
  "users.info",
  "*",
];

const KINDS = [
  ["rate_limited", "Too many requests (429)"],
  ["server_error", "Server error (500)"],
  ["fails", "Refused (internal_error)"],
  ["times_out_before", "No answer, and not done"],
  ["times_out_after", "Done, but no answer"],
  ["resets", "Connection cut, and not done"],
  ["resets_after", "Done, then connection cut"],
  ["cut", "Socket cut (any method)"],
  ["duplicates_event", "Next event comes twice"],
];

export function buildClock(desk, holder) {
  const time = make("p", { class: "clock-time" });
  const ahead = make("p", { class: "hint" });
  const buttons = JUMPS.map(([label, seconds]) =>
    make("button", { type: "button", class: "button small", onclick: () => jump(seconds) }, label),
  );
  holder.append(
    make("h2", { id: "clock-title" }, "Clock"),
    time,
    ahead,
    make("div", { class: "row" }, buttons),
  );
  holder.setAttribute("aria-labelledby", "clock-title");

  async function jump(seconds) {
    if (isBusy(buttons[0])) return;
    const ready = markBusy(...buttons);
    ahead.textContent = "Time is passing…";
    const answer = await desk.act({ verb: "advance", seconds });
    ready();
    draw();
    if (!answer.ok) desk.tell(answer.error);
  }

  function draw() {
    if (!desk.state) return;
    setWords(time, `${fullTime(desk.eyes.now(), desk.eyes.zone)}, ${zoneName(desk.eyes.zone)}`);
    if (!isBusy(buttons[0])) setWords(ahead, sayAhead(desk.state.clock.offset));
  }
  return draw;
}

function setWords(node, words) {
  if (node.textContent !== words) node.textContent = words;
}

function sayAhead(offset) {
  if (offset < 60) return "The same as real time.";
  const days = Math.floor(offset / 86_400);
  const hours = Math.round((offset % 86_400) / 3600);
  const said = [count(days, "day"), count(hours, "hour")].filter(Boolean);
  return `${said.join(" and ") || "A little"} ahead of real time.`;
}

function count(number, unit) {
  return number > 0 && `${number} ${unit}${number === 1 ? "" : "s"}`;
}

function label(words, field) {
  field.id = freshId("fault");
  return [make("label", { for: field.id }, words), field];
}

/** For whoever builds the bot: what it says and keeps when Slack itself has a bad day. */
export function buildFaults(desk, holder) {
  const option = ([value, label]) => make("option", { value }, label);
  const method = make(
    "select",
    { name: "method" },
    METHODS.map((name) => option([name, name === "*" ? "any method" : name])),
  );
  const kind = make("select", { name: "kind" }, KINDS.map(option));
  const times = make("input", { name: "times", type: "number", min: "1", max: "99", value: "1" });
  const done = make("p", { class: "hint", role: "status" });
  const button = make("button", { type: "submit", class: "button small" }, "Make it stumble");
  const form = make(
    "form",
    {},
    label("Method", method),
    label("Kind", kind),
    label("Times", times),
    button,
    done,
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isBusy(button)) return;
    const ready = markBusy(button);
    const count = Math.max(1, Number(times.value) || 1);
    const answer = await desk.act({
      verb: "fault",
      method: method.value,
      kind: kind.value,
      times: count,
    });
    ready();
    const what = kind.selectedOptions[0].textContent;
    done.textContent = answer.ok
      ? `Next ${count} × ${method.value}: ${what}.`
      : `⚠ ${answer.error}`;
  });
  holder.append(form);
}
