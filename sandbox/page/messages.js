// A list of messages: days, who and when, text or blocks, replies. Used by rooms and by threads.
// Where the list stands and what is around it is in rooms.js.

import { makeClick, makeSurface } from "./acts.js";
import { showBlocks } from "./blocks.js";
import { buildAppMark, buildFace } from "./faces.js";
import { buildAttachments } from "./attachments.js";
import { buildFiles } from "./files.js";
import { keep, make } from "./nodes.js";
import { buildProfile } from "./profiles.js";
import { reactionsItem } from "./reactions.js";
import { buildRewriting, buildTools, isRewriting } from "./tools.js";
import { showMrkdwn } from "./texts.js";
import { dayLabel, dayOf, fullTime, timeOfDay } from "./times.js";

// Messages of one person within five minutes stand under one name, as in Slack.
const TOGETHER_SECONDS = 300;

// What somebody does (/me), and what Slack says of a channel: not simply something said.
const SUBTYPES = {
  me_message: "me",
  channel_join: "quiet-line",
  channel_leave: "quiet-line",
  group_join: "quiet-line",
  group_leave: "quiet-line",
};

/** Draws messages into `parent`, keeping those that did not change. */
export function showMessages(desk, parent, room, messages, { inThread = false, first = [] } = {}) {
  const items = [...first];
  let before = null;
  for (const message of messages.filter(remains)) {
    const opensDay = !before || dayAt(desk, before) !== dayAt(desk, message);
    if (opensDay && !inThread) items.push(dayItem(desk, message));
    items.push(
      messageItem(desk, room, message, { inThread, follows: !opensDay && goesOn(before, message) }),
    );
    before = message;
  }
  keep(parent, items);
}

/** A deleted message leaves a line behind only while replies hang on it. */
function remains(message) {
  return !message.deleted || (message.replies ?? []).length > 0;
}

function goesOn(before, message) {
  if (before.user !== message.user || before.ephemeral || message.ephemeral || before.deleted)
    return false;
  return Number(message.ts) - Number(before.ts) < TOGETHER_SECONDS;
}

function dayAt(desk, message) {
  return dayOf(Number(message.ts), desk.eyes.zone);
}

function dayItem(desk, message) {
  const label = dayLabel(Number(message.ts), desk.eyes.zone, desk.eyes.now());
  const build = () => make("div", { class: "day" }, make("span", {}, label));
  return { key: `day ${dayAt(desk, message)}`, sign: label, build };
}

function messageItem(desk, room, message, look) {
  const replies = look.inThread ? [] : (message.replies ?? []);
  const asides = look.inThread ? [] : (message.asides ?? []);
  const last = replies.at(-1)?.ts ?? null;
  return {
    key: `message ${message.ts}`,
    sign: JSON.stringify([
      message.user,
      message.edited,
      message.deleted,
      replies.length,
      asides.length,
      last,
      look,
      isRewriting(message),
      room.archived,
    ]),
    build: () => buildMessage(desk, room, message, countReplies(replies, asides), look),
    refresh: (node) => {
      showContent(desk, room, message, node.querySelector(".content"));
      keep(node.querySelector(".reactions-holder"), reactionsItem(desk, room, message));
    },
    // The words move into the new frame, with all that is open or half-chosen in them.
    replace: (old, node) =>
      node.querySelector(".content").replaceWith(old.querySelector(".content")),
  };
}

function buildMessage(desk, room, message, below, { inThread, follows }) {
  const author = desk.eyes.person(message.user);
  const at = Number(message.ts);
  const time = timeOfDay(at, desk.eyes.zone);
  const name = buildProfile(desk, author);
  const clock = make("time", { title: fullTime(at, desk.eyes.zone) }, time);
  const openThread = () => desk.go({ thread: message.thread_ts ?? message.ts });
  const body = [
    message.ephemeral && make("p", { class: "only-you" }, "Only visible to you"),
    !follows && make("div", { class: "by" }, name, author.bot && buildAppMark(), clock),
    make("div", { class: "content" }),
    buildFiles(desk, message),
    message.edited && make("span", { class: "edited" }, "(edited)"),
    make("div", { class: "reactions-holder" }),
    below && make("button", { type: "button", class: "replies", onclick: openThread }, below),
  ];
  const traits = {
    class: `message${follows ? " follows" : ""}${message.ephemeral ? " ephemeral" : ""}`,
    tabindex: "-1",
    "aria-label": `${author.name}, ${time}`,
    "data-ts": message.ts,
    "data-spot": message.ts,
  };
  return make(
    "article",
    traits,
    follows
      ? make("span", { class: "small-time", "aria-hidden": "true" }, time)
      : buildFace(author),
    make("div", { class: "body" }, body),
    make("div", { class: "tools" }, buildTools(desk, room, message, inThread ? null : openThread)),
  );
}

/** What stands in the thread, those for oneself alone counted apart; "" for none. */
function countReplies(replies, asides) {
  const count = replies.length === 1 ? "1 reply" : `${replies.length} replies`;
  const own = `${asides.length} only visible to you`;
  return [replies.length > 0 && count, asides.length > 0 && own].filter(Boolean).join(", ");
}

/** The thread under a message, in the order in which it was said. */
export function threadOf(message) {
  const below = [...(message.replies ?? []), ...(message.asides ?? [])];
  return [message, ...below.sort((one, other) => Number(one.ts) - Number(other.ts))];
}

function showContent(desk, room, message, content) {
  if (message.deleted) return keep(content, [deletedItem()]);
  if (isRewriting(message)) return keep(content, [rewritingItem(desk, room, message)]);
  const hasBlocks = message.blocks?.length && !SUBTYPES[message.subtype];
  const words = hasBlocks ? blocksItem(desk, room, message) : textItem(desk, message);
  keep(content, [words, ...attachmentsItem(desk, room, message)].filter(Boolean));
}

function blocksItem(desk, room, message) {
  const surface = surfaceOf(desk, room, message, "");
  return {
    key: "blocks",
    sign: "",
    build: () => make("div", { class: "content-blocks" }),
    refresh: (node) => showBlocks(node, message.blocks, surface),
  };
}

function surfaceOf(desk, room, message, key) {
  const on = { room: room.id, ts: message.ts };
  const told = { click: makeClick(desk, on), on, values: message.values };
  return makeSurface(desk, `message ${message.ts}${key}`, told);
}

function attachmentsItem(desk, room, message) {
  if (!message.attachments?.length) return [];
  const inside = (node, attachment, index) =>
    showBlocks(node, attachment.blocks, surfaceOf(desk, room, message, ` ${index}`));
  const build = () =>
    make("div", { class: "attachments" }, buildAttachments(desk, message, inside));
  return [{ key: "attachments", sign: JSON.stringify(message.attachments), build }];
}

function rewritingItem(desk, room, message) {
  return { key: "rewriting", sign: "", build: () => buildRewriting(desk, room, message) };
}

function deletedItem() {
  return {
    key: "deleted",
    sign: "",
    build: () => make("p", { class: "hint" }, "This message was deleted."),
  };
}

function textItem(desk, message) {
  if (!message.text && message.attachments?.length) return null;
  const look = `words ${SUBTYPES[message.subtype] ?? ""}`.trim();
  const build = () => make("div", { class: look }, showMrkdwn(message.text ?? "", desk.eyes));
  return { key: "text", sign: message.text ?? "", build };
}
