// A box for formatted text: buttons and keys as Slack's, people, channels and emoji completed.
// What stands in it is read and written in richwords.js.

import { findCompletions } from "./completions.js";
import { makeListbox } from "./listboxes.js";
import { askFor } from "./menus.js";
import { make } from "./nodes.js";
import { buildLeaf, readRichText, writeRichText } from "./richwords.js";
import { plain } from "./texts.js";

// [label, sign, key with Ctrl (and Shift), what it does]
const TOOLS = [
  ["Bold", "B", "b", () => document.execCommand("bold")],
  ["Italic", "I", "i", () => document.execCommand("italic")],
  ["Strikethrough", "S", "shift+x", () => document.execCommand("strikeThrough")],
  ["Code", "‹›", "shift+c", toggleCode],
  ["Link", "Link", "shift+u", addLink],
  ["Ordered list", "1.", "shift+7", () => document.execCommand("insertOrderedList")],
  ["Bulleted list", "•", "shift+8", () => document.execCommand("insertUnorderedList")],
  ["Quote", "❝", "shift+9", toggleQuote],
];

export function buildEditor(element, place) {
  const { eyes } = place.surface;
  const box = make("div", {
    id: place.id,
    class: "text editor",
    contenteditable: "true",
    role: "textbox",
    "aria-multiline": "true",
    "aria-label": place.label,
    "aria-describedby": place.describedby,
    "aria-required": place.required ? "true" : null,
    "data-spot": place.spot,
    "data-placeholder": plain(element.placeholder) || null,
  });
  const listbox = makeListbox(box, { label: "Completions", pick });
  const bar = buildTools(box);
  const node = make("div", { class: "control" }, bar, box, listbox.node);
  let given = null;
  let touched = false;
  let completing = 0;

  function follow() {
    touched = true;
    box.classList.toggle("filled", box.textContent !== "");
    const found = findCompletions(wordsBefore(box), eyes);
    completing = found?.length ?? 0;
    listbox.show(found?.entries ?? []);
  }

  function pick(entry) {
    listbox.show([]);
    replaceBefore(completing, buildLeaf(entry.leaf, eyes));
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  box.addEventListener("input", follow);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    // Before whoever listens further out: this Enter is the list's, and saves or sends nothing.
    if (listbox.take(event)) event.stopImmediatePropagation();
  });
  box.addEventListener("keydown", (event) => useKey(event, box));
  // What is pasted brings no looks of its own along, only its words.
  box.addEventListener("paste", (event) => {
    event.preventDefault();
    document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
  });

  return {
    node,
    focusable: box,
    read: () => (touched ? readRichText(box) : given),
    write: (raw) => {
      given = raw ?? null;
      touched = false;
      // The sandbox keeps what the app gave as its words; untouched, it looks as the app wrote it.
      const initial = element.initial_value;
      box.replaceChildren(...writeRichText(initial, eyes));
      const same = typeof raw === "string" && letters(box.textContent) === letters(raw);
      if (!initial || !same) box.replaceChildren(...writeRichText(raw, eyes));
      box.classList.toggle("filled", box.textContent !== "");
    },
  };
}

function letters(words) {
  return words.replace(/[^\p{L}\p{N}]/gu, "");
}

function buildTools(box) {
  const buttons = TOOLS.map(([label, sign, key, use]) =>
    make(
      "button",
      {
        type: "button",
        class: "tool",
        title: `${label} (Ctrl+${key.replace("shift", "Shift").replace(/\w$/, (at) => at.toUpperCase())})`,
        "aria-label": label,
        // The selection must not be lost to the button.
        onmousedown: (event) => event.preventDefault(),
        onclick: () => apply(use, box),
      },
      sign,
    ),
  );
  return make("div", { class: "tools-bar", role: "group", "aria-label": "Formatting" }, buttons);
}

async function apply(use, box) {
  if (document.activeElement !== box) box.focus();
  await use(box);
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function useKey(event, box) {
  if (!event.ctrlKey && !event.metaKey) return;
  // By the key's place, too: Shift+8 is another sign on each keyboard.
  const pressed = [event.key.toLowerCase(), event.code.replace(/^(Key|Digit)/, "").toLowerCase()];
  const tool = TOOLS.find(([, , key]) => {
    const [last, shift] = key.split("+").reverse();
    return pressed.includes(last) && event.shiftKey === Boolean(shift);
  });
  if (!tool) return;
  event.preventDefault();
  apply(tool[3], box);
}

function wordsBefore(box) {
  const { focusNode, focusOffset, isCollapsed } = getSelection();
  if (!isCollapsed || !box.contains(focusNode) || focusNode.nodeType !== Node.TEXT_NODE) return "";
  return focusNode.data.slice(0, focusOffset);
}

function replaceBefore(length, node) {
  const { focusNode, focusOffset } = getSelection();
  const range = document.createRange();
  range.setStart(focusNode, focusOffset - length);
  range.setEnd(focusNode, focusOffset);
  range.deleteContents();
  const space = document.createTextNode("\u00a0");
  range.insertNode(space);
  range.insertNode(node);
  getSelection().collapse(space, 1);
}

/** Browsers have no command for it. */
function toggleCode(box) {
  const inside = closest("code", box);
  if (inside) return inside.replaceWith(...inside.childNodes);
  const words = getSelection().toString();
  if (words === "") return;
  document.execCommand("delete");
  const code = make("code", {}, words);
  getSelection().getRangeAt(0).insertNode(code);
  getSelection().selectAllChildren(code);
}

function toggleQuote(box) {
  document.execCommand("formatBlock", false, closest("blockquote", box) ? "div" : "blockquote");
}

async function addLink(box) {
  const range = getSelection().getRangeAt(0).cloneRange();
  const url = await askFor({ title: "Add a link", label: "Link", agree: "Add", kind: "url" });
  box.focus();
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  if (!url) return;
  const address = /^[a-z]+:/i.test(url) ? url : `https://${url}`;
  const words = range.toString() || address;
  range.deleteContents();
  const space = document.createTextNode("\u00a0");
  range.insertNode(space);
  range.insertNode(make("a", { href: address }, words));
  getSelection().collapse(space, 1);
}

function closest(tag, box) {
  const { focusNode } = getSelection();
  const element = focusNode?.nodeType === Node.TEXT_NODE ? focusNode.parentElement : focusNode;
  const found = element?.closest?.(tag);
  return found && box.contains(found) ? found : null;
}
