// What happens while the app is being told something: the pressed thing shows it and waits.
// `aria-disabled` and not `disabled`: a disabled button drops the focus, and the keyboard is lost.

import { postAct, postFile } from "./wire.js";

/** Marks nodes as waiting; the function it answers marks them as ready again. */
export function markBusy(...nodes) {
  const waiting = nodes.filter(Boolean);
  for (const node of waiting) {
    node.setAttribute("aria-busy", "true");
    if (isButton(node)) node.setAttribute("aria-disabled", "true");
  }
  return () => {
    for (const node of waiting) {
      node.removeAttribute("aria-busy");
      node.removeAttribute("aria-disabled");
    }
  };
}

export function isBusy(node) {
  return node?.getAttribute("aria-disabled") === "true";
}

function isButton(node) {
  return node.classList.contains("button") || node.tagName === "BUTTON";
}

/** The `click` of a surface: `on` says where it stands, `more()` what is sent besides. */
export function makeClick(desk, on, more = () => ({})) {
  return async (block_id, action_id, value, node) => {
    if (isBusy(node)) return;
    const ready = markBusy(node);
    const answer = await desk.act({ verb: "click", on, block_id, action_id, value, ...more() });
    ready();
    if (!answer.ok) desk.tell(answer.error);
  };
}

/** What every surface shares; `key` keeps the fields of one view apart from another's. */
export function makeSurface(desk, key, rest) {
  return {
    key,
    eyes: desk.eyes,
    rooms: desk.state.rooms,
    elsewhere: desk.state.elsewhere,
    minute: Math.floor(desk.eyes.now() / 60),
    upload: (file) => postFile(desk.eyes.me, file),
    // Asking changes nothing that is drawn: no need to read the state again.
    suggest: (block_id, action_id, query) =>
      postAct({ as: desk.eyes.me, verb: "suggest", on: rest.on, block_id, action_id, query }),
    ...rest,
  };
}
