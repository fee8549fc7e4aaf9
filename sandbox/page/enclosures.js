// What goes with a message besides its words: files, and that a reply stands in the channel, too.

import { buildFileField } from "./filefields.js";
import { freshId, make } from "./nodes.js";
import { postFile } from "./wire.js";

/** `where` is the composer's: only a reply can be sent to the channel as well. */
export function buildEnclosures(desk, where) {
  const field = buildFileField(
    {},
    { id: freshId("attach"), surface: { upload: (file) => postFile(desk.eyes.me, file) } },
  );
  field.focusable.setAttribute("aria-label", "Files to attach");
  const attach = make("details", {}, make("summary", {}, "Attach files"), field.node);
  const also = make("input", { type: "checkbox" });
  const both = where.thread && make("label", {}, also, " Also send to the channel");
  const node = make("div", { class: "enclosures hint" }, attach, both);

  function read() {
    return { files: field.read(), broadcast: also.checked };
  }

  function write({ files, broadcast }) {
    field.write(files);
    attach.open = files.length > 0;
    also.checked = broadcast;
  }

  /** What is enclosed by now; the next message starts without. */
  function take() {
    const taken = read();
    write({ files: [], broadcast: false });
    return taken;
  }

  return { node, take, write, any: () => field.read().length > 0 };
}
