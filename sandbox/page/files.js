// The files that stand with a message, each a link that downloads it.

import { make } from "./nodes.js";

/** Nothing where there are none. */
export function buildFiles(desk, message) {
  const files = message.files ?? [];
  if (files.length === 0) return null;
  return make(
    "ul",
    { class: "files", "aria-label": "Files" },
    files.map((file) => make("li", {}, buildFile(desk, file))),
  );
}

function buildFile(desk, file) {
  const href = `/page/files/${encodeURIComponent(file.id)}?as=${encodeURIComponent(desk.eyes.me)}`;
  return make(
    "a",
    { href, download: file.name },
    make("strong", {}, file.title),
    make("span", { class: "file-name" }, file.name),
  );
}
