// Emoji by Slack's names for them (:tada:). The names come from the sandbox, once.

const SHORT = /:([\w+'-]+):/g;

let signs = {};

export async function loadEmoji() {
  try {
    signs = await (await fetch("/page/emoji")).json();
  } catch {
    signs = {}; // names stay as they are written
  }
}

/** The sign, or null where there is none of this name. */
export function emojiNamed(name) {
  return Object.hasOwn(signs, name) ? signs[name] : null;
}

/** Plain words with their :names: as signs. */
export function withEmoji(words) {
  return words.includes(":")
    ? words.replace(SHORT, (whole, name) => emojiNamed(name) ?? whole)
    : words;
}

/** The names that begin so, then those that hold it: [name, sign]. */
export function findEmoji(start, most = 8) {
  const all = Object.entries(signs);
  const begin = all.filter(([name]) => name.startsWith(start));
  const hold = all.filter(([name]) => !name.startsWith(start) && name.includes(start));
  return [...begin, ...hold].slice(0, most);
}
