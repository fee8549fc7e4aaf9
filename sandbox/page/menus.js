// Small things that open over the page: a list at a button, and the question before a click.
// The browser's popover and dialog do the closing by Escape and by a click outside.

import { freshId, make } from "./nodes.js";
import { plain, showText } from "./texts.js";

/** Ties a list to its button; it opens beside the button and inside the window. */
export function tieMenu(button, list) {
  list.id ||= freshId("menu");
  list.setAttribute("popover", "auto");
  list.classList.add("popover");
  button.setAttribute("popovertarget", list.id);
  button.setAttribute("aria-haspopup", "true");
  button.setAttribute("aria-expanded", "false");
  list.addEventListener("toggle", (event) => {
    const open = event.newState === "open";
    button.setAttribute("aria-expanded", String(open));
    if (!open) return;
    putBeside(button, list);
    list.querySelector("[aria-current], a, button")?.focus();
  });
  list.addEventListener("keydown", (event) => walk(event, list));
  list.addEventListener("click", (event) => {
    if (event.target.closest("a, button")) list.hidePopover();
  });
}

/** What is fixed to the window beside what it belongs to, below it or where there is room. */
export function putBeside(button, list) {
  const anchor = button.getBoundingClientRect();
  const size = list.getBoundingClientRect();
  const left = Math.min(anchor.left, window.innerWidth - size.width - 8);
  const below = anchor.bottom + 4;
  const fits = below + size.height <= window.innerHeight - 8;
  list.style.left = `${Math.max(8, left)}px`;
  list.style.top = `${fits ? below : Math.max(8, anchor.top - size.height - 4)}px`;
}

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

function walk(event, list) {
  const step = STEPS[event.key];
  if (!step) return;
  event.preventDefault();
  const entries = [...list.querySelectorAll("a, button")];
  const at = entries.indexOf(document.activeElement);
  entries[(at + step + entries.length) % entries.length].focus();
}

/** Asks what a confirm object asks; true when the person agrees. */
export function askFirst(confirm, eyes) {
  const title = make("h2", { id: freshId("ask") }, plain(confirm.title));
  const words = make("p", { id: freshId("ask") }, showText(confirm.text, eyes));
  const deny = make("button", { type: "button", class: "button" }, plain(confirm.deny) || "Cancel");
  const style = confirm.style === "danger" ? "danger" : "primary";
  const agree = make(
    "button",
    { type: "button", class: `button ${style}` },
    plain(confirm.confirm) || "Yes",
  );
  const dialog = make(
    "dialog",
    {
      class: "ask",
      role: "alertdialog",
      "aria-modal": "true",
      "aria-labelledby": title.id,
      "aria-describedby": words.id,
    },
    title,
    words,
    make("div", { class: "foot" }, deny, agree),
  );
  document.body.append(dialog);
  return new Promise((resolve) => {
    deny.addEventListener("click", () => dialog.close());
    agree.addEventListener("click", () => dialog.close("agreed"));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "agreed");
    });
    dialog.showModal();
  });
}

/** Asks for a line; null when the person would rather not. */
export function askFor({ title, label, agree: words, kind = "text" }) {
  const field = make("input", { id: freshId("ask"), type: kind, class: "text", autocomplete: "off" });
  const heading = make("h2", { id: freshId("ask") }, title);
  const deny = make("button", { type: "button", class: "button" }, "Cancel");
  const agree = make("button", { type: "submit", value: "agreed", class: "button primary" }, words);
  const form = make(
    "form",
    { method: "dialog", novalidate: true },
    make("div", { class: "ask-field" }, make("label", { for: field.id }, label), field),
    make("div", { class: "foot" }, deny, agree),
  );
  const traits = { class: "ask", "aria-modal": "true", "aria-labelledby": heading.id };
  const dialog = make("dialog", traits, heading, form);
  document.body.append(dialog);
  return new Promise((resolve) => {
    deny.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "" ? null : field.value.trim());
    });
    dialog.showModal();
    field.focus();
  });
}
