// Files to hand over with a window: each goes to the sandbox when it is chosen, and comes to the app
// when the window is saved.

import { makeChips } from "./chips.js";
import { make } from "./nodes.js";

// slack-facts §1.4
const MOST_FILES = 10;
const MOST_BYTES = 10 * 1024 * 1024;

export function buildFileField(element, place) {
  const most = element.max_files ?? MOST_FILES;
  const types = element.filetypes ?? [];
  const names = new Map();
  let chosen = [];
  const input = make("input", {
    id: place.id,
    type: "file",
    class: "file",
    multiple: most > 1,
    accept: types.map((type) => `.${type}`).join(",") || null,
    "aria-describedby": place.describedby,
    "aria-required": place.required ? "true" : null,
    "data-spot": place.spot,
  });
  const chips = makeChips("Chosen files", names, (file) => {
    set(chosen.filter((each) => each !== file));
    input.focus();
  });
  const says = make("p", { class: "hint", role: "status" });
  const node = make("div", { class: "control" }, input, chips.node, says);

  input.addEventListener("change", async (event) => {
    event.stopPropagation();
    const files = [...input.files];
    input.value = "";
    says.textContent = "";
    for (const file of files) await keepFile(file);
  });

  async function keepFile(file) {
    const wrong = refuse(file);
    if (wrong) return say(wrong);
    const answer = await place.surface.upload(file);
    if (!answer.ok) return say(answer.error);
    names.set(answer.file, file.name);
    set([...chosen, answer.file]);
  }

  function refuse(file) {
    const type = file.name.split(".").pop().toLowerCase();
    if (chosen.length >= most) return `No more than ${most} ${most === 1 ? "file" : "files"}.`;
    if (types.length > 0 && !types.includes(type)) return `Only ${types.join(", ")} here.`;
    return file.size > MOST_BYTES ? `${file.name} is larger than 10 MB.` : "";
  }

  function say(words) {
    says.textContent = `⚠ ${words}`;
  }

  function set(files) {
    chosen = files;
    chips.draw(chosen);
    node.dispatchEvent(new Event("input", { bubbles: true }));
  }

  return {
    node,
    focusable: input,
    names,
    read: () => chosen,
    write: (raw) => {
      chosen = raw ?? [];
      chips.draw(chosen);
    },
  };
}
