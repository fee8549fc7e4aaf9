// Reactions: who reacted with what stands under a message, and one adds one's own or takes it away.

import { emojiNamed, findEmoji } from "./emoji.js";
import { putBeside, tieMenu } from "./menus.js";
import { make } from "./nodes.js";

const OFTEN = ["+1", "heart", "tada", "eyes", "white_check_mark", "raised_hands", "pray", "smile"];
const MOST = 24;

/** One item to be kept, or none where nobody reacted. */
export function reactionsItem(desk, room, message) {
  const reactions = message.reactions ?? [];
  if (reactions.length === 0 || message.deleted) return [];
  const build = () =>
    make(
      "ul",
      { class: "reactions", "aria-label": "Reactions" },
      reactions.map((one) => make("li", {}, buildReaction(desk, room, message, one))),
    );
  return [{ key: "reactions", sign: JSON.stringify(reactions), build }];
}

function buildReaction(desk, room, message, { name, users }) {
  const who = users.map((user) => desk.eyes.person(user).name).join(", ");
  return make(
    "button",
    {
      type: "button",
      class: "reaction",
      "aria-pressed": String(users.includes(desk.eyes.me)),
      "aria-label": `${name}, ${users.length}: ${who}`,
      title: `${who} reacted with :${name}:`,
      "data-spot": `reaction ${name}`,
      onclick: () => react(desk, room, message, name),
    },
    signOf(name),
    make("span", {}, String(users.length)),
  );
}

function signOf(name) {
  return emojiNamed(name.split("::")[0]) ?? `:${name}:`;
}

/** The button, and what it opens: the usual ones first, all others by their names. */
export function buildPicker(desk, room, message) {
  const button = make(
    "button",
    { type: "button", class: "button small", "aria-label": "React", title: "React" },
    "☺",
  );
  const list = make("div", { class: "picker-list" });
  const search = make("input", {
    type: "search",
    class: "text",
    placeholder: "Find an emoji",
    "aria-label": "Find an emoji",
    oninput: draw,
  });
  const grid = make("div", { class: "picker-grid" });
  list.append(search, grid);
  tieMenu(button, list);
  // Filled before it opens, so that there is a size by which it finds its place.
  list.addEventListener("beforetoggle", (event) => {
    if (event.newState !== "open") return;
    search.value = "";
    draw();
  });
  list.addEventListener("toggle", (event) => event.newState === "open" && search.focus());
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    grid.querySelector("button")?.click();
  });
  return make("span", { class: "overflow-holder" }, button, list);

  function draw() {
    const wanted = search.value.trim().toLowerCase().replaceAll(":", "").replaceAll(" ", "_");
    const names = wanted ? findEmoji(wanted, MOST).map(([name]) => name) : OFTEN;
    grid.replaceChildren(...names.map(buildOption));
    if (list.matches(":popover-open")) putBeside(button, list);
  }

  function buildOption(name) {
    const onclick = () => react(desk, room, message, name);
    const traits = { type: "button", "aria-label": name, title: `:${name}:`, onclick };
    return make("button", traits, emojiNamed(name));
  }
}

async function react(desk, room, message, name) {
  const answer = await desk.act({ verb: "react", room: room.id, ts: message.ts, name });
  if (!answer.ok) desk.tell(answer.error);
}
