// What stands in a box for formatted text, as a rich_text block (slack-facts §1.5), and back.
// The box itself, its buttons and keys are in editors.js.

import { make } from "./nodes.js";
import { LEAVES } from "./richtexts.js";

const STYLES = {
  B: "bold",
  STRONG: "bold",
  I: "italic",
  EM: "italic",
  S: "strike",
  STRIKE: "strike",
  DEL: "strike",
  U: "underline",
  CODE: "code",
};
const TAGS = { bold: "b", italic: "i", strike: "s", underline: "u", code: "code" };
const LISTS = { UL: "bullet", OL: "ordered" };
const BOXES = { BLOCKQUOTE: "rich_text_quote", PRE: "rich_text_preformatted" };
const LINES = new Set(["DIV", "P"]);

/** The block, or null for an empty box. */
export function readRichText(root) {
  const elements = [];
  let leaves = [];
  const flush = () => {
    const words = tidy(leaves);
    if (words.length > 0) elements.push({ type: "rich_text_section", elements: words });
    leaves = [];
  };
  const walk = (node) => {
    for (const child of node.childNodes) {
      const tag = child.nodeName;
      if (tag in LISTS) {
        flush();
        elements.push(...readList(child, 0));
      } else if (tag in BOXES) {
        flush();
        elements.push({ type: BOXES[tag], elements: tidy(readLeaves(child)) });
      } else if (LINES.has(tag)) {
        if (leaves.length > 0) leaves.push({ type: "text", text: "\n" });
        walk(child);
      } else leaves.push(...readLeaf(child, {}));
    }
  };
  walk(root);
  flush();
  const filled = elements.filter((part) => part.elements.length > 0);
  return filled.length > 0 ? { type: "rich_text", elements: filled } : null;
}

/** Deeper lists are lists of their own, further in. */
function readList(node, indent) {
  const lists = [];
  let items = [];
  const flush = () => {
    const traits = { type: "rich_text_list", style: LISTS[node.nodeName], indent };
    if (items.length > 0) lists.push({ ...traits, elements: items });
    items = [];
  };
  const add = (item) => {
    const inner = [...item.childNodes];
    const words = tidy(inner.filter(notList).flatMap((each) => readLeaf(each, {})));
    if (words.length > 0) items.push({ type: "rich_text_section", elements: words });
    for (const list of inner.filter((each) => !notList(each))) deeper(list);
  };
  const deeper = (list) => {
    flush();
    lists.push(...readList(list, indent + 1));
  };
  for (const child of node.childNodes) {
    if (child.nodeName in LISTS) deeper(child);
    else if (child.nodeName === "LI") add(child);
  }
  flush();
  return lists;
}

function notList(node) {
  return !(node.nodeName in LISTS);
}

function readLeaves(node, style = {}) {
  return [...node.childNodes].flatMap((child) => readLeaf(child, style));
}

function readLeaf(node, style) {
  if (node.nodeType === Node.TEXT_NODE) return [text(node.data.replaceAll("\u00a0", " "), style)];
  if (node.nodeName === "BR") return [text("\n", style)];
  if (node.dataset?.leaf) return [dressed(JSON.parse(node.dataset.leaf), style)];
  if (node.nodeName === "A") {
    const link = { type: "link", url: node.getAttribute("href"), text: node.textContent };
    return [dressed(link, style)];
  }
  const name = STYLES[node.nodeName];
  const inner = readLeaves(node, name ? { ...style, [name]: true } : style);
  return LINES.has(node.nodeName) ? [...inner, text("\n", style)] : inner;
}

function text(words, style) {
  return dressed({ type: "text", text: words }, style);
}

function dressed(leaf, style) {
  return Object.keys(style).length > 0 ? { ...leaf, style } : leaf;
}

/** Pieces that look alike become one, and what a browser leaves at the end of a line goes. */
function tidy(leaves) {
  const joined = [];
  for (const leaf of leaves) {
    const before = joined.at(-1);
    const alike = before?.type === "text" && leaf.type === "text" && look(before) === look(leaf);
    if (alike) before.text += leaf.text;
    else joined.push({ ...leaf });
  }
  const last = joined.at(-1);
  if (last?.type === "text") last.text = last.text.replace(/\n+$/, "");
  return joined.filter((leaf) => leaf.type !== "text" || leaf.text !== "");
}

function look(leaf) {
  return JSON.stringify(leaf.style ?? {});
}

/** The block as nodes that can be edited; plain words, too. */
export function writeRichText(value, eyes) {
  if (!value) return [];
  if (typeof value === "string")
    return value.split("\n").map((line) => make("div", {}, line || make("br")));
  return nest(value.elements ?? [], eyes);
}

function nest(parts, eyes) {
  const tags = { rich_text_quote: "blockquote", rich_text_preformatted: "pre" };
  return parts.map((part) => {
    if (part.type !== "rich_text_list")
      return make(tags[part.type] ?? "div", {}, part.elements.flatMap((leaf) => writeLeaf(leaf, eyes)));
    const tag = part.style === "ordered" ? "ol" : "ul";
    const items = part.elements.map((item) =>
      make("li", {}, item.elements.flatMap((leaf) => writeLeaf(leaf, eyes))),
    );
    // A list within nothing but lists is how a browser writes one that stands further in.
    const list = make(tag, {}, items);
    return Array.from({ length: part.indent ?? 0 }).reduce((inner) => make(tag, {}, inner), list);
  });
}

function writeLeaf(leaf, eyes) {
  const lines = leaf.type === "text" ? leaf.text.split("\n") : null;
  const nodes = lines
    ? lines.flatMap((line, index) => [index > 0 && make("br"), line]).filter(Boolean)
    : [leaf.type === "link" ? make("a", { href: leaf.url }, leaf.text || leaf.url) : buildLeaf(leaf, eyes)];
  const worn = Object.keys(TAGS).filter((name) => leaf.style?.[name]);
  return nodes.map((node) => worn.reduce((inner, name) => make(TAGS[name], {}, inner), node));
}

/** A mention or an emoji: one thing, that is there or not. */
export function buildLeaf(leaf, eyes) {
  const traits = { "data-leaf": JSON.stringify(leaf), contenteditable: "false" };
  return make("span", traits, LEAVES[leaf.type]?.(leaf, eyes) ?? "");
}
