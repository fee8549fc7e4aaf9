// People's standing: who is a guest, deactivated, from another organisation, or without a zone.

import { keep, make } from "./nodes.js";

const ZONES = [
  "Europe/London",
  "Europe/Berlin",
  "Africa/Nairobi",
  "Asia/Kolkata",
  "Asia/Tokyo",
  "Australia/Adelaide",
  "America/New_York",
  "America/Los_Angeles",
  "UTC",
];
const GUESTS = [
  ["", "Member"],
  ["multi", "Guest of some channels"],
  ["single", "Guest of one channel"],
];
const OTHER_TEAM = "TELSEWHER";

export function buildStanding(desk, does) {
  const list = make("div", { class: "standing" });
  return {
    node: make("section", {}, make("h3", {}, "People"), list),
    draw: ({ people }) => keep(list, people.map((person) => personItem(does, person))),
  };
}

function personItem(does, person) {
  return {
    key: person.id,
    sign: JSON.stringify(person),
    build: () => buildPerson(does, person),
    replace: (old, node) => (node.open = old.open),
  };
}

function buildPerson(does, person) {
  const profile = (change, node) =>
    does({ verb: "change_profile", user: person.id, ...change }, node);
  const marks = [
    person.guest && "guest",
    person.deactivated && "deactivated",
    person.team && "other organisation",
    !person.zone && "no time zone",
  ].filter(Boolean);
  const zones = [...new Set([person.zone, ...ZONES])].filter(Boolean);
  return make(
    "details",
    {},
    make(
      "summary",
      { "data-spot": person.id },
      person.name,
      marks.length > 0 && make("span", { class: "hint" }, ` ${marks.join(", ")}`),
    ),
    make(
      "div",
      { class: "controls-form" },
      menu("Standing", GUESTS, person.guest, (guest, node) =>
        does({ verb: "set_guest", user: person.id, guest }, node),
      ),
      menu(
        "Time zone",
        [["", "Not known to Slack"], ...zones.map((zone) => [zone, zone.replaceAll("_", " ")])],
        person.zone,
        (zone, node) => profile({ zone }, node),
      ),
      tick("Of another organisation", Boolean(person.team), (on, node) =>
        profile({ team: on ? OTHER_TEAM : "" }, node),
      ),
      tick("Deactivated", person.deactivated, (deactivated, node) =>
        does({ verb: "set_deactivated", user: person.id, deactivated }, node),
      ),
    ),
  );

  function menu(label, options, value, change) {
    const select = make(
      "select",
      {
        class: "menu",
        "aria-label": `${label} of ${person.name}`,
        "data-spot": `${person.id} ${label}`,
        // What was refused is put back.
        onchange: async () => (await change(select.value, select)) || (select.value = value),
      },
      options.map(([each, words]) => make("option", { value: each }, words)),
    );
    select.value = value;
    return [make("span", { class: "hint", "aria-hidden": "true" }, label), select];
  }

  function tick(label, checked, change) {
    const box = make("input", {
      type: "checkbox",
      "data-spot": `${person.id} ${label}`,
      onchange: async () => (await change(box.checked, box)) || (box.checked = checked),
    });
    box.checked = checked;
    return make("label", { class: "choice" }, box, label);
  }
}
