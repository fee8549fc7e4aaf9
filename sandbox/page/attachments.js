// Attachments, the older way to add to a message: a bar of a colour, and beside it their own fields
// or blocks.

import { buildPicture } from "./elements.js";
import { make } from "./nodes.js";
import { plain, showLink, showMrkdwn } from "./texts.js";
import { fullTime } from "./times.js";

const COLOURS = { good: "#2eb67d", warning: "#ecb22e", danger: "#e01e5a" };
const MRKDWN_BY_DEFAULT = ["text", "pretext", "fields"];

/** `showInside(node, attachment, index)` draws their blocks. */
export function buildAttachments(desk, message, showInside) {
  return (message.attachments ?? []).map((attachment, index) => {
    const words = (name) => showWords(attachment, name, desk.eyes);
    const bar = make("span", { class: "attachment-bar", "aria-hidden": "true" });
    // Colours are the app's: not to be put into a style sheet, nor into an attribute of style.
    if (attachment.color) bar.style.background = colourOf(attachment.color);
    const inside = make("div", { class: "attachment-blocks" });
    if (attachment.blocks) showInside(inside, attachment, index);
    const body = attachment.blocks
      ? inside
      : [
          buildAuthor(attachment),
          buildTitle(attachment),
          attachment.text && make("div", { class: "words" }, words("text")),
          buildFields(attachment, desk.eyes),
          attachment.image_url && picture(attachment.image_url, "attachment-image"),
          buildFooter(desk, attachment),
        ];
    const thumb = !attachment.blocks && attachment.thumb_url;
    return make(
      "div",
      { class: "attachment" },
      attachment.pretext && make("div", { class: "words pretext" }, words("pretext")),
      bar,
      make("div", { class: "attachment-body" }, body),
      thumb && picture(thumb, "attachment-thumb"),
    );
  });
}

function showWords(attachment, name, eyes) {
  const parsed = (attachment.mrkdwn_in ?? MRKDWN_BY_DEFAULT).includes(name);
  return parsed ? showMrkdwn(attachment[name], eyes) : [attachment[name]];
}

function colourOf(colour) {
  if (colour in COLOURS) return COLOURS[colour];
  return colour.startsWith("#") ? colour : `#${colour}`;
}

function buildAuthor({ author_name, author_link, author_icon }) {
  if (!author_name) return null;
  const icon = author_icon && picture(author_icon, "attachment-icon");
  const name = author_link ? showLink(author_link, author_name) : author_name;
  return make("p", { class: "attachment-author" }, icon, name);
}

function buildTitle({ title, title_link }) {
  if (!title) return null;
  const words = title_link ? showLink(title_link, plain(title)) : plain(title);
  return make("p", { class: "attachment-title" }, make("strong", {}, words));
}

function buildFields(attachment, eyes) {
  if (!attachment.fields?.length) return null;
  const fields = attachment.fields.map((field) =>
    make(
      "div",
      { class: field.short ? null : "long" },
      make("strong", {}, field.title),
      make("div", { class: "words" }, showMrkdwn(String(field.value ?? ""), eyes)),
    ),
  );
  return make("div", { class: "fields" }, fields);
}

function buildFooter(desk, { footer, footer_icon, ts }) {
  const time = ts && fullTime(Number(ts), desk.eyes.zone);
  const words = [footer, time].filter(Boolean).join(" | ");
  if (!words) return null;
  const icon = footer_icon && picture(footer_icon, "attachment-icon");
  return make("p", { class: "hint attachment-footer" }, icon, words);
}

function picture(image_url, look) {
  const node = buildPicture({ image_url, alt_text: "" });
  node.classList.add(look);
  return node;
}
