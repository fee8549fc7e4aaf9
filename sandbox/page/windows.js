// The app's window: one dialog that holds the whole stack of views and shows the top one.
// Views underneath keep their nodes, so that coming back finds every word where it was.

import { isBusy, makeSurface, markBusy } from "./acts.js";
import { FIELDS, firstWrong, showBlocks } from "./blocks.js";
import { readValues } from "./inputs.js";
import { freshId, keep, make } from "./nodes.js";
import { plain } from "./texts.js";

// What this page itself has to say about a view: a save that never reached the sandbox.
const remarks = new Map();

export function drawWindows(desk, dialog) {
  const stack = desk.state.windows;
  const holder = dialog.firstElementChild;
  const top = stack.at(-1) ?? null;
  const wasTop = dialog.dataset.top;
  keep(
    holder,
    stack.map((view) => paneItem(desk, view, view === top)),
  );
  dialog.dataset.top = top?.id ?? "";
  if (!top) {
    if (dialog.open) dialog.close();
    return;
  }
  const pane = holder.lastElementChild;
  dialog.setAttribute("aria-labelledby", pane.querySelector("h2").id);
  if (!dialog.open) dialog.showModal();
  if (wasTop !== top.id) enter(pane, top);
  else if (!isInside(dialog)) pane.focus({ preventScroll: true });
}

/** Also while a question before a click lies over the window. */
function isInside(dialog) {
  const active = document.activeElement;
  return (dialog !== active && dialog.contains(active)) || Boolean(active?.closest(".ask"));
}

/** Once per dialog: keys that mean the same in every window. */
export function listenToWindows(desk, dialog, main) {
  // `cancel` can come without a key (a phone's back gesture); the app must hear of it all the same.
  dialog.addEventListener("cancel", (event) => {
    if (event.target !== dialog) return;
    event.preventDefault();
    closeTop(desk, dialog);
  });
  dialog.addEventListener("close", () => {
    if (desk.state?.windows.length > 0) dialog.showModal();
    else if (document.activeElement === document.body) main.focus({ preventScroll: true });
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Tab") goRound(event, dialog);
    if (event.key !== "Escape" || event.defaultPrevented || event.target.closest("[popover]"))
      return;
    event.preventDefault();
    closeTop(desk, dialog);
  });
}

/** Tab goes round inside: the page behind is inert, and the browser's own bar is no place to land. */
function goRound(event, dialog) {
  const pane = dialog.firstElementChild.lastElementChild;
  const stops = [...pane.querySelectorAll(`a[href], button, summary, ${FIELDS}`)].filter(
    (node) => !node.disabled && node.checkVisibility(),
  );
  const [edge, other] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
  if (document.activeElement !== edge && document.activeElement !== pane) return;
  if (document.activeElement === pane && !event.shiftKey) return;
  event.preventDefault();
  other?.focus();
}

function paneItem(desk, view, isTop) {
  const look = [plain(view.title), plain(view.submit), plain(view.close)];
  return {
    key: view.id,
    sign: "",
    build: () => make("section", { class: "pane", tabindex: "-1", "data-view": view.id }),
    refresh: (pane) => {
      pane.hidden = !isTop;
      keep(pane, [
        {
          key: "form",
          sign: "",
          build: () => buildForm(desk, view.id),
          refresh: (form) => fill(desk, view, form, look),
        },
      ]);
    },
  };
}

function buildForm(desk, id) {
  const form = make("form", { novalidate: true, class: "pane-form" });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save(desk, id, form);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  return form;
}

function fill(desk, view, form, look) {
  const title = form.querySelector("h2")?.textContent;
  keep(form, [
    { key: "head", sign: JSON.stringify(look), build: () => buildHead(desk, view, look[0]) },
    {
      key: "body",
      sign: "",
      build: () => make("div", { class: "pane-body" }),
      refresh: (body) => fillBody(desk, view, body),
    },
    {
      key: "note",
      sign: "",
      build: () => make("p", { class: "note", role: "alert" }),
      refresh: (note) => fillNote(view, note),
    },
    { key: "foot", sign: JSON.stringify(look), build: () => buildFoot(desk, view, look) },
  ]);
  // Another title is another step: it is read from its top.
  if (title !== undefined && title !== look[0]) form.querySelector(".pane-body").scrollTop = 0;
}

