// Who somebody is, in small: initials in a coloured square, and the mark that says "not a person".
// Colours come from the id, so that everybody keeps theirs; names always stand beside them.

import { make } from "./nodes.js";

const HUES = 8;

export function buildFace(person, size = "") {
  const look = person.bot ? "face-app" : `hue-${hueOf(person.id)}`;
  return make(
    "span",
    { class: `face ${look} ${size}`, "aria-hidden": "true" },
    initials(person.name),
  );
}

export function buildAppMark() {
  return make("span", { class: "app-mark" }, "APP");
}

function initials(name) {
  const words = name.trim().split(/\s+/);
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words;
  return chosen
    .map((word) => [...word][0])
    .join("")
    .toUpperCase();
}

function hueOf(id) {
  const sum = [...id].reduce((total, letter) => total * 31 + letter.codePointAt(0), 7);
  return sum % HUES;
}
