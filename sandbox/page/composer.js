// The box to write in: sending, completing what is typed, and keeping words that were not sent.
// Drafts live as long as the page: one for each person, room and thread.

import { markBusy } from "./acts.js";
import { findCompletions } from "./completions.js";
import { buildEnclosures } from "./enclosures.js";
import { makeListbox } from "./listboxes.js";
import { freshId, make } from "./nodes.js";
import { buildGlobalShortcuts } from "./shortcuts.js";

// Shown only when it takes a while: a line that flickers at each message would be noise.
const SLOW_MILLISECONDS = 400;

const drafts = new Map();
const composers = new Map();

/** `where` is {room, thread, label}. */
export function buildComposer(desk, where) {
  const key = [desk.eyes.me, where.room, where.thread].join(" ");
  // Slack has neither shortcuts nor commands in threads (slack-facts §0.8).
  const parts = buildParts(where.label, where.thread ? null : buildGlobalShortcuts(desk));
  const { box, form, wrong } = parts;
  const completion = complete(desk, parts, where.thread ? [] : desk.state.commands);
  form.prepend(completion.list);
  const enclosures = buildEnclosures(desk, where);
  form.append(enclosures.node);
  let queue = Promise.resolve();

  function write(text) {
    box.value = text;
    drafts.set(key, text);
    grow(box);
  }

  /** Words that were not sent come back, before whatever was begun meanwhile. */
  function giveBack(text, enclosed, error) {
    write([text, box.value].filter(Boolean).join("\n"));
    enclosures.write(enclosed);
    wrong.hidden = false;
    wrong.textContent = `⚠ Not sent. ${error}`;
  }

  async function send(text, enclosed) {
    const ready = showSending(parts, text);
    const place = { room: where.room, thread_ts: where.thread };
    const answer = await desk.act({ verb: "say", ...place, text, ...enclosed });
    ready();
    if (answer.ok) return scrollToEnd(form);
    // Whoever looked elsewhere meanwhile has another box for the same room by now.
    composers.get(key)(text, enclosed, answer.error);
  }

  box.addEventListener("input", () => {
    write(box.value);
    wrong.hidden = true;
    completion.follow();
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || completion.take(event)) return;
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = box.value;
    if (text.trim() === "" && !enclosures.any()) return;
    const enclosed = enclosures.take();
    write("");
    wrong.hidden = true;
    completion.follow();
    // One after the other, so that what was said first stands first.
    queue = queue.then(() => send(text, enclosed));
  });

  composers.set(key, giveBack);
  box.value = drafts.get(key) ?? "";
  requestAnimationFrame(() => grow(box));
  return form;
}

function buildParts(label, shortcuts) {
  const ids = { box: freshId("write"), usage: freshId("usage") };
  const box = make("textarea", {
    id: ids.box,
    rows: "1",
    placeholder: label,
    "aria-label": label,
    "aria-describedby": ids.usage,
  });
  const usage = make("p", { id: ids.usage, class: "usage", hidden: true });
  const sending = make("p", { class: "usage", role: "status" });
  const wrong = make("p", { class: "error", role: "alert", hidden: true });
  const button = make("button", { type: "submit", class: "button primary" }, "Send");
  const boxes = make("div", { class: "composer-box" }, shortcuts ?? [], box, button);
  const form = make("form", { class: "composer" }, wrong, sending, usage, boxes);
  return { box, usage, sending, wrong, form };
}

function showSending({ form, sending }, text) {
  const ready = markBusy(form);
  const timer = setTimeout(() => (sending.textContent = `Sending: ${text}`), SLOW_MILLISECONDS);
  return () => {
    ready();
    clearTimeout(timer);
    sending.textContent = "";
  };
}

/** Before the box is on the page it has no height to measure, and keeps that of the style sheet. */
function grow(box) {
  box.style.height = "";
  if (!box.value || !box.scrollHeight) return;
  box.style.height = `${Math.min(box.scrollHeight, 200)}px`;
}

function scrollToEnd(form) {
  const list = form.parentElement?.querySelector(".messages");
  if (list) list.scrollTop = list.scrollHeight;
}

/** What is typed may become a command, or somebody; and the usage of the command being typed. */
function complete(desk, { box, usage }, commands) {
  const listbox = makeListbox(box, { label: "Completions", pick });
  let length = 0;

  function follow() {
    const word = box.value;
    const found = findCommands(word) ?? findCompletions(wordsBefore(box), desk.eyes);
    length = found?.length ?? 0;
    listbox.show(found?.entries ?? []);
    const using = commands.find(
      (one) => word === one.command || word.startsWith(`${one.command} `),
    );
    usage.hidden = !using?.usage_hint;
    usage.textContent = using ? `${using.command} ${using.usage_hint ?? ""}` : "";
  }

  function findCommands(word) {
    if (!/^\/\S*$/.test(word)) return null;
    const entries = commands
      .filter((one) => one.command.startsWith(word))
      .map(({ command, usage_hint, description }) => ({
        text: command,
        usage: usage_hint,
        more: description,
        insert: command,
      }));
    return { length: word.length, entries };
  }

  function pick(entry) {
    const end = box.selectionStart;
    box.setRangeText(`${entry.insert} `, end - length, end, "end");
    box.dispatchEvent(new Event("input"));
  }

  /** "/reflect" typed to its end: Enter sends it, nothing is left to complete. */
  function take(event) {
    return listbox.take(event, { whole: commands.some((one) => one.command === box.value) });
  }

  return { follow, take, list: listbox.node };
}

function wordsBefore(box) {
  return box.selectionStart === box.selectionEnd ? box.value.slice(0, box.selectionStart) : "";
}
