// Blocks to look at: videos, tables, alerts, and text in standard Markdown.

import { showMarkdown } from "./markdown.js";
import { make } from "./nodes.js";
import { showRichText } from "./richtexts.js";
import { plain, showLink, showText } from "./texts.js";

const ALERTS = { info: "ⓘ", warning: "⚠", error: "⛔", success: "✓" };

export const MEDIA = {
  video: buildVideo,
  table: buildTable,
  alert: buildAlert,
  markdown: (block, surface) => make("div", {}, showMarkdown(block.text, surface.eyes)),
};

/** A picture that leads to where the video plays: nothing from elsewhere runs in this page. */
function buildVideo(block) {
  const title = plain(block.title);
  const head = make("p", { class: "video-title" }, block.title_url ? showLink(block.title_url, title) : title);
  const by = [block.provider_name, block.author_name].filter(Boolean).join(" · ");
  const picture = make("img", {
    src: block.thumbnail_url,
    alt: block.alt_text,
    loading: "lazy",
    referrerpolicy: "no-referrer",
  });
  const play = showLink(block.video_url);
  play.setAttribute("aria-label", `Play ${title}`);
  play.replaceChildren(picture, make("span", { class: "play", "aria-hidden": "true" }, "▶"));
  const more = block.description && make("p", {}, plain(block.description));
  return make("div", {}, by && make("p", { class: "hint" }, by), head, more, play);
}

/** The first row is the head, as Slack draws it. */
function buildTable(block, surface) {
  const settings = block.column_settings ?? [];
  const [head, ...rows] = block.rows;
  const row = (cells, tag) =>
    make("tr", {}, cells.map((cell, index) => buildCell(cell, tag, settings[index], surface)));
  const table = make(
    "table",
    {},
    make("thead", {}, row(head, "th")),
    make("tbody", {}, rows.map((cells) => row(cells, "td"))),
  );
  // Focusable, so that the arrow keys move a table that is wider than the room.
  return make("div", { tabindex: "0", role: "group", "aria-label": "Table" }, table);
}

const CELLS = {
  raw_text: (cell) => cell.text,
  raw_number: (cell) => cell.text ?? String(cell.value),
  rich_text: (cell, eyes) => showRichText(cell, eyes),
};

function buildCell(cell, tag, setting, surface) {
  const look = [setting?.align && `align-${setting.align}`, setting?.is_wrapped && "wrapped"];
  const traits = { class: look.filter(Boolean).join(" ") || null, scope: tag === "th" && "col" };
  return make(tag, traits, CELLS[cell.type]?.(cell, surface.eyes) ?? "");
}

function buildAlert(block, surface) {
  const level = block.level ?? "default";
  const sign = ALERTS[level] && make("span", { "aria-hidden": "true" }, ALERTS[level]);
  const words = make("div", { class: "words" }, showText(block.text, surface.eyes));
  return make("div", { class: `alert-${level}`, role: "note" }, sign, words);
}
