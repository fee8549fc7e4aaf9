// Block Kit made into nodes: one table of blocks, one of the things in them that can be pressed.
// A surface is where the blocks stand: {key, eyes, people, rooms, values, errors, click(…)}.

import { buildControl, carryControls, followValues, isControl, isGroup } from "./inputs.js";
import { askFirst, tieMenu } from "./menus.js";
import { freshId, keep, make } from "./nodes.js";
import { showRichText } from "./richtexts.js";
import { plain, showLink, showText } from "./texts.js";

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

function buildPicture(image) {
  const source = image.image_url ?? image.slack_file?.url ?? null;
  return make("img", {
    src: source,
    alt: image.alt_text ?? "",
    loading: "lazy",
    referrerpolicy: "no-referrer",
  });
}

/** An element of a section or an actions block; whatever is done with it goes to the app at once. */
function buildElement(element, block, surface, label = "") {
  if (element.type === "button") return buildButton(element, block, surface);
  if (element.type === "overflow") return buildOverflow(element, block, surface);
  if (element.type === "image") return buildPicture(element);
  if (!isControl(element)) return make("span", { class: "hint" }, `(${element.type})`);
  const control = buildControl(element, {
    surface,
    block: block.block_id,
    label: label || plain(element.placeholder) || "Choose",
    initial: surface.values?.[block.block_id]?.[element.action_id],
    send: (raw) => press(element, block, surface, raw, control),
  });
  return control.node;
}

/** Tells the app, after the element's own question if it has one; "no" puts a choice back. */
async function press(element, block, surface, raw, control = null, node = control?.focusable) {
  if (element.confirm && !(await askFirst(element.confirm, surface.eyes))) {
    if (control) control.write(control.known);
    return;
  }
  if (control) control.known = raw;
  await surface.click(block.block_id, element.action_id, raw, node);
}

function buildButton(element, block, surface) {
  const traits = {
    class: `button ${element.style ?? ""}`.trim(),
    "data-spot": `${block.block_id}/${element.action_id}`,
    "aria-label": element.accessibility_label,
    onclick: (event) =>
      press(element, block, surface, element.value ?? null, null, event.currentTarget),
  };
  // A button with a url opens it and tells the app all the same (slack-facts §1.4).
  if (!element.url) return make("button", { type: "button", ...traits }, plain(element.text));
  const link = showLink(element.url, plain(element.text));
  for (const [name, value] of Object.entries(traits)) {
    if (name === "onclick") link.addEventListener("click", value);
    else if (value) link.setAttribute(name, value);
  }
  return link;
}

function buildOverflow(element, block, surface) {
  const button = make(
    "button",
    {
      type: "button",
      class: "button overflow",
      "aria-label": "More",
      "data-spot": `${block.block_id}/${element.action_id}`,
    },
    "⋯",
  );
  const entries = element.options.map((one) =>
    make(
      "button",
      { type: "button", onclick: () => chooseOverflow(one, element, block, surface, button) },
      plain(one.text),
      one.description && make("span", { class: "hint" }, plain(one.description)),
    ),
  );
  const list = make("div", { class: "overflow-list" }, entries);
  tieMenu(button, list);
  return make("span", { class: "overflow-holder" }, button, list);
}

function chooseOverflow(chosen, element, block, surface, button) {
  if (chosen.url) showLink(chosen.url).click();
  return press(element, block, surface, chosen.value, null, button);
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
  return make(
    "div",
    {},
    make("label", { for: control.focusable.id }, name),
    control.node,
    hint,
    error,
  );
}

/** The sentence under a field; said by words and a mark, not by colour alone. */
function showError(node, sentence) {
  const error = node.querySelector(":scope > .error");
  if (!error) return;
  error.hidden = !sentence;
  error.textContent = sentence ? `⚠ ${sentence}` : "";
  for (const field of node.querySelectorAll("input, textarea, select")) {
    if (sentence) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
}

/** The first field that has an error, for the focus to go to. */
export function firstWrong(parent) {
  return parent.querySelector('[aria-invalid="true"]');
}
