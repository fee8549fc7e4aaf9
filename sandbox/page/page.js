// The start of the page: who acts and where (the address), what is known (the state), when to draw.
// Drawing itself is in the other modules; each gets the `desk` below and nothing global.

import { showMessage } from "./bookmarks.js";
import { buildControls } from "./controls.js";
import { loadEmoji } from "./emoji.js";
import { learn } from "./eyes.js";
import { buildInspector } from "./inspector.js";
import { isDirect } from "./names.js";
import { addRemark, drawNotes, drawStatus, drawTitle } from "./notices.js";
import { listenToSidebar, setSidebar } from "./panes.js";
import { drawMain, drawThread } from "./rooms.js";
import { buildActing, drawRooms } from "./sidebar.js";
import { drawWindows, listenToWindows } from "./windows.js";
import { fetchState, listen, postAct } from "./wire.js";

const at = (id) => document.getElementById(id);

const desk = {
  place: readPlace(),
  state: null,
  eyes: null,
  act,
  draw,
  go,
  hashOf,
  seek,
  showWhole,
  tell,
};

// The room of which also the earlier messages are shown.
let whole = null;
let serverGone = false;
let stopListening = null;
let running = null;
let again = false;
const readOnce = new Set();
const redraws = [];

/** #as=UAMINA000&room=C…&thread=…: survives a reload, and every tab has its own. */
function readPlace() {
  const words = new URLSearchParams(location.hash.slice(1));
  return { as: words.get("as"), room: words.get("room"), thread: words.get("thread") };
}

function hashOf(change) {
  const place = Object.entries({ ...desk.place, ...change }).filter(([, value]) => value);
  return `#${new URLSearchParams(place)}`;
}

function go(change) {
  location.hash = hashOf(change);
}

/** A message that is to be in sight when what the address says is drawn. */
function seek(ts) {
  requestAnimationFrame(() => setTimeout(() => showMessage(desk, ts)));
}

async function act(body) {
  const answer = await postAct({ as: desk.place.as, ...body });
  await refresh();
  return answer;
}

/** Also what was said earlier, in one room at a time. */
function showWhole(room) {
  whole = room;
  return refresh();
}

/** A sentence for whoever sits here, until it is dismissed. */
function tell(words) {
  addRemark(words);
  draw();
}

/** One reading at a time; a change that comes meanwhile is read right after. */
function refresh() {
  again = true;
  running ??= (async () => {
    while (again) {
      again = false;
      await load();
    }
    running = null;
  })();
  return running;
}

async function load() {
  const as = desk.place.as;
  let state = await fetchState(as, whole);
  // An address from another group, or none yet: begin as the first person there is.
  if (state?.unknown) state = await fetchState(null);
  serverGone = state === null || Boolean(state.unknown);
  if (serverGone || as !== desk.place.as) return drawStatus(desk.state, serverGone);
  learn(desk, state);
  if (as !== state.me.id) settlePlace({ as: state.me.id });
  draw();
}

/** Changes the address without a step in the browser's history. */
function settlePlace(change) {
  const before = desk.place.as;
  history.replaceState(null, "", hashOf(change));
  desk.place = readPlace();
  if (desk.place.as !== before) followPerson();
}

function draw() {
  if (!desk.state || desk.state.me.id !== desk.place.as) return;
  const { rooms } = desk.state;
  desk.room = rooms.find((room) => room.id === desk.place.room) ?? null;
  if (!desk.room && desk.place.room !== "home") {
    desk.room = rooms.find((room) => !isDirect(room)) ?? rooms[0];
    settlePlace({ room: desk.room.id, thread: null });
  }
  desk.thread = desk.room?.messages.find((message) => message.ts === desk.place.thread) ?? null;
  // A thread that hangs on an earlier message.
  if (desk.place.thread && !desk.thread && desk.room?.earlier) showWhole(desk.room.id);
  at("main").removeAttribute("aria-busy");
  at("workspace").textContent = desk.state.workspace.name;
  drawRooms(desk, at("rooms"));
  drawMain(desk, at("main"));
  drawThread(desk, at("thread"), at("main"));
  drawWindows(desk, at("window"));
  for (const redraw of redraws) redraw();
  drawStatus(desk.state, serverGone);
  drawNotes(desk);
  drawTitle(desk);
  markRead();
}

function markRead() {
  const room = desk.room;
  if (!room || room.unread === 0 || document.hidden) return;
  const key = [desk.eyes.me, room.id, room.messages.at(-1)?.ts, room.unread].join(" ");
  // Once per newest message: were the sandbox to refuse, asking again and again would not help.
  if (readOnce.has(key)) return;
  readOnce.add(key);
  act({ verb: "read", room: room.id });
}

function followPerson() {
  stopListening?.();
  if (!desk.place.as) return;
  stopListening = listen(desk.place.as, {
    onChange: refresh,
    onBack: refresh,
    onGone: () => {
      serverGone = true;
      drawStatus(desk.state, serverGone);
    },
  });
}

async function followAddress() {
  const before = desk.place;
  desk.place = readPlace();
  setSidebar(false);
  if (before.as !== desk.place.as) {
    at("main").setAttribute("aria-busy", "true");
    // Links carry the person: until the new state is here, they must not lead back to the old one.
    drawRooms(desk, at("rooms"));
    followPerson();
    await refresh();
  }
  draw();
  placeFocus(before);
  visitHome(before);
}

/** Opening a thread goes to its reply box; closing it goes back to its message. */
function placeFocus(before) {
  if (at("window").open) return;
  if (desk.place.thread && desk.place.thread !== before.thread)
    at("thread").querySelector("textarea")?.focus();
  if (desk.place.thread || !before.thread || before.room !== desk.place.room) return;
  at("main")
    .querySelector(`[data-ts="${CSS.escape(before.thread)}"]`)
    ?.focus();
}

/** Slack tells the app each time somebody opens its Home. */
function visitHome(before) {
  if (desk.place.room !== "home") return;
  if (before && before.room === "home" && before.as === desk.place.as) return;
  act({ verb: "home" }).then((answer) => answer.ok || tell(answer.error));
}

async function start() {
  redraws.push(
    buildActing(desk, at("acting")),
    buildControls(desk, at("controls-button"), at("controls")),
    buildInspector(desk, at("inspector-button"), at("inspector")),
  );
  listenToSidebar();
  listenToWindows(desk, at("window"), at("main"));
  at("skip").addEventListener("click", () =>
    (at("main").querySelector("textarea") ?? at("main")).focus(),
  );
  window.addEventListener("hashchange", followAddress);
  window.addEventListener("resize", () => desk.state && draw());
  document.addEventListener("visibilitychange", () => desk.state && draw());
  // Local times go on while nothing happens.
  setInterval(() => desk.state && redraws.forEach((redraw) => redraw()), 5000);
  // Names of emoji first: what is drawn without them would stay so.
  await loadEmoji();
  await refresh();
  // Nobody there yet: keep knocking until the sandbox has started.
  if (!desk.state) return setTimeout(() => location.reload(), 2000);
  if (!stopListening) followPerson();
  visitHome(null);
}

start();
