// The middle of the page: a channel, a direct message, or the app's Home; and the thread beside it.
// Messages themselves are drawn in messages.js, the boxes to write in come from composer.js.

import { makeClick, makeSurface } from "./acts.js";
import { showBlocks } from "./blocks.js";
import { bookmarksItem } from "./bookmarks.js";
import { buildComposer } from "./composer.js";
import { readValues } from "./inputs.js";
import { showMessages, threadOf } from "./messages.js";
import { isDirect, roomTitle } from "./names.js";
import { keep, make } from "./nodes.js";

// Whoever is this near to the newest message wants to see the next one too.
const NEAR_END_PIXELS = 80;
const SETTLED_MILLISECONDS = 500;

export function drawMain(desk, main) {
  if (desk.place.room === "home") return drawHome(desk, main);
  const room = desk.room;
  const key = `${desk.eyes.me} ${room.id}`;
  keep(main, [
    headItem(desk, key, roomTitle(room), room.purpose ?? "", room.with === desk.state.app.user),
    ...bookmarksItem(desk, key, room),
    {
      key: `list ${key}`,
      sign: "",
      build: () => buildList(`Messages in ${roomTitle(room)}`),
      refresh: (list) =>
        stayAtEnd(list, () =>
          showMessages(desk, list.firstElementChild, room, room.messages, {
            first: earlierItem(desk, room, list),
          }),
        ),
    },
    room.archived
      ? archivedItem(key)
      : composerItem(desk, key, { room: room.id, thread: null, label: `Message ${roomTitle(room)}` }),
  ]);
}

function headItem(desk, key, title, purpose, ofApp) {
  const home = desk.place.room === "home";
  return {
    key: `head ${key}`,
    sign: JSON.stringify([title, purpose, ofApp, home, desk.appRoom?.id, desk.room?.archived]),
    build,
  };

  function build() {
    const words = make(
      "div",
      { class: "head-words" },
      make("h1", { id: "room-title" }, title),
      purpose && make("p", {}, purpose),
    );
    const settings = home || isDirect(desk.room) ? [] : buildSettings(desk, desk.room);
    return make("header", { class: "room-head" }, words, ofApp && buildTabs(desk, home), settings);
  }
}

/** In Slack they are in the channel's settings; nothing that was said is lost by them. */
function buildSettings(desk, room) {
  const button = (label, body) => {
    const act = async () => {
      const answer = await desk.act({ room: room.id, ...body });
      if (!answer.ok) desk.tell(answer.error);
    };
    return make("button", { type: "button", class: "button small quiet", onclick: act }, label);
  };
  const archived = !room.archived;
  return [
    archived && button("Leave", { verb: "leave" }),
    button(archived ? "Archive" : "Unarchive", { verb: "archive", archived }),
  ];
}

function archivedItem(key) {
  const build = () =>
    make("p", { class: "archived hint" }, "This channel is archived. Nobody can write in it.");
  return { key: `archived ${key}`, sign: "", build };
}

/** The app's two faces, side by side as in Slack. */
function buildTabs(desk, home) {
  const tab = (label, room, here) =>
    make(
      "a",
      { href: desk.hashOf({ room, thread: null }), "aria-current": here ? "page" : null },
      label,
    );
  return make(
    "nav",
    { class: "tabs", "aria-label": desk.state.app.name },
    tab("Home", "home", home),
    desk.appRoom && tab("Messages", desk.appRoom.id, !home),
  );
}

/** Focusable, so that the arrow keys scroll it. */
function buildList(label) {
  const traits = {
    class: "messages",
    tabindex: "0",
    role: "log",
    "aria-label": label,
    "aria-live": "off",
  };
  const list = make("div", traits, make("div", { class: "list" }));
  let near = true;
  list.addEventListener("scroll", () => (near = isNearEnd(list)));
  // A pane that opens below, or a picture that comes late, must not push the newest out of sight.
  const sizes = new ResizeObserver(() => near && (list.scrollTop = list.scrollHeight));
  sizes.observe(list);
  sizes.observe(list.firstElementChild);
  return list;
}

