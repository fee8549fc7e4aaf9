// The links above a room. One that leads to a message of this workspace leads there on this page.

import { keep, make } from "./nodes.js";

const PERMALINK = /^https:\/\/([\w-]+)\.slack\.com\/archives\/(\w+)\/p(\d+)(\d{6})(?:\?(.*))?$/;

/** The bar, or nothing where there are none. */
export function bookmarksItem(desk, key, room) {
  const bookmarks = room.bookmarks ?? [];
  if (bookmarks.length === 0) return [];
  return [
    {
      key: `bookmarks ${key}`,
      sign: "",
      build: () => make("nav", { class: "bookmarks", "aria-label": "Bookmarks" }),
      refresh: (nav) => keep(nav, bookmarks.map((bookmark) => linkItem(desk, bookmark))),
    },
  ];
}

function linkItem(desk, bookmark) {
  const spot = placeOf(desk, bookmark.link);
  const traits = spot
    ? { href: desk.hashOf({ room: spot.room, thread: spot.thread }), onclick: () => desk.seek(spot.ts) }
    : { href: bookmark.link, target: "_blank", rel: "noreferrer" };
  const build = () => make("a", { ...traits, "data-spot": bookmark.id }, bookmark.title);
  // Links carry the person and the room: drawn anew where these change.
  return { key: bookmark.id, sign: JSON.stringify([bookmark, traits.href]), build };
}

/** Where in this workspace it leads; null for anywhere else. */
function placeOf(desk, link) {
  const found = PERMALINK.exec(link);
  if (!found || found[1] !== desk.state.workspace.domain || !desk.eyes.room(found[2])) return null;
  const thread = new URLSearchParams(found[5] ?? "").get("thread_ts");
  return { room: found[2], ts: `${found[3]}.${found[4]}`, thread };
}

/** Brings a message into sight, once it is drawn; says so where it is not among those shown. */
export async function showMessage(desk, ts) {
  const find = () => document.querySelector(`[data-ts="${CSS.escape(ts)}"]`);
  if (!find() && desk.room?.earlier) await desk.showWhole(desk.room.id);
  const message = find();
  if (!message) return desk.tell("That message is not here any more.");
  message.scrollIntoView({ block: "center" });
  message.focus({ preventScroll: true });
}
