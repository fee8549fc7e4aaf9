// What a half-typed word may become: @people, #channels and :emoji:. Where it is typed is another's
// business: the message box (composer.js), or a box for formatted text (editors.js).

import { findEmoji } from "./emoji.js";

const MOST = 8;
const BROADCASTS = [
  ["here", "Everybody who is here now"],
  ["channel", "Everybody in this channel"],
  ["everyone", "Everybody in the workspace"],
];

const SOURCES = [
  [/(?:^|[\s(])@([\p{L}\p{N}._-]*)$/u, findPeople],
  [/(?:^|[\s(])#([\p{L}\p{N}_-]*)$/u, findChannels],
  [/(?:^|[\s(]):([\w+-]{2,})$/, findSigns],
];

/**
 * For the words before the caret: {length, entries}, `length` being how much of them an entry takes
 * the place of; null where nothing is to be completed. An entry: {text, more, insert, leaf}.
 */
export function findCompletions(before, eyes) {
  for (const [pattern, find] of SOURCES) {
    const match = pattern.exec(before);
    if (!match) continue;
    const entries = find(match[1].toLowerCase(), eyes).slice(0, MOST);
    return entries.length > 0 ? { length: match[1].length + 1, entries } : null;
  }
  return null;
}

function findPeople(start, eyes) {
  const fits = ({ name, handle }) =>
    [handle, ...name.split(/\s+/)].some((word) => word.toLowerCase().startsWith(start));
  // An app is mentioned like anybody else; in the menus of people it does not stand.
  const people = [...eyes.people, eyes.app].filter(fits).map((person) => ({
    text: `@${person.name}`,
    more: person.title,
    insert: `@${person.handle}`,
    leaf: { type: "user", user_id: person.id },
  }));
  const all = BROADCASTS.filter(([range]) => start && range.startsWith(start));
  return [
    ...people,
    ...all.map(([range, more]) => ({
      text: `@${range}`,
      more,
      insert: `@${range}`,
      leaf: { type: "broadcast", range },
    })),
  ];
}

function findChannels(start, eyes) {
  return eyes.channels
    .filter((room) => room.name.toLowerCase().includes(start))
    .map((room) => ({
      text: `#${room.name}`,
      more: room.purpose,
      insert: `#${room.name}`,
      leaf: { type: "channel", channel_id: room.id },
    }));
}

function findSigns(start) {
  return findEmoji(start, MOST).map(([name, sign]) => ({
    text: `${sign} :${name}:`,
    insert: `:${name}:`,
    leaf: { type: "emoji", name },
  }));
}