function isNearEnd(list) {
  return list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END_PIXELS;
}

/** Long rooms begin with their newest messages; where they go on is said, and they can be had. */
function earlierItem(desk, room, list) {
  if (!room.earlier) return [];
  const words = room.earlier === 1 ? "1 earlier message" : `${room.earlier} earlier messages`;
  const show = async () => {
    const { ts } = room.messages[0];
    const below = list.scrollHeight - list.scrollTop;
    await desk.showWhole(room.id);
    // What one was reading stays where it was.
    list.scrollTop = list.scrollHeight - below;
    list.querySelector(`[data-ts="${CSS.escape(ts)}"]`)?.focus({ preventScroll: true });
  };
  const traits = { type: "button", class: "button small earlier", onclick: show };
  return [{ key: "earlier", sign: words, build: () => make("button", traits, `Show ${words}`) }];
}

function composerItem(desk, key, where) {
  return { key: `composer ${key}`, sign: where.label, build: () => buildComposer(desk, where) };
}

function stayAtEnd(list, draw) {
  const fresh = list.firstElementChild.childElementCount === 0;
  const near = isNearEnd(list);
  draw();
  if (fresh || near) list.scrollTop = list.scrollHeight;
  if (list.dataset.drawn) return;
  list.dataset.drawn = "yes";
  // What comes from now on is read out by screen readers; a whole room at once would be a flood.
  setTimeout(() => list.setAttribute("aria-live", "polite"), SETTLED_MILLISECONDS);
}

function drawHome(desk, main) {
  const { app, home } = desk.state;
  const key = `${desk.eyes.me} home`;
  keep(main, [
    headItem(desk, key, app.name, "", true),
    {
      key: `home ${key}`,
      sign: home ? "drawn" : "empty",
      build: () =>
        home
          ? make("div", { class: "home" })
          : make("p", { class: "home empty" }, `${app.name} has not drawn a Home for you yet.`),
      refresh: (node) => home && showHome(desk, node, home),
    },
  ]);
}

function showHome(desk, node, home) {
  const on = { home: true };
  const click = makeClick(desk, on, () => moreOf(node));
  const told = { click, on, values: home.values };
  showBlocks(node, home.blocks ?? [], makeSurface(desk, `home ${desk.eyes.me}`, told));
}

/** Home has nothing to save: what is typed in it goes along with each click. */
function moreOf(node) {
  const values = readValues(node);
  return Object.keys(values).length > 0 ? { values } : {};
}

export function drawThread(desk, aside, main) {
  const message = desk.thread;
  aside.hidden = !message;
  document.body.classList.toggle("with-thread", Boolean(message));
  if (!message) return aside.replaceChildren();
  // Where the thread lies over the room it is what the page is about.
  const covers = !main.checkVisibility();
  aside.setAttribute("role", covers ? "main" : "complementary");
  const key = `${desk.eyes.me} ${desk.room.id} ${message.ts}`;
  const all = threadOf(message);
  keep(aside, [
    {
      key: `head ${key}`,
      sign: `${roomTitle(desk.room)} ${covers}`,
      build: () => buildThreadHead(desk, covers ? "h1" : "h2"),
    },
    {
      key: `list ${key}`,
      sign: "",
      build: () => buildList("Thread"),
      refresh: (list) =>
        stayAtEnd(list, () =>
          showMessages(desk, list.firstElementChild, desk.room, all, { inThread: true }),
        ),
    },
    composerItem(desk, key, {
      room: desk.room.id,
      thread: message.ts,
      label: "Reply in this thread",
    }),
  ]);
}

function buildThreadHead(desk, heading) {
  const title = make(
    "div",
    { class: "head-words" },
    make(heading, { id: "thread-title" }, "Thread"),
    make("p", {}, roomTitle(desk.room)),
  );
  const close = make(
    "button",
    {
      type: "button",
      class: "button icon",
      "aria-label": "Close thread",
      onclick: () => desk.go({ thread: null }),
    },
    "✕",
  );
  return make("div", { class: "room-head" }, title, close);
}
