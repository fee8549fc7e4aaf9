// Standard Markdown, as far as Slack draws it in a `markdown` block. It is never parsed as HTML.
// Slack's own mrkdwn is another language: texts.js.

import { withEmoji } from "./emoji.js";
import { make } from "./nodes.js";
import { showLink, showPerson, showRoom } from "./texts.js";

const FENCE = /^```/;
const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
const RULE = /^\s*([-*_])(\s*\1){2,}\s*$/;
const QUOTE = /^>\s?(.*)$/;
const ITEM = /^(\s*)(?:[-*+]|(\d+)[.)])\s+(?:\[([ xX])\]\s+)?(.*)$/;
const TABLE_LINE = /^\s*\|?[\s:|-]*-[\s:|-]*\|?\s*$/;

const SPANS = [
  [/`([^`\n]+)`/y, ([, code]) => make("code", {}, code)],
  [/!\[([^\]]*)\]\(([^)\s]+)[^)]*\)/y, ([, alt, url]) => showLink(url, alt)],
  [/\[([^\]]+)\]\(([^)\s]+)[^)]*\)/y, ([, label, url]) => showLink(url, label)],
  [/<@(\w+)>/y, ([, id], eyes) => showPerson(id, eyes)],
  [/<#(\w+)(?:\|[^>]*)?>/y, ([, id], eyes) => showRoom(id, eyes)],
  [/https?:\/\/[^\s<>]*[^\s<>.,;:!?'")\]]/y, ([url]) => showLink(url)],
  [/(\*\*|__)(?=\S)(.+?)(?<=\S)\1/y, ([, , inner], eyes) => make("strong", {}, spans(inner, eyes))],
  [/~~(?=\S)(.+?)(?<=\S)~~/y, ([, inner], eyes) => make("s", {}, spans(inner, eyes))],
  [/([*_])(?=\S)(.+?)(?<=\S)\1(?!\w)/y, ([, , inner], eyes) => make("em", {}, spans(inner, eyes))],
];

export function showMarkdown(source, eyes) {
  const lines = source.split("\n");
  const nodes = [];
  while (lines.length > 0) nodes.push(takeBlock(lines, eyes));
  return nodes.filter(Boolean);
}

function takeBlock(lines, eyes) {
  const line = lines.shift();
  if (line.trim() === "") return null;
  if (FENCE.test(line)) {
    const code = takeWhile(lines, (each) => !FENCE.test(each));
    lines.shift();
    return make("pre", {}, code.join("\n"));
  }
  const heading = HEADING.exec(line);
  // Bold, and no heading: the page has headings of its own, and these know nothing of their rank.
  if (heading) return make("p", { class: `md-head md-${heading[1].length}` }, spans(heading[2], eyes));
  if (RULE.test(line)) return make("hr");
  if (QUOTE.test(line)) {
    const more = takeWhile(lines, (each) => QUOTE.test(each));
    const inner = [line, ...more].map((each) => QUOTE.exec(each)[1]).join("\n");
    return make("blockquote", {}, showMarkdown(inner, eyes));
  }
  if (ITEM.test(line)) return buildItems([line, ...takeWhile(lines, (each) => ITEM.test(each))], eyes);
  if (line.includes("|") && TABLE_LINE.test(lines[0] ?? "")) {
    lines.shift();
    return buildTable([line, ...takeWhile(lines, (each) => each.includes("|"))], eyes);
  }
  const more = takeWhile(lines, (each) => each.trim() !== "" && !startsBlock(each));
  return make("p", {}, spans([line, ...more].join("\n"), eyes));
}

function startsBlock(line) {
  return [FENCE, HEADING, RULE, QUOTE, ITEM].some((pattern) => pattern.test(line));
}

function takeWhile(lines, fits) {
  const end = lines.findIndex((line) => !fits(line));
  return lines.splice(0, end < 0 ? lines.length : end);
}

/** Deeper items stand further in, by a class: lists within lists would say no more. */
function buildItems(lines, eyes) {
  const ordered = Boolean(ITEM.exec(lines[0])[2]);
  const items = lines.map((line) => {
    const [, indent, , ticked, words] = ITEM.exec(line);
    const box = ticked !== undefined && (ticked === " " ? "☐ " : "☑ ");
    return make("li", { class: `indent-${Math.min(8, Math.floor(indent.length / 2))}` }, box, spans(words, eyes));
  });
  return make(ordered ? "ol" : "ul", { class: "rich-list" }, items);
}

function buildTable(lines, eyes) {
  const cells = (line) => line.trim().replace(/^\||\|$/g, "").split("|");
  const row = (line, tag) =>
    make("tr", {}, cells(line).map((cell) => make(tag, {}, spans(cell.trim(), eyes))));
  const [head, ...rows] = lines;
  return make("table", {}, make("thead", {}, row(head, "th")), make("tbody", {}, rows.map((line) => row(line, "td"))));
}

function spans(source, eyes) {
  const nodes = [];
  let words = "";
  let at = 0;
  while (at < source.length) {
    const found = readSpan(source, at, eyes);
    if (!found) {
      words += source[at];
      at += 1;
      continue;
    }
    nodes.push(withEmoji(words), found.node);
    words = "";
    at = found.end;
  }
  return [...nodes, withEmoji(words)].filter((node) => node !== "");
}

function readSpan(source, at, eyes) {
  for (const [pattern, show] of SPANS) {
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (match) return { node: show(match, eyes), end: at + match[0].length };
  }
  return null;
}
