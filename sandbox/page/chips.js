// What was chosen, one beside the other, each to be taken away again.

import { make } from "./nodes.js";

/** `chosen` are values, `names` what they are called; `away(value)` is told. */
export function makeChips(label, names, away) {
  const list = make("ul", { class: "chips", "aria-label": label, hidden: true });
  return {
    node: list,
    draw(chosen) {
      list.hidden = chosen.length === 0;
      list.replaceChildren(...chosen.map(buildChip));
    },
  };

  function buildChip(value) {
    const words = names.get(value) ?? value;
    const traits = {
      type: "button",
      class: "chip",
      "aria-label": `Remove ${words}`,
      onclick: () => away(value),
    };
    return make("li", {}, make("button", traits, `${words} ✕`));
  }
}
