// Block Kit made into nodes: one table of blocks. What can be pressed in them is in elements.js.
// A surface is where the blocks stand: {key, eyes, values, errors, click(…), suggest(…), upload(…)}.

import { buildElement, buildPicture, press } from "./elements.js";
import { buildControl, carryControls, followValues, isGroup } from "./inputs.js";
import { MEDIA } from "./media.js";
import { freshId, keep, make } from "./nodes.js";
import { showRichText } from "./richtexts.js";
import { plain, showText } from "./texts.js";

/** All that can be typed into or picked from. */
export const FIELDS = "input, textarea, select, [contenteditable]";

const RELATIVE_DATE = /\{(\w+_pretty|ago)\}/;

const BLOCKS = {
  section: buildSection,
  // Under the room's name, or under the window's, which is a heading of the second rank itself.
  header: (block, surface) =>
    make(surface.errors ? "h3" : "h2", { class: "header" }, plain(block.text)),
  divider: () => make("hr"),
  context: buildContext,
  actions: (block, surface) =>
    make(
      "div",
      {},
      block.elements.map((one) => buildElement(one, block, surface)),
    ),
  image: buildImage,
  input: buildInput,
  rich_text: (block, surface) => make("div", {}, showRichText(block, surface.eyes)),
  container: buildContainer,
  ...MEDIA,
};

/** Draws blocks into `parent`; those that did not change keep their nodes and what was typed. */
export function showBlocks(parent, blocks, surface) {
  keep(
    parent,
    blocks.map((block, index) => ({
      key: `${surface.key} ${block.block_id ?? index}`,
      sign: signOf(block, surface),
      build: () => buildBlock(block, surface),
      replace: carryControls,
      refresh: (node) => {
        followValues(node, surface.values);
        showError(node, surface.errors?.[block.block_id]);
      },
    })),
  );
}

/** "today" becomes "yesterday" without the block changing. */
function signOf(block, surface) {
  const written = JSON.stringify(block);
  return RELATIVE_DATE.test(written) ? `${written}${surface.minute}` : written;
}

function buildBlock(block, surface) {
  const builder = BLOCKS[block.type];
  const node = builder
    ? builder(block, surface)
    : make(
        "p",
        { class: "hint" },
        `(a block of type ${block.type}, which this page does not draw)`,
      );
  node.classList.add("block", `block-${block.type}`);
  return node;
}

function buildSection(block, surface) {
  const words = make("div", { class: "words" }, showText(block.text, surface.eyes));
  const fields = (block.fields ?? []).map((field) =>
    make("div", {}, showText(field, surface.eyes)),
  );
  const main = make(
    "div",
    { class: "section-main" },
    block.text && words,
    fields.length > 0 && make("div", { class: "fields" }, fields),
  );
  if (!block.accessory) return make("div", {}, main);
  const label = words.textContent.trim();
  return make(
    "div",
    {},
    main,
    make("div", { class: "accessory" }, buildElement(block.accessory, block, surface, label)),
  );
}

/** A box with a title; one that says so opens and closes. */
function buildContainer(block, surface) {
  const title = block.rich_text_title
    ? showRichText(block.rich_text_title, surface.eyes)
    : plain(block.title);
  const more = block.subtitle && make("p", { class: "hint" }, plain(block.subtitle));
  const inside = block.child_blocks.map((child) => buildBlock(child, surface));
  const width = `width-${block.width ?? "standard"}`;
  if (!block.is_collapsible) {
    const head = make("div", { class: "container-head" }, make("strong", {}, title), more);
    if (block.has_header_divider) head.classList.add("divided");
    return make("div", { class: width }, head, inside);
  }
  const open = !(block.is_collapsed ?? block.collapsed_by_default);
  return make("details", { class: width, open }, make("summary", {}, title), more, inside);
}

function buildContext(block, surface) {
  const parts = block.elements.map((one) =>
    one.type === "image" ? buildPicture(one) : make("span", {}, showText(one, surface.eyes)),
  );
  return make("div", {}, parts);
}

function buildImage(block) {
  const title = block.title && make("figcaption", {}, plain(block.title));
  return make("figure", {}, title, buildPicture(block));
}

function buildInput(block, surface) {
  const ids = { hint: freshId("hint"), error: freshId("error") };
  const describedby = block.hint ? `${ids.hint} ${ids.error}` : ids.error;
  const control = buildControl(block.element, {
    surface,
    block: block.block_id,
    describedby,
    required: !block.optional,
    initial: surface.values?.[block.block_id]?.[block.element.action_id],
    send: block.dispatch_action
      ? (raw) => press(block.element, block, surface, raw, control)
      : null,
  });
  const label = freshId("label");
  const name = [
    plain(block.label),
    block.optional && make("span", { class: "optional" }, " (optional)"),
  ];
  const hint = block.hint && make("p", { class: "hint", id: ids.hint }, plain(block.hint));
  const error = make("p", { class: "error", id: ids.error, hidden: true });
  if (isGroup(block.element)) {
    return make(
      "fieldset",
      { "aria-describedby": describedby },
      make("legend", {}, name),
      control.node,
      hint,
      error,
    );
  }
  // A box for formatted text is no field that a label could be for.
  if (isEditor(control.focusable))
    control.focusable.setAttribute("aria-labelledby", label);
  return make(
    "div",
    {},
    make("label", { for: control.focusable.id, id: label, onclick: () => isEditor(control.focusable) && control.focusable.focus() }, name),
    control.node,
    hint,
    error,
  );
}

function isEditor(field) {
  return field.hasAttribute("contenteditable");
}

/** The sentence under a field; said by words and a mark, not by colour alone. */
function showError(node, sentence) {
  const error = node.querySelector(":scope > .error");
  if (!error) return;
  error.hidden = !sentence;
  error.textContent = sentence ? `⚠ ${sentence}` : "";
  for (const field of node.querySelectorAll(FIELDS)) {
    if (sentence) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
}

/** The first field that has an error, for the focus to go to. */
export function firstWrong(parent) {
  return parent.querySelector('[aria-invalid="true"]');
}
