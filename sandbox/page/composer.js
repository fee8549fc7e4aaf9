// The box to write in: sending, completing slash commands, and keeping words that were not sent.
// Drafts live as long as the page: one for each person, room and thread.

import { markBusy } from "./acts.js";
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
  const completion = complete(
    box,
    parts.list,
    parts.usage,
    where.thread ? [] : desk.state.commands,
  );
  let queue = Promise.resolve();

  function write(text) {
    box.value = text;
    drafts.set(key, text);
    grow(box);
  }

  /** Words that were not sent come back, before whatever was begun meanwhile. */
  function giveBack(text, error) {
    write([text, box.value].filter(Boolean).join("\n"));
    wrong.hidden = false;
    wrong.textContent = `⚠ Not sent. ${error}`;
  }

  async function send(text) {
    const ready = showSending(parts, text);
    const answer = await desk.act({ verb: "say", room: where.room, text, thread_ts: where.thread });
    ready();
    if (answer.ok) return scrollToEnd(form);
    // Whoever looked elsewhere meanwhile has another box for the same room by now.
    composers.get(key)(text, answer.error);
  }

  box.addEventListener("input", () => {
    write(box.value);
    wrong.hidden = true;
    completion.follow();
  });
  box.addEventListener("blur", completion.shut);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || completion.take(event)) return;
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = box.value;
    if (text.trim() === "") return;
    write("");
    wrong.hidden = true;
    completion.follow();
    // One after the other, so that what was said first stands first.
    queue = queue.then(() => send(text));
  });

  composers.set(key, giveBack);
  box.value = drafts.get(key) ?? "";
  requestAnimationFrame(() => grow(box));
  return form;
}

function buildParts(label, shortcuts) {
  const ids = { box: freshId("write"), list: freshId("commands"), usage: freshId("usage") };
  const box = make("textarea", {
    id: ids.box,
    rows: "1",
    placeholder: label,
    "aria-label": label,
    "aria-autocomplete": "list",
    "aria-controls": ids.list,
    "aria-describedby": ids.usage,
  });
  const list = make("ul", {
    id: ids.list,
    class: "commands",
    role: "listbox",
    "aria-label": "Commands",
    hidden: true,
  });
  const usage = make("p", { id: ids.usage, class: "usage", hidden: true });
  const sending = make("p", { class: "usage", role: "status" });
  const wrong = make("p", { class: "error", role: "alert", hidden: true });
  const button = make("button", { type: "submit", class: "button primary" }, "Send");
  const boxes = make("div", { class: "composer-box" }, shortcuts ?? [], box, button);
  const form = make("form", { class: "composer" }, list, wrong, sending, usage, boxes);
  return { box, list, usage, sending, wrong, form };
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

/** The list of commands over the box, and the usage of the one being typed. */
function complete(box, list, usage, commands) {
  let found = [];
  let at = 0;
  let moved = false;

  function follow() {
    const word = box.value;
    found = /^\/\S*$/.test(word) ? commands.filter((one) => one.command.startsWith(word)) : [];
    at = 0;
    moved = false;
    draw();
    const using = commands.find(
      (one) => word === one.command || word.startsWith(`${one.command} `),
    );
    usage.hidden = !using?.usage_hint;
    usage.textContent = using ? `${using.command} ${using.usage_hint ?? ""}` : "";
  }

  function draw() {
    list.hidden = found.length === 0;
    const options = found.map((one, index) =>
      buildOption(one, `${list.id}-${index}`, index === at, () => pick(one)),
    );
    list.replaceChildren(...options);
    if (list.hidden) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", `${list.id}-${at}`);
  }

  function pick(one) {
    box.value = `${one.command} `;
    box.dispatchEvent(new Event("input"));
  }

  function shut() {
    found = [];
    draw();
  }

  /** True when the key was for the list and means nothing else any more. */
  function take(event) {
    if (found.length === 0) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      at = (at + step + found.length) % found.length;
      moved = true;
      draw();
    } else if (event.key === "Tab" && !event.shiftKey) {
      pick(found[at]);
    } else if (event.key === "Enter" && !event.shiftKey && (moved || !isWhole())) {
      pick(found[at]);
    } else if (event.key === "Escape") {
      shut();
    } else {
      return false;
    }
    event.preventDefault();
    return true;
  }

  /** "/reflect" typed to its end: Enter sends it, nothing is left to complete. */
  function isWhole() {
    return commands.some((one) => one.command === box.value);
  }

  return { follow, take, shut };
}

function buildOption(one, id, chosen, pick) {
  const usage = make("span", { class: "usage-hint" }, one.usage_hint);
  // mousedown, not click: the box must not lose the focus first.
  const onmousedown = (event) => {
    event.preventDefault();
    pick();
  };
  return make(
    "li",
    { id, role: "option", "aria-selected": String(chosen), onmousedown },
    make("strong", {}, one.command),
    " ",
    usage,
    make("span", { class: "hint" }, one.description),
  );
}
