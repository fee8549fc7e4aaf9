// Controls that offer a choice: menus, radio buttons, checkboxes, and lists of several.
// The browser's own controls are used throughout: every keyboard and screen reader knows them.

import { roomTitle } from "./names.js";
import { make } from "./nodes.js";
import { buildSearch, buildSearches } from "./searches.js";
import { plain, showText } from "./texts.js";

// A list longer than this gets a box that narrows it.
const LONG_LIST = 12;

export const CHOICES = {
  static_select: (element, place) => buildMenu(element, place, groupsOf(element)),
  external_select: buildSearch,
  users_select: (element, place) => buildMenu(element, place, [people(place)]),
  conversations_select: (element, place) => buildMenu(element, place, [rooms(element, place)]),
  channels_select: (element, place) => buildMenu(element, place, [channels(place)]),
  multi_static_select: (element, place) => buildList(element, place, groupsOf(element)),
  multi_external_select: buildSearches,
  multi_users_select: (element, place) => buildList(element, place, [people(place)]),
  multi_conversations_select: (element, place) =>
    buildList(element, place, [rooms(element, place)]),
  multi_channels_select: (element, place) => buildList(element, place, [channels(place)]),
  checkboxes: (element, place) => buildList(element, place, groupsOf(element)),
  radio_buttons: buildRadios,
};

/** [{label, options}]: the app's own, grouped or not. */
function groupsOf(element) {
  if (element.option_groups) {
    return element.option_groups.map((group) => ({
      label: plain(group.label),
      options: group.options,
    }));
  }
  return [{ options: element.options ?? [] }];
}

/**
 * What is left of a choice in a list that may have changed; undefined where nothing is, and the
 * list starts as it says itself. Everything that is no choice from a list is left as it is.
 */
export function offeredStill(element, raw) {
  const offers = element.options ?? element.option_groups?.flatMap((group) => group.options);
  if (!offers || raw === null) return raw;
  const known = offers.map((one) => one.value);
  if (!Array.isArray(raw)) return known.includes(raw) ? raw : undefined;
  const left = raw.filter((value) => known.includes(value));
  return left.length > 0 || raw.length === 0 ? left : undefined;
}

function option(text, value) {
  return { text: { type: "plain_text", text }, value };
}

function people(place) {
  return { options: place.surface.eyes.people.map((person) => option(person.name, person.id)) };
}

const ROOM_KINDS = { public: "channel", private: "private", im: "dm", mpim: "group" };

/** Where they are, and the public channels where they are not. */
function rooms(element, place) {
  const { include, exclude_bot_users, exclude_external_shared_channels } = element.filter ?? {};
  const kinds = include?.map((name) => ROOM_KINDS[name]) ?? Object.values(ROOM_KINDS);
  const { eyes, rooms: own, elsewhere } = place.surface;
  const wanted = [...own, ...elsewhere]
    .filter((room) => kinds.includes(room.kind) && !room.archived)
    .filter((room) => !exclude_bot_users || room.kind !== "dm" || !eyes.person(room.with).bot)
    .filter((room) => !exclude_external_shared_channels || !room.shared);
  return { options: wanted.map((room) => option(roomTitle(room), room.id)) };
}

function channels(place) {
  const { rooms: own, elsewhere } = place.surface;
  const open = [...own, ...elsewhere].filter((room) => room.kind === "channel" && !room.archived);
  return { options: open.map((room) => option(`#${room.name}`, room.id)) };
}

function buildMenu(element, place, groups) {
  const entries = groups.map((group) => {
    const options = group.options.map((one) =>
      make("option", { value: one.value }, plain(one.text)),
    );
    return group.label ? make("optgroup", { label: group.label }, options) : options;
  });
  const first = make("option", { value: "" }, plain(element.placeholder) || "Choose");
  const traits = {
    id: place.id,
    class: "menu",
    "data-spot": place.spot,
    "aria-label": place.label,
    "aria-describedby": place.describedby,
    "aria-required": place.required ? "true" : null,
  };
  const select = make("select", traits, first, entries);
  const more = make("p", { class: "hint", hidden: true });
  const describe = () => {
    const chosen = groups
      .flatMap((group) => group.options)
      .find((one) => one.value === select.value);
    more.textContent = plain(chosen?.description);
    more.hidden = more.textContent === "";
  };
  select.addEventListener("input", describe);
  return {
    node: make("div", { class: "control" }, select, more),
    focusable: select,
    read: () => select.value || null,
    write: (raw) => {
      select.value = raw ?? "";
      // A value that is not offered (any more) would leave the menu blank, as if broken.
      if (select.selectedIndex < 0) select.value = "";
      describe();
    },
  };
}

/** One line of a list: the box, its text (which may carry mrkdwn here), its description. */
function buildLine(type, one, place, name) {
  const box = make("input", {
    type,
    name,
    value: one.value,
    "data-spot": `${place.spot}/${one.value}`,
  });
  const eyes = place.surface.eyes;
  const more = one.description && make("span", { class: "hint" }, showText(one.description, eyes));
  const words = make("span", {}, showText(one.text, eyes), more);
  return { box, node: make("label", { class: "choice" }, box, words) };
}

function groupTraits(place, role) {
  const named = place.label ? { role, "aria-label": place.label } : {};
  return { class: "control choices", ...named };
}

function buildRadios(element, place) {
  const lines = groupsOf(element)[0].options.map((one) => buildLine("radio", one, place, place.id));
  return {
    node: make(
      "div",
      groupTraits(place, "radiogroup"),
      lines.map((line) => line.node),
    ),
    focusable: lines[0]?.box,
    read: () => lines.find((line) => line.box.checked)?.box.value ?? null,
    write: (raw) => lines.forEach((line) => (line.box.checked = line.box.value === raw)),
  };
}

function buildList(element, place, groups) {
  const made = groups.map((group) => ({
    label: group.label,
    lines: group.options.map((one) => buildLine("checkbox", one, place, place.id)),
  }));
  const lines = made.flatMap((group) => group.lines);
  const shown = made.map((group) => [
    group.label && make("p", { class: "group-label" }, group.label),
    group.lines.map((line) => line.node),
  ]);
  const scroller = make("div", { class: lines.length > 10 ? "scroller" : null }, shown);
  const limit = element.max_selected_items;
  // Slack refuses one more than the limit; here the rest cannot be ticked.
  const bound = () => {
    const full = limit && lines.filter((line) => line.box.checked).length >= limit;
    for (const line of lines) line.box.disabled = Boolean(full) && !line.box.checked;
  };
  const node = make("div", groupTraits(place, "group"), narrowing(lines), scroller);
  node.addEventListener("input", bound);
  return {
    node,
    focusable: lines[0]?.box,
    read: () => lines.filter((line) => line.box.checked).map((line) => line.box.value),
    write: (raw) => {
      for (const line of lines) line.box.checked = (raw ?? []).includes(line.box.value);
      bound();
    },
  };
}

function narrowing(lines) {
  if (lines.length <= LONG_LIST) return null;
  const box = make("input", {
    type: "search",
    class: "text",
    placeholder: "Narrow the list",
    "aria-label": "Narrow the list",
  });
  const narrow = (event) => {
    // Searching is not choosing: nothing is sent, nothing counts as touched.
    event.stopPropagation();
    const wanted = box.value.trim().toLowerCase();
    for (const line of lines)
      line.node.hidden = !line.node.textContent.toLowerCase().includes(wanted);
  };
  box.addEventListener("input", narrow);
  box.addEventListener("change", (event) => event.stopPropagation());
  box.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  return box;
}
