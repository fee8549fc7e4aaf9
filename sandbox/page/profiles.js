// A person's card: who they are, and what time it is for them. It opens at their name.

import { buildFace } from "./faces.js";
import { tieMenu } from "./menus.js";
import { make } from "./nodes.js";
import { timeOfDay, zoneName } from "./times.js";

const STANDINGS = { multi: "Guest of some channels", single: "Guest of one channel" };

export function buildProfile(desk, person) {
  const button = make("button", { type: "button", class: "name" }, person.name);
  const card = make("div", { class: "profile" });
  tieMenu(button, card);
  card.addEventListener("beforetoggle", (event) => {
    if (event.newState === "open") card.replaceChildren(...buildCard(desk, person));
  });
  return make("span", { class: "profile-holder" }, button, card);
}

function buildCard(desk, person) {
  const line = (words) => words && make("p", { class: "hint" }, words);
  const isApp = person.id === desk.state.app.user;
  const time = timeOfDay(desk.eyes.now(), person.zone);
  const words = make(
    "div",
    { class: "profile-words" },
    make("strong", {}, person.name),
    person.handle && line(`@${person.handle}`),
    line(person.title),
    line(STANDINGS[person.guest]),
    person.team && line("Of another organisation"),
    person.deactivated && line("Deactivated"),
    !person.bot && line(`${time} local time, ${zoneName(person.zone)}`),
  );
  const links = [
    isApp && desk.appRoom && link("Message", { room: desk.appRoom.id, thread: null }),
    isApp && link("Home", { room: "home", thread: null }),
    !person.bot &&
      !person.deactivated &&
      person.id !== desk.eyes.me &&
      link(`Act as ${person.name}`, { as: person.id, thread: null }),
  ];
  return [buildFace(person), words, ...links.filter(Boolean)];

  function link(label, change) {
    return make("a", { class: "button small", href: desk.hashOf(change) }, label);
  }
}
