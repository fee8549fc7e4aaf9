// What can be done with a message: answering it, reacting to it, and with one's own changing it or
// taking it back. It stands at the message's corner; Tab leads there.

import { isBusy, markBusy } from "./acts.js";
import { askFirst } from "./menus.js";
import { make } from "./nodes.js";
import { buildPicker } from "./reactions.js";
import { buildMessageShortcuts } from "./shortcuts.js";

// The messages that somebody is writing anew, with their words as they stand by now.
const rewritten = new Map();

export function isRewriting(message) {
  return rewritten.has(message.ts);
}

/** `openThread` is null where one is in the thread already. */
export function buildTools(desk, room, message, openThread) {
  if (message.deleted) return [];
  const mine = message.user === desk.eyes.me && !room.archived;
  return [
    !message.ephemeral && !room.archived && buildPicker(desk, room, message),
    openThread && !message.ephemeral && tool("Reply in thread", openThread),
    mine && tool("Edit message", () => rewrite(desk, message, source(message, desk.eyes)), "Edit"),
    mine && tool("Delete message", () => takeBack(desk, room, message), "Delete"),
    buildMessageShortcuts(desk, room, message),
  ];
}

function tool(label, onclick, words = label) {
  const traits = { type: "button", class: "button small", onclick };
  return make("button", { ...traits, "aria-label": label, "data-spot": label }, words);
}

function rewrite(desk, message, words) {
  if (words === null) rewritten.delete(message.ts);
  else rewritten.set(message.ts, words);
  desk.draw();
  const article = document.querySelector(`[data-ts="${CSS.escape(message.ts)}"]`);
  if (words === null) return article?.focus();
  const box = article?.querySelector(".rewriting textarea");
  box?.focus();
  box?.setSelectionRange(words.length, words.length);
}

/** The message's words as somebody would type them: with @handles for marks. */
function source(message, eyes) {
  return (message.text ?? "")
    .replace(/<@(\w+)(?:\|[^>]*)?>/g, (_, id) => `@${eyes.person(id).handle ?? id}`)
    .replace(/<#(\w+)(?:\|([^>]*))?>/g, (whole, id, name) => `#${eyes.room(id)?.name ?? name ?? id}`)
    .replace(/<!(here|channel|everyone)>/g, "@$1")
    .replace(/<((?:https?|mailto):[^|>]+)(?:\|[^>]*)?>/g, "$1")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

/** The box in the message's own place; Escape leaves it as it was. */
export function buildRewriting(desk, room, message) {
  const box = make("textarea", { class: "text", rows: "2", "aria-label": "Edit message" });
  const save = make("button", { type: "submit", class: "button small primary" }, "Save");
  const away = () => rewrite(desk, message, null);
  const cancel = make("button", { type: "button", class: "button small", onclick: away }, "Cancel");
  const wrong = make("p", { class: "error", role: "alert" });
  const row = make("div", { class: "row" }, cancel, save);
  const form = make("form", { class: "rewriting", onsubmit: send }, box, wrong, row);
  box.value = rewritten.get(message.ts);
  box.addEventListener("input", () => rewritten.set(message.ts, box.value));
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") away();
    else if (event.key === "Enter" && !event.shiftKey) form.requestSubmit();
    else return;
    event.preventDefault();
  });
  return form;

  async function send(event) {
    event.preventDefault();
    if (isBusy(save)) return;
    const text = box.value.trim();
    if (text === "") return takeBack(desk, room, message);
    const ready = markBusy(save);
    const answer = await desk.act({ verb: "edit", room: room.id, ts: message.ts, text });
    ready();
    if (answer.ok) away();
    else wrong.textContent = `⚠ ${answer.error}`;
  }
}

async function takeBack(desk, room, message) {
  const sure = await askFirst(
    {
      title: "Delete message",
      text: "Are you sure? This cannot be undone.",
      confirm: "Delete",
      style: "danger",
    },
    desk.eyes,
  );
  if (!sure) return;
  rewritten.delete(message.ts);
  const answer = await desk.act({ verb: "delete", room: room.id, ts: message.ts });
  if (!answer.ok) desk.tell(answer.error);
}
