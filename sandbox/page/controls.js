// The drawer "Workspace": its clock, its plan, its people's standing, its connections, and faults.
// What each of them does is the sandbox's (controls.py); it is asked only while the drawer is open.

import { isBusy, markBusy } from "./acts.js";
import { buildClock, sayAhead } from "./clocks.js";
import { buildFaults } from "./faults.js";
import { make, setWords } from "./nodes.js";
import { tiePane } from "./panes.js";
import { buildStanding } from "./standing.js";
import { fullTime, zoneName } from "./times.js";
import { fetchControls } from "./wire.js";

export function buildControls(desk, button, pane) {
  const time = make("span", {});
  const ahead = make("span", { class: "hint" });
  button.append(make("strong", {}, "Workspace"), make("span", { class: "hint" }, time), ahead);
  const does = makeDoing(desk, ask);
  const parts = [
    buildClock(desk, does),
    buildPlan(does),
    buildStanding(desk, does),
    buildFaults(does),
    buildConnections(does),
  ];
  const body = make("div", { class: "controls-body" }, parts.map((part) => part.node));
  pane.append(buildHead(), body);
  let asked = -1;
  const isOpen = tiePane(button, pane, (open) => open && ask());

  async function ask() {
    const found = await fetchControls();
    // Opened before the page knows whose time it is, it is drawn with the first state.
    if (found && desk.state) for (const part of parts) part.draw(found);
  }

  return () => {
    if (!desk.state) return;
    setWords(time, `${fullTime(desk.eyes.now(), desk.eyes.zone)}, ${zoneName(desk.eyes.zone)}`);
    setWords(ahead, sayAhead(desk.state.clock.offset));
    if (!isOpen() || asked === desk.state.revision) return;
    asked = desk.state.revision;
    ask();
  };
}

function buildHead() {
  const shut = make(
    "button",
    { type: "button", class: "button icon", "aria-label": "Close workspace", "data-shuts": true },
    "✕",
  );
  return make("header", { class: "pane-bar" }, make("h2", {}, "Workspace"), shut);
}

/** Does something and says what was not possible; the pressed thing waits meanwhile. */
function makeDoing(desk, ask) {
  return async (body, node, said = null) => {
    if (isBusy(node)) return false;
    const ready = markBusy(node);
    const answer = await desk.act(body);
    ready();
    if (said) said.textContent = answer.ok ? "" : `⚠ ${answer.error}`;
    else if (!answer.ok) desk.tell(answer.error);
    await ask();
    return answer.ok;
  };
}

const PLANS = [
  ["paid", "Paid", "Nothing is hidden."],
  ["free", "Free", "Messages are hidden after 90 days, and gone after a year."],
];

function buildPlan(does) {
  const hint = make("p", { class: "hint" });
  const plan = make(
    "select",
    {
      class: "menu",
      "aria-label": "Plan",
      onchange: () => does({ verb: "set_plan", plan: plan.value }, plan),
    },
    PLANS.map(([value, label]) => make("option", { value }, label)),
  );
  return {
    node: make("section", {}, make("h3", {}, "Plan"), plan, hint),
    draw: (found) => {
      plan.value = found.plan;
      setWords(hint, PLANS.find(([value]) => value === found.plan)?.[2] ?? "");
    },
  };
}

function buildConnections(does) {
  const count = make("p", { class: "hint" });
  const press = (verb) => (event) => does({ verb }, event.currentTarget);
  const button = (label, verb) =>
    make("button", { type: "button", class: "button small", onclick: press(verb) }, label);
  return {
    node: make(
      "section",
      {},
      make("h3", {}, "Connections"),
      count,
      make("div", { class: "row" }, button("Ask for new ones", "refresh"), button("Cut", "cut")),
    ),
    draw: ({ connections }) => {
      const many = connections === 1 ? "1 connection" : `${connections || "No"} connections`;
      setWords(count, `${many} by Socket Mode.`);
    },
  };
}
