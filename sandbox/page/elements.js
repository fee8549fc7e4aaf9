// The things in blocks that can be pressed or chosen, and pictures; each tells the app at once.
// Which block they stand in is in blocks.js, what is typed into is in inputs.js.

import { buildControl, isControl } from "./inputs.js";
import { askFirst, tieMenu } from "./menus.js";
import { make } from "./nodes.js";
import { plain, showLink } from "./texts.js";

/** An element of a section or an actions block; whatever is done with it goes to the app at once. */
export function buildElement(element, block, surface, label = "") {
  if (element.type === "workflow_button") return buildWorkflowButton(element, block, surface);
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
export async function press(element, block, surface, raw, control = null, node = control?.focusable) {
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

/** Starts a workflow of Slack's own: the app hears nothing of it, and neither does this page. */
function buildWorkflowButton(element, block, surface) {
  const told = { click: (_block, _action, _value, node) => tellWorkflow(node) };
  return buildButton({ ...element, url: null }, block, { ...surface, ...told });
}

function tellWorkflow(node) {
  node.title = "Slack would start a workflow here.";
  node.after(make("span", { class: "hint", role: "status" }, ` ${node.title}`));
}

export function buildPicture(image) {
  const source = image.image_url ?? image.slack_file?.url ?? null;
  return make("img", {
    src: source,
    alt: image.alt_text ?? "",
    loading: "lazy",
    referrerpolicy: "no-referrer",
  });
}
