// What the state says, made ready for looking things up: who a person is, what a room is called.
// The state itself is read in wire.js; drawing is elsewhere.

import { isDirect } from "./names.js";

/** Takes a state in: `desk.state`, `desk.eyes` (whoever reads) and the app's own room. */
export function learn(desk, state) {
  const readAt = performance.now();
  const people = new Map(state.people.map((person) => [person.id, person]));
  const nameOf = (id) =>
    people.get(id)?.name ?? (id === state.app.user ? state.app.name : "Direct message");
  state.rooms = state.rooms.map((room) => ({
    ...room,
    name: room.kind === "dm" ? nameOf(room.with) : room.name,
  }));
  const known = [...state.rooms, ...state.elsewhere];
  const rooms = new Map(known.map((room) => [room.id, room]));
  const visible = new Set(state.visible);
  desk.state = state;
  desk.appRoom = state.rooms.find((room) => room.with === state.app.user);
  desk.eyes = {
    me: state.me.id,
    zone: state.me.zone,
    now: () => state.clock.now + (performance.now() - readAt) / 1000,
    room: (id) => rooms.get(id),
    person: (id) => people.get(id) ?? strangerOf(id, state),
    app: { id: state.app.user, name: state.app.name, handle: state.app.handle, title: "App" },
    // Whom and what one finds in menus and completions.
    people: state.people.filter((one) => visible.has(one.id) && !one.deactivated),
    channels: known.filter((room) => !isDirect(room) && !room.archived),
  };
}

/** Slackbot is in no list of people, and a private channel may name somebody who is not either. */
function strangerOf(id, state) {
  if (id === state.app.user) return { id, name: state.app.name, bot: true };
  if (!id || id.startsWith("USLACKBOT")) return { id: "USLACKBOT", name: "Slackbot", bot: true };
  return { id, name: id, bot: false };
}
