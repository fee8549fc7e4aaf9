// Building DOM nodes and keeping them over live updates.
// Nothing here ever parses HTML: people type "<script>" into a chat, and must see it as typed.

let counted = 0;

/** A node: traits become attributes ("on…" become listeners); strings become text, never markup. */
export function make(tag, traits = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(traits)) setTrait(node, name, value);
  node.append(...children.flat(Infinity).filter((child) => child || child === 0));
  return node;
}

function setTrait(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) return node.addEventListener(name.slice(2), value);
  node.setAttribute(name, value === true ? "" : value);
}

/** An id that no other node of this page has, for labels and descriptions. */
export function freshId(prefix) {
  counted += 1;
  return `${prefix}-${counted}`;
}

const kept = new WeakMap();

/**
 * Makes the children of `parent` be `items`, touching only what changed.
 * An item: {key, sign, build(), refresh?(node), replace?(before, after)}. A child whose key and
 * sign are as before stays the same node, in place, so that a caret, a selection, a half-typed
 * word and an open menu live through the update.
 */
export function keep(parent, items) {
  const before = new Map([...parent.children].map((node) => [kept.get(node)?.key, node]));
  const wanted = new Set(items.map((item) => item.key));
  // Leavers go first: then those that stay never have to move, and moving would blur them.
  for (const [key, node] of before) if (!wanted.has(key)) leave(node, parent);
  const nodes = items.map((item) => settle(item, before.get(item.key)));
  nodes.forEach((node, index) => {
    const there = parent.children[index] ?? null;
    if (there !== node) parent.insertBefore(node, there);
  });
  items.forEach((item, index) => item.refresh?.(nodes[index]));
}

function settle(item, old) {
  if (old && kept.get(old).sign === item.sign) return old;
  const node = item.build();
  kept.set(node, { key: item.key, sign: item.sign });
  if (old) swap(old, node, item);
  return node;
}

function swap(old, node, item) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  old.replaceWith(node);
  item.replace?.(old, node);
  if (focused) refocus(focused, node);
}

/** Puts the focus and the caret where they were: at the same spot of the node built anew. */
function refocus(focused, node) {
  const spots = [node, ...node.querySelectorAll("[data-spot]")];
  const same = spots.find((one) => one.dataset.spot && one.dataset.spot === focused.dataset.spot);
  if (!same) return focusNear(node);
  same.focus({ preventScroll: true });
  if (typeof focused.selectionStart !== "number") return;
  same.setSelectionRange?.(focused.selectionStart, focused.selectionEnd);
}

function leave(node, parent) {
  const hadFocus = node.contains(document.activeElement);
  node.remove();
  if (hadFocus) focusNear(parent);
}

/** When what had the focus is gone, keyboard and screen reader stay near it, not at the page's top. */
function focusNear(node) {
  node.closest('[tabindex="-1"]')?.focus({ preventScroll: true });
}

/** Only where they changed: what a screen reader was told stays told. */
export function setWords(node, words) {
  if (node.textContent !== words) node.textContent = words;
}
