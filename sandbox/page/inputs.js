// Everything a person types into or picks from: text boxes, pickers, and (from choices.js) menus.
// A control is {node, read(), write(raw)}; raw values are those of the page's JSON API.

import { CHOICES, offeredStill } from "./choices.js";
import { buildEditor } from "./editors.js";
import { buildFileField } from "./filefields.js";
import { freshId, make } from "./nodes.js";
import { plain } from "./texts.js";
import { secondsAt, wallTime, zoneName } from "./times.js";

// Characters come fast; the app hears after a short rest, as with Slack.
const REST_MILLISECONDS = 300;
// Beyond this part of its limit a text box says how much room is left.
const NEARLY_FULL = 0.8;

// slack-facts §1.4: what a text box takes when the app sets no limit.
const DEFAULT_LIMITS = { plain_text_input: 3000 };

const controls = new WeakMap();

const BUILDERS = {
  plain_text_input: buildText,
  rich_text_input: buildEditor,
  file_input: buildFileField,
  email_text_input: buildText,
  url_text_input: buildText,
  number_input: buildText,
  datepicker: buildPicker,
  timepicker: buildPicker,
  datetimepicker: buildMoment,
  ...CHOICES,
};

const INITIAL = {
  plain_text_input: (element) => element.initial_value,
  rich_text_input: (element) => element.initial_value,
  email_text_input: (element) => element.initial_value,
  url_text_input: (element) => element.initial_value,
  number_input: (element) => element.initial_value,
  datepicker: (element) => element.initial_date,
  timepicker: (element) => element.initial_time,
  datetimepicker: (element) => element.initial_date_time,
  static_select: (element) => element.initial_option?.value,
  external_select: (element) => element.initial_option?.value,
  radio_buttons: (element) => element.initial_option?.value,
  checkboxes: (element) => element.initial_options?.map((option) => option.value),
  multi_static_select: (element) => element.initial_options?.map((option) => option.value),
  multi_external_select: (element) => element.initial_options?.map((option) => option.value),
  users_select: (element) => element.initial_user,
  multi_users_select: (element) => element.initial_users,
  conversations_select: (element) => element.initial_conversation,
  multi_conversations_select: (element) => element.initial_conversations,
  channels_select: (element) => element.initial_channel,
  multi_channels_select: (element) => element.initial_channels,
};

export function isControl(element) {
  return element.type in BUILDERS;
}

/** Radio buttons and their like are named by a legend; the rest by a label. */
export function isGroup(element) {
  return /^(radio_buttons|checkboxes|multi_)/.test(element.type);
}

/**
 * The node of one stateful element. `place` is where it stands: {surface, block, label, describedby,
 * required, initial, send}; `send(raw)` tells the app, or is null where only saving tells it.
 */
export function buildControl(element, place) {
  const spot = `${place.block}/${element.action_id}`;
  const control = BUILDERS[element.type](element, { ...place, spot, id: freshId("field") });
  // Null is what somebody cleared; it must not be filled again.
  const known = place.initial === undefined ? INITIAL[element.type]?.(element) : place.initial;
  Object.assign(control, { element, block: place.block, known: known ?? null, touched: false });
  control.node.dataset.control = spot;
  controls.set(control.node, control);
  control.write(control.known);
  control.node.addEventListener("input", () => (control.touched = true));
  if (place.send) listenFor(control, place.send);
  return control;
}

function listenFor(control, send) {
  const { node, element } = control;
  if (!/_input$/.test(element.type)) return listenForChoice(control, send);
  const when = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  if (when.includes("on_enter_pressed")) {
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      if (event.target.tagName !== "INPUT" && event.shiftKey) return;
      // This Enter speaks to the app; without this line it would also save the window.
      event.preventDefault();
      send(control.read());
    });
  }
  if (when.includes("on_character_entered")) {
    control.tellSoon = () => {
      clearTimeout(control.rest);
      control.rest = setTimeout(() => {
        control.rest = null;
        // The window may be closed by then, and nobody is there to hear it; or it is just being
        // saved, and whether it stays is not known yet.
        if (!node.isConnected) return;
        if (node.closest('form[aria-busy="true"]')) control.tellSoon();
        else send(control.read());
      }, REST_MILLISECONDS);
    };
    node.addEventListener("input", control.tellSoon);
  }
}

/**
 * One choice is one action (slack-facts §2.2). With the keyboard, a browser tells of each digit of a
 * date and of each entry that an arrow key passes: there the choice is made when the field is left,
 * or with Enter.
 */