function buildHead(desk, view, title) {
  const close = make(
    "button",
    {
      type: "button",
      class: "button icon",
      "aria-label": "Dismiss window",
      onclick: (event) => closeView(desk, view.id, event.currentTarget, true),
    },
    "✕",
  );
  return make(
    "header",
    { class: "pane-head" },
    make("h2", { id: freshId("window-title") }, title),
    close,
  );
}

function buildFoot(desk, view, [, submit, close]) {
  const away = make(
    "button",
    {
      type: "button",
      class: "button",
      "data-spot": "close",
      onclick: (event) => closeView(desk, view.id, event.currentTarget),
    },
    close || (submit ? "Cancel" : "Close"),
  );
  const save =
    submit &&
    make("button", { type: "submit", class: "button primary", "data-spot": "submit" }, submit);
  return make("footer", { class: "pane-foot" }, away, save);
}

function fillBody(desk, view, body) {
  const click = async (block_id, action_id, value, node) => {
    if (isBusy(node)) return;
    // While somebody types, a window that fades at each word would be in their way.
    const form = node?.tagName === "BUTTON" ? body.closest("form") : null;
    const ready = markBusy(node, form);
    const on = { view: view.id };
    const answer = await desk.act({
      verb: "click",
      on,
      block_id,
      action_id,
      value,
      values: readValues(body),
    });
    ready();
    remark(desk, view.id, answer.ok ? null : answer.error);
  };
  const told = { values: view.values, errors: view.errors, on: { view: view.id }, click };
  showBlocks(body, view.blocks ?? [], makeSurface(desk, view.id, told));
}

function fillNote(view, note) {
  const words = remarks.get(view.id) ?? view.note ?? "";
  const shown = words && `⚠ ${words}`;
  if (note.textContent !== shown) note.textContent = shown;
}

function remark(desk, id, words) {
  if (words) remarks.set(id, words);
  else remarks.delete(id);
  desk.draw();
}

async function save(desk, id, form) {
  const button = form.querySelector('[type="submit"]');
  if (!button || isBusy(button)) return;
  const ready = markBusy(form, ...form.querySelectorAll("button"));
  const answer = await desk.act({ verb: "save", view: id, values: readValues(form) });
  ready();
  remark(desk, id, answer.ok ? null : `${answer.error} Your words are still here.`);
  if (form.isConnected) firstWrong(form)?.focus();
}

/** Cancel closes one window; with `everything` the ✕, which takes the whole stack away, as Slack's does. */
async function closeView(desk, id, button, everything = false) {
  if (isBusy(button)) return;
  const ready = markBusy(button);
  const answer = await desk.act({ verb: "close", view: id, everything });
  ready();
  if (!answer.ok) remark(desk, id, answer.error);
}

function closeTop(desk, dialog) {
  const pane = dialog.firstElementChild.lastElementChild;
  if (pane) closeView(desk, pane.dataset.view, pane.querySelector('[data-spot="close"]'));
}

/** A window that opens starts at the field the app asks for, else at its first one, else at itself. */
function enter(pane, view) {
  const wanted = (view.blocks ?? []).find((block) => block.element?.focus_on_load);
  const spot = wanted && `${wanted.block_id}/${wanted.element.action_id}`;
  const fields = [...pane.querySelectorAll(".block-input")].flatMap((block) => [
    ...block.querySelectorAll(FIELDS),
  ]);
  const first = fields.find((field) => spot && field.dataset.spot?.startsWith(spot)) ?? fields[0];
  (first ?? pane).focus({ preventScroll: !spot });
}
