// Text objects made into nodes: plain_text exactly as typed, mrkdwn by Slack's rules.
// `eyes` is whoever reads: {person(id), room(id), zone, now()}.

import { emojiNamed, withEmoji } from "./emoji.js";
import { make } from "./nodes.js";
import { fillTokens } from "./times.js";

const SAFE_LINK = /^(https?:|mailto:|tel:|slack:)/i;
const BARE_LINK = /https?:\/\/[^\s<>|]*[^\s<>|.,;:!?'")\]]/y;
const ANGLED = /<([^<>\n]+)>/y;
const EMOJI = /:([\w+'-]+):/y;
const CODE = /`([^`\n]+)`/y;
const LETTER = /[\p{L}\p{N}]/u;
const MARKS = {
  "*": ["strong", markPattern("*")],
  _: ["em", markPattern("_")],
  "~": ["s", markPattern("~")],
};

// A mark opens before a non-space and closes after one, outside links and code, at a word's end.
function markPattern(mark) {
  const inside = `(?:<[^<>\\n]*>|\`[^\`\\n]+\`|[^${mark}\\n<\`])+?`;
  return new RegExp(`[${mark}](?=\\S)(${inside})(?<=\\S)[${mark}](?![\\p{L}\\p{N}])`, "uy");
}

/** The text of a plain_text object, or of a string where the page's API gives one. */
export function plain(text) {
  if (typeof text === "string") return withEmoji(text);
  const words = text?.text ?? "";
  // With `emoji: false` the names stay as they are written.
  return text?.emoji === false ? words : withEmoji(words);
}

/** Nodes for any text object. */
export function showText(text, eyes) {
  if (!text) return [];
  return text.type === "mrkdwn"
    ? showMrkdwn(text.text, eyes, text.verbatim === true)
    : [plain(text)];
}

export function showMrkdwn(source, eyes, verbatim = false) {
  // Odd pieces stood between two fences.
  return source.split("```").flatMap((piece, index, all) => {
    if (index % 2 === 0) return showLines(piece, eyes, verbatim);
    if (index === all.length - 1) return ["```", ...showLines(piece, eyes, verbatim)];
    return [make("pre", {}, decode(piece.replace(/^\n|\n$/g, "")))];
  });
}

/** Lines, with runs of quoted ones gathered into one quotation. */
function showLines(source, eyes, verbatim) {
  const nodes = [];
  let quoted = null;
  source.split("\n").forEach((line, index) => {
    const quote = /^(?:&gt;|>)(?!&gt;|>) ?(.*)$/.exec(line);
    if (quote) {
      if (!quoted) nodes.push((quoted = make("blockquote")));
      else quoted.append("\n");
      quoted.append(...showInline(quote[1], eyes, verbatim));
      return;
    }
    // A quotation is a block of its own; a line break after it would leave an empty line.
    if (index > 0 && !quoted) nodes.push("\n");
    quoted = null;
    nodes.push(...showInline(line, eyes, verbatim));
  });
  return nodes;
}

function showInline(source, eyes, verbatim) {
  const nodes = [];
  let plainText = "";
  let at = 0;
  while (at < source.length) {
    const found = readToken(source, at, eyes, verbatim);
    if (!found) {
      plainText += source[at];
      at += 1;
      continue;
    }
    nodes.push(decode(plainText), found.node);
    plainText = "";
    at = found.end;
  }
  nodes.push(decode(plainText));
  return nodes.filter((node) => node !== "");
}

function readToken(source, at, eyes, verbatim) {
  const readers = { "<": readAngled, "`": readCode, ":": readEmoji, h: verbatim ? null : readBareLink };
  const reader = source[at] in MARKS ? readMark : readers[source[at]];
  return reader?.(source, at, eyes, verbatim) ?? null;
}

function matchAt(pattern, source, at) {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

function readMark(source, at, eyes, verbatim) {
  if (at > 0 && LETTER.test(source[at - 1])) return null;
  const [tag, pattern] = MARKS[source[at]];
  const match = matchAt(pattern, source, at);
  if (!match) return null;
  return { node: make(tag, {}, showInline(match[1], eyes, verbatim)), end: pattern.lastIndex };
}

function readCode(source, at) {
  const match = matchAt(CODE, source, at);
  return match && { node: make("code", {}, decode(match[1])), end: CODE.lastIndex };
}

function readEmoji(source, at) {
  const match = matchAt(EMOJI, source, at);
  const sign = match && emojiNamed(match[1]);
  return sign && { node: make("span", { title: match[0] }, sign), end: EMOJI.lastIndex };
}

function readBareLink(source, at) {
  const match = matchAt(BARE_LINK, source, at);
  return match && { node: showLink(decode(match[0])), end: BARE_LINK.lastIndex };
}

function readAngled(source, at, eyes) {
  const match = matchAt(ANGLED, source, at);
  if (!match) return null;
  const end = ANGLED.lastIndex;
  const node = showAngled(match[1], eyes);
  return node && { node, end };
}

/** <@U…>, <#C…>, <!…>, <url|label>; anything else is no token and stays as typed. */
function showAngled(inside, eyes) {
  const [head, label] = splitOnce(inside, "|");
  if (head[0] === "@") return showPerson(head.slice(1), eyes);
  if (head[0] === "#") return showRoom(head.slice(1), eyes);
  if (head.startsWith("!date^")) return showDate(head.split("^"), label ?? "", eyes);
  if (head.startsWith("!subteam^"))
    return make("span", { class: "mention" }, decode(label ?? "@group"));
  if (head[0] === "!") return make("span", { class: "mention" }, `@${head.slice(1)}`);
  return SAFE_LINK.test(head) ? showLink(decode(head), decode(label ?? "")) : null;
}

function showDate([, seconds, pattern, link], fallback, eyes) {
  const words = fillTokens(Number(seconds), decode(pattern ?? ""), eyes.zone, eyes.now());
  const shown = words ?? decode(fallback);
  return link ? showLink(decode(link), shown) : make("time", {}, shown);
}

export function showPerson(id, eyes) {
  const mine = eyes.me === id ? " mention-me" : "";
  return make("span", { class: `mention${mine}` }, `@${eyes.person(id).name}`);
}

/** A reader without access sees that there is a private channel, not which. */
export function showRoom(id, eyes) {
  const room = eyes.room(id);
  return make("span", { class: "mention" }, room ? `#${room.name}` : "private channel");
}

/** Slack opens links of these kinds only; "javascript:" stays text. */
export function showLink(url, label = "") {
  if (!SAFE_LINK.test(url)) return make("span", {}, label || url);
  return make("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label || url);
}

/** slack-facts §6: exactly three characters are escaped on the way in. */
function decode(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function splitOnce(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}
