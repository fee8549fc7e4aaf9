// The app's shortcuts: on a message behind "⋯", and those that stand anywhere beside the box to write in.
// Which there are says the manifest; the app hears of their use at once, as of a click.

import { isBusy, markBusy } from "./acts.js";
import { tieMenu } from "./menus.js";
import { make } from "./nodes.js";

/** What stands at a message; null where nothing can be done with it. */
export function buildMessageShortcuts(desk, room, message) {
  if (message.ephemeral || message.deleted) return null;
  const on = { room: room.id, ts: message.ts };
  return buildMenu(desk, on, { kind: "message", sign: "⋯", label: "More actions", size: "small" });
}

export function buildGlobalShortcuts(desk) {
  return buildMenu(desk, null, { kind: "global", sign: "⚡", label: "Shortcuts", size: "icon" });
}

function buildMenu(desk, on, { kind, sign, label, size }) {
  const there = desk.state.shortcuts.filter((one) => one.kind === kind);
  if (there.length === 0) return null;
  const button = make(
    "button",
    { type: "button", class: `button ${size}`, "aria-label": label, title: label },
    sign,
  );
  const entries = there.map((one) =>
    make(
      "button",
      { type: "button", onclick: () => use(desk, one, on, button) },
      one.name,
      one.description && make("span", { class: "hint" }, one.description),
    ),
  );
  const list = make("div", { class: "overflow-list" }, entries);
  tieMenu(button, list);
  return make("span", { class: "overflow-holder" }, button, list);
}

async function use(desk, shortcut, on, button) {
  if (isBusy(button)) return;
  const ready = markBusy(button);
  const answer = await desk.act({ verb: "shortcut", callback_id: shortcut.callback_id, on });
  ready();
  if (!answer.ok) desk.tell(answer.error);
}
