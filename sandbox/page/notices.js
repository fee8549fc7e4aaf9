// What the page itself has to say: not connected, a warning to dismiss, how many messages are unread.
// Whether any of it is so is found out in page.js and by the sandbox; here it is only said.

import { roomTitle } from "./names.js";
import { keep, make } from "./nodes.js";

const at = (id) => document.getElementById(id);

const remarks = [];

/** A sentence for whoever sits here, until it is dismissed. */
export function addRemark(text) {
  remarks.push({ id: `here-${crypto.randomUUID?.() ?? Math.random()}`, text });
}

export function drawStatus(state, serverGone) {
  const words = sayStatus(state, serverGone);
  at("status").hidden = words === "";
  if (at("status").textContent !== words) at("status").textContent = words;
}

function sayStatus(state, serverGone) {
  if (serverGone)
    return "The sandbox does not answer. This page tries again by itself; what you typed stays here.";
  if (!state || state.app.connected) return "";
  return `${state.app.name} is not connected, so it cannot answer. It comes back by itself when it runs.`;
}

export function drawNotes(desk) {
  const notes = [...desk.state.notes, ...remarks];
  // A modal dialog makes the page behind it unreachable: notes move into it while it is open.
  const home = at("window").open ? at("window") : document.body;
  if (at("notes").parentElement !== home) home.append(at("notes"));
  // What is said again stands there once, and goes at once: on a phone two of them fill the page.
  const said = Map.groupBy(notes, (note) => note.text);
  keep(
    at("notes"),
    [...said].map(([text, same]) => ({
      key: text,
      sign: String(same.length),
      build: () => buildNote(desk, text, same),
    })),
  );
}

function buildNote(desk, text, same) {
  const dismiss = () => {
    for (const note of same) {
      const mine = remarks.indexOf(note);
      if (mine < 0) desk.act({ verb: "dismiss", note: note.id });
      else remarks.splice(mine, 1);
    }
    desk.draw();
  };
  const away = make(
    "button",
    { type: "button", class: "button icon", "aria-label": "Dismiss note", onclick: dismiss },
    "✕",
  );
  const times = same.length > 1 ? ` (${same.length} times)` : "";
  return make("div", { class: "toast", role: "alert" }, make("p", {}, `⚠ ${text}${times}`), away);
}

export function drawTitle(desk) {
  const unread = desk.state.rooms.reduce((total, room) => total + room.unread, 0);
  const here = desk.room ? roomTitle(desk.room) : desk.state.app.name;
  const count = unread > 0 ? `(${unread}) ` : "";
  document.title = `${count}${here} · ${desk.state.me.name} · ${desk.state.workspace.name}`;
}
