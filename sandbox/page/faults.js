// Faults at will, for whoever builds the app: what it says and keeps when Slack has a bad day.
// Which there are, and which fits where, is the table below; what they do is the sandbox's.

import { freshId, keep, make } from "./nodes.js";

// What is said of a kind, and the detail that it takes: [name, label, what it starts with].
const KINDS = {
  rate_limited: ["Too many requests (429)", ["retry_after", "Retry-After, in seconds", 1]],
  server_error: ["Server error (5xx)", ["status", "Status", 500]],
  fails: ["Refused with an error", ["error", "Error", "internal_error"]],
  times_out_before: ["No answer, and not done"],
  times_out_after: ["Done, but no answer"],
  resets: ["Connection cut, and not done"],
  resets_after: ["Done, then connection cut"],
  comes_twice: ["Comes twice"],
  comes_late: ["Comes late", ["seconds", "Seconds late", 60]],
  expires: ["Is expired when it arrives"],
  goes_unheard: ["Slack never hears it"],
};
// What is no method has faults of its own.
const ELSEWHERE = {
  event: ["comes_twice", "comes_late"],
  trigger: ["expires"],
  ack: ["goes_unheard"],
};
const OF_METHODS = Object.keys(KINDS).slice(0, 7);
const NAMES = {
  "*": "any method",
  response_url: "response_url: an answer by its address",
  upload: "upload: the bytes of a file",
  event: "event: what the app is told",
  trigger: "trigger: for opening a window",
  ack: "ack: what the app acknowledges",
};

export function buildFaults(does) {
  const method = make("select", { class: "menu", onchange: offerKinds });
  const kind = make("select", { class: "menu", onchange: offerDetail });
  const detail = make("input", { class: "text" });
  const detailLabel = make("label", {});
  const times = make("input", { class: "text", type: "number", min: "1", max: "99", value: "1" });
  const said = make("p", { class: "error", role: "status" });
  const go = make("button", { type: "submit", class: "button small" }, "Make it stumble");
  const waiting = make("ul", { class: "waiting", "aria-label": "Faults that wait" });
  const form = make(
    "form",
    { class: "controls-form", onsubmit: add },
    labelled("Where", method),
    labelled("What", kind),
    detailLabel,
    detail,
    labelled("Times", times),
    go,
    said,
  );
  detailLabel.htmlFor = detail.id = freshId("fault");

  function offerKinds() {
    const fits = ELSEWHERE[method.value] ?? OF_METHODS;
    kind.replaceChildren(...fits.map((name) => make("option", { value: name }, KINDS[name][0])));
    offerDetail();
  }

  function offerDetail() {
    const [, wanted] = KINDS[kind.value];
    detail.hidden = detailLabel.hidden = !wanted;
    if (!wanted) return;
    detailLabel.textContent = wanted[1];
    detail.type = typeof wanted[2] === "number" ? "number" : "text";
    detail.value = wanted[2];
  }

  async function add(event) {
    event.preventDefault();
    const [, wanted] = KINDS[kind.value];
    const value = detail.type === "number" ? Number(detail.value) : detail.value.trim();
    const body = {
      verb: "fault",
      method: method.value,
      kind: kind.value,
      times: Number(times.value),
      ...(wanted ? { [wanted[0]]: value } : {}),
    };
    await does(body, go, said);
  }

  return {
    node: make("section", {}, make("h3", {}, "Make Slack stumble"), form, waiting),
    draw: ({ methods, faults }) => {
      if (method.options.length === 0) {
        const names = ["*", ...methods];
        const options = names.map((name) => make("option", { value: name }, NAMES[name] ?? name));
        method.append(...options);
        offerKinds();
      }
      keep(waiting, faults.map((fault, index) => faultItem(does, fault, index)));
    },
  };
}

function faultItem(does, fault, index) {
  const words = `${NAMES[fault.method] ?? fault.method}: ${describe(fault)}`;
  const onclick = (event) => does({ verb: "drop_fault", ...fault }, event.currentTarget);
  const build = () =>
    make(
      "li",
      {},
      make("span", {}, words),
      make(
        "button",
        { type: "button", class: "button small", "aria-label": `Call off: ${words}`, onclick },
        "Call off",
      ),
    );
  return { key: String(index), sign: words, build };
}

function describe(fault) {
  const [words, wanted] = KINDS[fault.kind];
  return wanted ? `${words}, ${fault[wanted[0]]}` : words;
}

function labelled(words, field) {
  field.id = freshId("fault");
  return [make("label", { for: field.id }, words), field];
}