function listenForChoice(control, send) {
  const { node } = control;
  let key = null;
  const tell = () => {
    control.undecided = false;
    send(control.read());
  };
  node.addEventListener("pointerdown", () => (key = null));
  node.addEventListener("keydown", (event) => {
    // These open what is then chosen from.
    const opens = [" ", "F4"].includes(event.key) || (event.altKey && event.key.startsWith("Arrow"));
    key = opens ? null : event.key;
    if (key !== "Enter" || !control.undecided) return;
    // This Enter speaks to the app, as above.
    event.preventDefault();
    tell();
  });
  node.addEventListener("change", ({ target }) => {
    control.undecided = target.matches("select, .picker") && key !== null && key !== "Enter";
    if (!control.undecided) tell();
  });
  node.addEventListener("focusout", () => {
    key = null;
    if (control.undecided && node.isConnected) tell();
  });
}

export function controlsIn(parent) {
  return [...parent.querySelectorAll("[data-control]")].map((node) => controls.get(node));
}

/** {block_id: {action_id: raw}} of everything in a window, as saving and clicking send it. */
export function readValues(parent) {
  const values = {};
  for (const control of controlsIn(parent)) {
    values[control.block] ??= {};
    values[control.block][control.element.action_id] = control.read();
  }
  return values;
}

/** A block built anew keeps what was typed, as long as its ids and its kind are unchanged. */
export function carryControls(before, after) {
  const typed = new Map(
    controlsIn(before).map((control) => [control.node.dataset.control, control]),
  );
  for (const control of controlsIn(after)) {
    const old = typed.get(control.node.dataset.control);
    if (!old?.touched || old.element.type !== control.element.type) continue;
    const kept = offeredStill(control.element, old.read());
    if (kept === undefined) continue;
    // What an external menu offered, and files, are known to the old control only.
    for (const [value, name] of old.names ?? []) control.names?.set(value, name);
    control.write(kept);
    control.touched = true;
    // Typed while the app was drawing anew: what it has not heard of yet, it hears from here.
    if (old.rest) control.tellSoon?.();
    control.undecided = old.undecided;
  }
}

/** What nobody touched here follows the server: the same window may be open in another tab. */
export function followValues(parent, values) {
  for (const control of controlsIn(parent)) {
    const raw = values?.[control.block]?.[control.element.action_id];
    if (raw === undefined || control.touched) continue;
    if (JSON.stringify(raw) === JSON.stringify(control.known)) continue;
    control.known = raw;
    control.write(raw);
  }
}

const INPUT_KINDS = {
  email_text_input: { type: "email", autocomplete: "off", spellcheck: "false" },
  url_text_input: { type: "url", autocomplete: "off", spellcheck: "false" },
  number_input: { type: "text", inputmode: "decimal", autocomplete: "off" },
  plain_text_input: { type: "text", autocomplete: "off" },
};

function naming(place) {
  return {
    id: place.id,
    "aria-label": place.label,
    "aria-describedby": place.describedby,
    "aria-required": place.required ? "true" : null,
    "data-spot": place.spot,
  };
}

function buildText(element, place) {
  const long = element.multiline;
  const traits = {
    ...naming(place),
    placeholder: plain(element.placeholder) || null,
    class: "text",
  };
  const kind = long ? { rows: "3" } : INPUT_KINDS[element.type];
  const input = make(long ? "textarea" : "input", { ...traits, ...kind });
  const count = make("p", { class: "count", "aria-live": "polite", hidden: true });
  const node = make("div", { class: "control" }, input, count);
  const limit = element.max_length ?? DEFAULT_LIMITS[element.type];
  const recount = () => showCount(count, input.value.length, limit);
  input.addEventListener("input", recount);
  return {
    node,
    focusable: input,
    // Slack's state says null for an empty box (slack-facts §1.6).
    read: () => input.value || null,
    write: (raw) => {
      input.value = raw ?? "";
      recount();
    },
  };
}

/** No maxlength on the box: a pasted text would be cut silently, and the words lost. */
function showCount(count, length, limit) {
  const near = limit && length >= limit * NEARLY_FULL;
  count.hidden = !near;
  if (!near) return;
  const left = limit - length;
  count.textContent = left >= 0 ? `${left} left` : `${-left} too many`;
  count.classList.toggle("over", left < 0);
}

const PICKER_KINDS = { datepicker: "date", timepicker: "time" };

function buildPicker(element, place) {
  const input = make("input", {
    ...naming(place),
    type: PICKER_KINDS[element.type],
    class: "picker",
  });
  const zone = element.timezone
    ? make("span", { class: "aside" }, zoneName(element.timezone))
    : null;
  return {
    node: make("div", { class: "control" }, input, zone),
    focusable: input,
    read: () => input.value || null,
    write: (raw) => (input.value = raw ?? ""),
  };
}

/** A moment is absolute; it is typed and shown in the person's own zone, which is said beside it. */
function buildMoment(element, place) {
  const zone = place.surface.eyes.zone;
  const input = make("input", { ...naming(place), type: "datetime-local", class: "picker" });
  return {
    node: make(
      "div",
      { class: "control" },
      input,
      make("span", { class: "aside" }, zoneName(zone)),
    ),
    focusable: input,
    read: () => secondsAt(input.value, zone),
    write: (raw) => (input.value = raw ? wallTime(raw, zone) : ""),
  };
}
