// Times as the acting person reads them: in their zone, by the workspace's clock.
// Never the browser's own zone or clock: one browser acts as people on many continents.

const formats = new Map();

/** Intl objects are slow to make, and a channel shows hundreds of times. */
function format(zone, options) {
  const key = zone + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, makeFormat(zone, options));
  return formats.get(key);
}

function makeFormat(zone, options) {
  const wanted = { hourCycle: "h23", ...options };
  try {
    return new Intl.DateTimeFormat("en-GB", { ...wanted, timeZone: zone || "UTC" });
  } catch {
    return new Intl.DateTimeFormat("en-GB", { ...wanted, timeZone: "UTC" });
  }
}

function write(seconds, zone, options) {
  return format(zone, options).format(new Date(seconds * 1000));
}

export function timeOfDay(seconds, zone) {
  return write(seconds, zone, { hour: "2-digit", minute: "2-digit" });
}

export function timeWithSeconds(seconds, zone) {
  return write(seconds, zone, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

export function fullTime(seconds, zone) {
  const day = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
  return `${write(seconds, zone, day)}, ${timeOfDay(seconds, zone)}`;
}

/** "Europe/London" is "London time". */
export function zoneName(zone) {
  return `${(zone || "UTC").split("/").pop().replaceAll("_", " ")} time`;
}

/** A calendar day as text that sorts, e.g. 2026-11-22. */
export function dayOf(seconds, zone) {
  const read = parts(seconds, zone);
  return `${read.year}-${read.month}-${read.day}`;
}

/** The line between two days of messages. */
export function dayLabel(seconds, zone, now) {
  const near = nearDay(seconds, zone, now);
  if (near) return near[0].toUpperCase() + near.slice(1);
  const year =
    dayOf(seconds, zone).slice(0, 4) === dayOf(now, zone).slice(0, 4) ? {} : { year: "numeric" };
  return write(seconds, zone, { weekday: "long", day: "numeric", month: "long", ...year });
}

function nearDay(seconds, zone, now) {
  const days = (Date.parse(dayOf(seconds, zone)) - Date.parse(dayOf(now, zone))) / 86_400_000;
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[days] ?? null;
}

function parts(seconds, zone) {
  const two = {
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  };
  const read = format(zone, { year: "numeric", ...two }).formatToParts(new Date(seconds * 1000));
  return Object.fromEntries(read.map((part) => [part.type, part.value]));
}

/** What <input type="datetime-local"> wants: 2027-01-14T08:00, in the person's zone. */
export function wallTime(seconds, zone) {
  const read = parts(seconds, zone);
  return `${read.year}-${read.month}-${read.day}T${read.hour}:${read.minute}`;
}

/** The other way: the zone's distance from UTC is guessed, then guessed again at the moment found. */
export function secondsAt(wall, zone) {
  // Nothing chosen: ":00Z" alone is a moment to some browsers.
  if (!wall) return null;
  const asUtc = Date.parse(`${wall}:00Z`) / 1000;
  if (Number.isNaN(asUtc)) return null;
  const distance = (at) => Date.parse(`${wallTime(at, zone)}:00Z`) / 1000 - at;
  const guess = asUtc - distance(asUtc);
  return asUtc - distance(guess);
}

const ORDINALS = { one: "st", two: "nd", few: "rd", other: "th" };
const ordinals = new Intl.PluralRules("en", { type: "ordinal" });

function monthAndDay(seconds, zone, month) {
  const day = Number(parts(seconds, zone).day);
  const name = write(seconds, zone, { month });
  return month === "short" ? `${name} ${day}` : `${name} ${day}${ORDINALS[ordinals.select(day)]}`;
}

function dated(seconds, zone, month) {
  return `${monthAndDay(seconds, zone, month)}, ${parts(seconds, zone).year}`;
}

function dayAndDate(seconds, zone) {
  return `${write(seconds, zone, { weekday: "long" })}, ${dated(seconds, zone, "long")}`;
}

function ago(seconds, now) {
  const units = [
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
    ["second", 1],
  ];
  const [unit, size] = units.find(([, length]) => Math.abs(seconds - now) >= length) ?? units[3];
  const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  return relative.format(Math.trunc((seconds - now) / size), unit);
}

// slack-facts §6: the tokens of <!date^…>, and the three that only rich_text has.
const TOKENS = {
  date_num: (at, zone) => dayOf(at, zone),
  date_slash: (at, zone) => dayOf(at, zone).split("-").reverse().join("/"),
  date: (at, zone) => dated(at, zone, "long"),
  date_short: (at, zone) => dated(at, zone, "short"),
  date_long: (at, zone) => dayAndDate(at, zone),
  date_long_full: (at, zone) => dayAndDate(at, zone),
  date_pretty: (at, zone, now) => nearDay(at, zone, now) ?? dated(at, zone, "long"),
  date_short_pretty: (at, zone, now) => nearDay(at, zone, now) ?? dated(at, zone, "short"),
  date_long_pretty: (at, zone, now) => nearDay(at, zone, now) ?? dayAndDate(at, zone),
  day_divider_pretty: (at, zone, now) => dayLabel(at, zone, now),
  time: (at, zone) => timeOfDay(at, zone),
  time_secs: (at, zone) => write(at, zone, { timeStyle: "medium" }),
  ago: (at, zone, now) => ago(at, now),
};

/** Fills "{date_long} at {time}"; null when a token is unknown, and the fallback should stand. */
export function fillTokens(seconds, pattern, zone, now) {
  const names = [...pattern.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
  if (!Number.isFinite(seconds) || names.some((name) => !(name in TOKENS))) return null;
  return pattern.replaceAll(/\{(\w+)\}/g, (_, name) => TOKENS[name](seconds, zone, now));
}
