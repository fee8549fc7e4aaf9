// The workspace's clock: by how much it is ahead, and how to move it on.

import { freshId, make, setWords } from "./nodes.js";
import { fullTime, secondsAt, wallTime, zoneName } from "./times.js";

const JUMPS = [
  ["+1 hour", 3600],
  ["+1 day", 86_400],
  ["+1 week", 604_800],
];

export function buildClock(desk, does) {
  const time = make("p", { class: "clock-time" });
  const said = make("p", { class: "error", role: "status" });
  const jumps = JUMPS.map(([label, seconds]) =>
    button(label, (node) => does({ verb: "advance", seconds }, node, said)),
  );
  const due = button("To what is due next", (node) => {
    // A moment later: what is due is due by then, whatever was lost to rounding.
    does({ verb: "jump", moment: Number(due.dataset.moment) + 0.001 }, node, said);
  });
  const when = make("input", {
    id: freshId("jump"),
    type: "datetime-local",
    class: "picker",
  });
  const zone = make("span", {});
  const form = make(
    "form",
    {
      class: "row",
      onsubmit: (event) => {
        event.preventDefault();
        const moment = secondsAt(when.value, desk.eyes.zone);
        if (moment === null) said.textContent = "⚠ Choose a day and a time.";
        else does({ verb: "jump", moment }, go, said);
      },
    },
    make("label", { for: when.id, class: "hint" }, "Jump to, in ", zone),
    when,
  );
  const go = make("button", { type: "submit", class: "button small" }, "Jump");
  form.append(go);
  return {
    node: make(
      "section",
      {},
      make("h3", {}, "Clock"),
      time,
      make("div", { class: "row" }, jumps, due),
      form,
      said,
    ),
    draw: ({ next_due }) => {
      const ahead = sayAhead(desk.state.clock.offset);
      setWords(time, `${fullTime(desk.eyes.now(), desk.eyes.zone)}. ${ahead}`);
      setWords(zone, zoneName(desk.eyes.zone));
      when.min = wallTime(desk.eyes.now(), desk.eyes.zone);
      due.hidden = next_due === null;
      due.dataset.moment = next_due ?? "";
      due.title = next_due === null ? "" : fullTime(next_due, desk.eyes.zone);
    },
  };
}

function button(label, press) {
  const onclick = (event) => press(event.currentTarget);
  return make("button", { type: "button", class: "button small", onclick }, label);
}

export function sayAhead(offset) {
  if (offset < 60) return "The same as real time.";
  const days = Math.floor(offset / 86_400);
  const hours = Math.round((offset % 86_400) / 3600);
  const said = [count(days, "day"), count(hours, "hour")].filter(Boolean);
  return `${said.join(" and ") || "A little"} ahead of real time.`;
}

function count(number, unit) {
  return number > 0 && `${number} ${unit}${number === 1 ? "" : "s"}`;
}
