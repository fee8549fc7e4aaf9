// rich_text blocks made into nodes: sections, lists, quotes, preformatted text, and every leaf.
// Leaf text is never parsed: it is what a person typed.

import { emojiNamed } from "./emoji.js";
import { make } from "./nodes.js";
import { showLink, showPerson, showRoom } from "./texts.js";
import { fillTokens } from "./times.js";

const STYLE_TAGS = { bold: "strong", italic: "em", strike: "s", underline: "u", code: "code" };
const LIST_MARKS = ["1", "a", "i"];

export const LEAVES = {
  text: (leaf) => leaf.text,
  link: (leaf) => showLink(leaf.url, leaf.text),
  user: (leaf, eyes) => showPerson(leaf.user_id, eyes),
  usergroup: () => make("span", { class: "mention" }, "@group"),
  channel: (leaf, eyes) => showRoom(leaf.channel_id, eyes),
  team: () => make("span", { class: "mention" }, "@team"),
  emoji: (leaf) => showEmoji(leaf),
  broadcast: (leaf) => make("span", { class: "mention" }, `@${leaf.range}`),
  color: (leaf) => make("code", {}, leaf.value),
  date: (leaf, eyes) => showDate(leaf, eyes),
};

const PARTS = {
  rich_text_section: (part, eyes) => make("div", {}, showLeaves(part, eyes)),
  rich_text_quote: (part, eyes) => make("blockquote", {}, showLeaves(part, eyes)),
  rich_text_preformatted: (part, eyes) => make("pre", {}, showLeaves(part, eyes)),
  rich_text_list: (part, eyes) => showList(part, eyes),
};

export function showRichText(block, eyes) {
  return (block.elements ?? []).map((part) => PARTS[part.type]?.(part, eyes) ?? "");
}

function showLeaves(part, eyes) {
  return (part.elements ?? []).map((leaf) =>
    dress(LEAVES[leaf.type]?.(leaf, eyes) ?? "", leaf.style),
  );
}

function dress(node, style = {}) {
  const worn = Object.keys(STYLE_TAGS).filter((name) => style[name]);
  return worn.reduce((inner, name) => make(STYLE_TAGS[name], {}, inner), node);
}

function showList(part, eyes) {
  const depth = Math.min(part.indent ?? 0, 8);
  const ordered = part.style === "ordered";
  const traits = {
    class: `rich-list indent-${depth}${part.border ? " bordered" : ""}`,
    type: ordered ? LIST_MARKS[depth % LIST_MARKS.length] : null,
    start: ordered && part.offset ? part.offset + 1 : null,
  };
  const items = (part.elements ?? []).map((item) => make("li", {}, showLeaves(item, eyes)));
  return make(ordered ? "ol" : "ul", traits, items);
}

function showEmoji(leaf) {
  if (!leaf.unicode) return emojiNamed(leaf.name) ?? `:${leaf.name}:`;
  return String.fromCodePoint(
    ...leaf.unicode.split("-").map((point) => Number.parseInt(point, 16)),
  );
}

function showDate(leaf, eyes) {
  const words = fillTokens(leaf.timestamp, leaf.format ?? "", eyes.zone, eyes.now());
  const shown = words ?? leaf.fallback ?? "";
  return leaf.url ? showLink(leaf.url, shown) : make("time", {}, shown);
}
