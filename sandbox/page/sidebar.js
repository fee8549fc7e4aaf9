// Where one is and who one is: the list of rooms, and the menu of people to act as.
// All entries are links; the address says what is chosen. The workspace's drawer is controls.js.

import { buildAppMark, buildFace } from "./faces.js";
import { tieMenu } from "./menus.js";
import { isDirect } from "./names.js";
import { keep, make } from "./nodes.js";
import { timeOfDay, zoneName } from "./times.js";

export function drawRooms(desk, nav) {
  const { rooms, app } = desk.state;
  const channels = rooms.filter((room) => !isDirect(room));
  const direct = rooms.filter(isDirect);
  keep(nav, [
    sectionItem(
      "Channels",
      [...channels.map((room) => roomEntry(desk, room)), ...browseEntry(desk)],
    ),
    sectionItem(
      "Direct messages",
      direct.map((room) => roomEntry(desk, room)),
    ),
    ...(app.home ? [sectionItem("Apps", [homeEntry(desk, app)])] : []),
  ]);
}

function sectionItem(title, entries) {
  const id = `rooms-${title.toLowerCase().replaceAll(" ", "-")}`;
  const build = () =>
    make("section", { "aria-labelledby": id }, make("h2", { id }, title), make("ul"));
  return { key: title, sign: "", build, refresh: (node) => keep(node.lastElementChild, entries) };
}

/** The public channels where one is not, each with a button that joins it. */
function browseEntry(desk) {
  const { elsewhere } = desk.state;
  if (elsewhere.length === 0) return [];
  const join = async (room) => {
    const answer = await desk.act({ verb: "join", room: room.id });
    if (answer.ok) desk.go({ room: room.id, thread: null });
    else desk.tell(answer.error);
  };
  const build = () => {
    const button = make("button", { type: "button", class: "browse" }, "Browse channels");
    const entries = elsewhere.map((room) =>
      make(
        "button",
        { type: "button", onclick: () => join(room) },
        `Join #${room.name}`,
        room.purpose && make("span", { class: "hint" }, room.purpose),
      ),
    );
    const list = make("div", { class: "overflow-list" }, entries);
    tieMenu(button, list);
    return make("li", {}, button, list);
  };
  return [{ key: "browse", sign: JSON.stringify(elsewhere), build }];
}

function homeEntry(desk, app) {
  const face = { id: app.user, name: app.name, bot: true };
  const words = () => [
    buildFace(face, "tiny"),
    make("span", { class: "room-name" }, `${app.name}: App Home`),
  ];
  return { key: "home", sign: app.name, ...linkTo(desk, "home", words) };
}

function roomEntry(desk, room) {
  const other = desk.eyes.person(room.with);
  const sign = JSON.stringify([room.name, room.unread, room.kind]);
  const words = () => [
    room.kind === "dm" ? buildFace(other, "tiny") : buildRoomMark(room),
    make("span", { class: "room-name" }, room.name),
    room.kind === "dm" && other.bot && buildAppMark(),
    room.kind === "private" && make("span", { class: "unseen" }, " (private)"),
    room.unread > 0 &&
      make(
        "span",
        { class: "unread" },
        String(room.unread),
        make("span", { class: "unseen" }, " unread"),
      ),
  ];
  return { key: room.id, sign, ...linkTo(desk, room.id, words, room.unread > 0) };
}

/** A lock, "#", or how many others there are. The lock is drawn by the style sheet: not every
    system has an emoji for it. */
function buildRoomMark(room) {
  const inside = room.kind === "private" ? make("span", { class: "lock" }) : "#";
  const mark = room.kind === "group" ? make("span", { class: "crowd" }, String(room.size)) : inside;
  return make("span", { class: "room-mark", "aria-hidden": "true" }, mark);
}

function linkTo(desk, room, words, strong = false) {
  return {
    build: () => make("li", {}, make("a", { class: strong ? "strong" : null }, words())),
    refresh: (node) => {
      const link = node.firstElementChild;
      link.setAttribute("href", desk.hashOf({ room, thread: null }));
      if (desk.place.room === room) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    },
  };
}

/** The menu at the top right. Entries are links: one in a new tab makes that tab another person. */
export function buildActing(desk, holder) {
  const button = make("button", { type: "button", class: "acting" });
  const list = make("div", { class: "people" });
  holder.append(button, list);
  tieMenu(button, list);
  return () => drawActing(desk, button, list);
}

function drawActing(desk, button, list) {
  const { me, people } = desk.state;
  const words = make(
    "span",
    { class: "acting-words" },
    make("span", { class: "hint" }, "Acting as "),
    make("strong", {}, me.name),
  );
  keep(button, [
    {
      key: "me",
      sign: me.id + me.name,
      build: () => make("span", { class: "acting-inside" }, buildFace(me, "small"), words),
    },
  ]);
  const others = people.filter((person) => !person.bot && !person.deactivated);
  keep(list, [
    {
      key: "title",
      sign: "",
      build: () =>
        make(
          "p",
          { class: "hint" },
          "Act as anyone. Open one in a new tab to be two people at once.",
        ),
    },
    ...others.map((person) => personItem(desk, person)),
  ]);
}

function personItem(desk, person) {
  const time = timeOfDay(desk.eyes.now(), person.zone);
  const mine = person.id === desk.eyes.me;
  return {
    key: person.id,
    sign: JSON.stringify([person, time, mine]),
    build: () =>
      make(
        "a",
        {
          class: "person",
          href: "#",
          "aria-current": mine ? "true" : null,
          "data-spot": person.id,
        },
        buildFace(person, "small"),
        make(
          "span",
          { class: "person-words" },
          make("strong", {}, person.name),
          make("span", { class: "hint" }, person.title),
        ),
        make(
          "span",
          { class: "person-time" },
          time,
          make("span", { class: "hint" }, zoneName(person.zone)),
        ),
      ),
    refresh: (node) => node.setAttribute("href", desk.hashOf({ as: person.id, thread: null })),
  };
}
