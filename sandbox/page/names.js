// What a room is called, wherever it is named: at its top, in menus, in the browser's tab.

/** Between two, or among a few: these have people's names, and no mark before them. */
export function isDirect(room) {
  return room.kind === "dm" || room.kind === "group";
}

export function roomTitle(room) {
  return isDirect(room) ? room.name : `#${room.name}`;
}
