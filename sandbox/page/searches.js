// External menus: what they offer is the app's to say, for the letters that somebody types.
// One is a combobox; of several, what was chosen stands before it and can be taken away again.

import { makeChips } from "./chips.js";
import { makeListbox } from "./listboxes.js";
import { make } from "./nodes.js";
import { plain } from "./texts.js";

// A word is typed in one go: the app is asked after a short rest.
const REST_MILLISECONDS = 200;
// slack-facts §1.4: what an app says nothing of.
const LEAST_LETTERS = 3;

export function buildSearch(element, place) {
  const search = makeSearch(element, place, choose);
  const { input } = search;
  let chosen = null;
  input.addEventListener("blur", () => {
    if (input.value.trim() === "" && chosen !== null) return choose({ value: null });
    input.value = search.textOf(chosen);
  });
  const node = make("div", { class: "control search" }, input, search.listbox.node, search.says);

  function choose({ value }) {
    chosen = value;
    search.shut();
    input.value = search.textOf(value);
    announce(node);
  }

  return {
    node,
    focusable: input,
    names: search.names,
    read: () => chosen,
    write: (raw) => {
      chosen = raw ?? null;
      input.value = search.textOf(chosen);
    },
  };
}

export function buildSearches(element, place) {
  const search = makeSearch(element, place, add);
  const { input } = search;
  const most = element.max_selected_items ?? Infinity;
  const chips = makeChips("Chosen", search.names, (value) => {
    set(chosen.filter((each) => each !== value));
    input.focus();
  });
  let chosen = [];
  const named = place.label ? { role: "group", "aria-label": place.label } : {};
  const node = make(
    "div",
    { class: "control search", ...named },
    chips.node,
    input,
    search.listbox.node,
    search.says,
  );
  input.addEventListener("blur", () => (input.value = ""));

  function add({ value }) {
    search.shut();
    input.value = "";
    if (chosen.includes(value)) return;
    if (chosen.length >= most) return search.say(`No more than ${most}.`);
    set([...chosen, value]);
  }

  function set(values) {
    chosen = values;
    chips.draw(chosen);
    announce(node);
  }

  return {
    node,
    focusable: input,
    names: search.names,
    read: () => chosen,
    write: (raw) => {
      chosen = raw ?? [];
      chips.draw(chosen);
    },
  };
}

/** What was typed is no choice: only choosing one counts as touched, and tells the app. */
function announce(node) {
  node.dispatchEvent(new Event("input", { bubbles: true }));
  node.dispatchEvent(new Event("change", { bubbles: true }));
}

function makeSearch(element, place, pick) {
  const least = element.min_query_length ?? LEAST_LETTERS;
  const names = new Map(initialOptions(element).map((one) => [one.value, plain(one.text)]));
  const label = place.label ?? "Search";
  const input = make("input", {
    id: place.id,
    type: "text",
    class: "text",
    role: "combobox",
    autocomplete: "off",
    placeholder: plain(element.placeholder) || "Search",
    "aria-label": /^multi_/.test(element.type) ? "Search" : place.label,
    "aria-describedby": place.describedby,
    "aria-required": place.required ? "true" : null,
    "data-spot": place.spot,
  });
  const says = make("p", { class: "hint", role: "status" });
  const listbox = makeListbox(input, { label: `Found for ${label}`, pick });
  let timer = null;
  let asked = 0;
  const say = (words) => (says.textContent = words);

  function shut() {
    clearTimeout(timer);
    asked += 1; // what is still on its way comes too late
    listbox.show([]);
    say("");
  }

  function follow() {
    shut();
    const query = input.value.trim();
    const missing = least - query.length;
    if (missing > 0) return say(missing === 1 ? "One letter more." : `${missing} letters more.`);
    timer = setTimeout(() => ask(query), query ? REST_MILLISECONDS : 0);
  }

  async function ask(query) {
    const mine = ++asked;
    say("Searching…");
    const answer = await place.surface.suggest(place.block, element.action_id, query);
    if (mine !== asked) return;
    if (!answer.ok) return say(`⚠ ${answer.error}`);
    const found = entriesOf(answer.options);
    for (const entry of found) names.set(entry.value, entry.text);
    const open = document.activeElement === input;
    listbox.show(open ? found : []);
    say(found.length > 0 ? `${found.length} found.` : "Nothing found.");
  }

  const quiet = (event) => event.stopPropagation();
  input.addEventListener("input", (event) => {
    quiet(event);
    follow();
  });
  input.addEventListener("change", quiet);
  input.addEventListener("focus", () => {
    input.select();
    if (least === 0) follow();
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (listbox.take(event)) return;
    // Neither saves the window what was meant for the search.
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) event.preventDefault();
  });
  const textOf = (value) => names.get(value) ?? value ?? "";
  return { input, listbox, says, names, shut, say, textOf };
}

function initialOptions(element) {
  return element.initial_options ?? (element.initial_option ? [element.initial_option] : []);
}

/** Options, or groups of them. */
function entriesOf(options) {
  return options.flatMap((one) =>
    one.options
      ? one.options.map((each) => entryOf(each, plain(one.label)))
      : [entryOf(one, null)],
  );
}

function entryOf(option, group) {
  return { value: option.value, text: plain(option.text), more: plain(option.description), group };
}
