// A list that opens under a field and is walked with the arrow keys while the caret stays in the
// field: what it holds and what comes of choosing is said by whoever builds it.

import { putBeside } from "./menus.js";
import { freshId, make } from "./nodes.js";

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

/**
 * For `field`, at `anchor`. An entry: {text, more?, group?}; `pick(entry)` is told. A field that is a
 * combobox says whether its list is open; in a text box that is no state (ARIA), and nothing does.
 */
export function makeListbox(field, { label, pick, anchor = field }) {
  const id = freshId("list");
  const list = make("div", { id, class: "listbox popover", role: "listbox", "aria-label": label });
  list.setAttribute("popover", "manual");
  const says = field.getAttribute("role") === "combobox";
  let entries = [];
  let at = 0;
  let moved = false;
  field.setAttribute("aria-controls", id);
  field.setAttribute("aria-autocomplete", "list");
  if (says) field.setAttribute("aria-expanded", "false");
  field.addEventListener("blur", () => show([]));

  function show(found) {
    entries = found;
    at = 0;
    moved = false;
    draw();
  }

  function draw() {
    const open = entries.length > 0 && field.isConnected;
    if (says) field.setAttribute("aria-expanded", String(open));
    if (!open) {
      field.removeAttribute("aria-activedescendant");
      if (list.isConnected) list.hidePopover();
      return;
    }
    list.replaceChildren(...drawEntries());
    field.setAttribute("aria-activedescendant", `${id}-${at}`);
    if (!list.matches(":popover-open")) list.showPopover();
    putBeside(anchor, list);
    list.querySelector('[aria-selected="true"]').scrollIntoView({ block: "nearest" });
  }

  function drawEntries() {
    const options = entries.map((entry, index) =>
      buildOption(entry, `${id}-${index}`, index === at, () => pick(entry)),
    );
    if (!entries.some((entry) => entry.group)) return options;
    const groups = Map.groupBy(options.keys(), (index) => entries[index].group);
    return [...groups].map(([group, indices]) => {
      const title = make("div", { class: "group-label", role: "presentation" }, group);
      const inside = [...indices].map((index) => options[index]);
      return make("div", { role: "group", "aria-label": group }, title, inside);
    });
  }

  /** True when the key was for the list and means nothing else any more. `whole`: what is typed
      is complete, and Enter is not for the list unless somebody walked in it. */
  function take(event, { whole = false } = {}) {
    if (entries.length === 0) return false;
    if (STEPS[event.key]) {
      at = (at + STEPS[event.key] + entries.length) % entries.length;
      moved = true;
      draw();
    } else if (event.key === "Tab" && !event.shiftKey) pick(entries[at]);
    else if (event.key === "Enter" && !event.shiftKey && (moved || !whole)) pick(entries[at]);
    else if (event.key === "Escape") show([]);
    else return false;
    event.preventDefault();
    return true;
  }

  return { node: list, show, take };
}

function buildOption(entry, id, chosen, pick) {
  // mousedown, not click: the field must not lose the focus first.
  const onmousedown = (event) => {
    event.preventDefault();
    pick();
  };
  return make(
    "div",
    { id, role: "option", "aria-selected": String(chosen), onmousedown },
    make("strong", {}, entry.text),
    entry.usage && [" ", make("span", { class: "usage-hint" }, entry.usage)],
    entry.more && make("span", { class: "hint" }, entry.more),
  );
}
