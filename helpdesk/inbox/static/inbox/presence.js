// Who is at the open conversation and at those of the rows; and saying where this window is.

import { say } from "./say.js";

const SHOWN = 3;
// So long after the last key one still writes: a reply has pauses.
const WRITING_MS = 60_000;
const ORDER = ["answering", "replying", "noting", "viewing"];

// conversation id → agent id → what the server says of them
const there = new Map();
let tell = () => {};
let timer = 0;
let said = "";
let wroteAt = 0;
let wroteIn = "";

const thread = () => document.getElementById("thread");
const openId = () => Number(thread()?.dataset.id) || null;
const places = (id) => document.querySelectorAll(`[data-present="${id}"]`);

export function startPresence(send) {
  tell = send;
  document.addEventListener("visibilitychange", () => sayWhere());
  document.addEventListener("input", ({ target }) => {
    if (target.id !== "body") return;
    wroteAt = target.value.trim() ? Date.now() : 0;
    wroteIn = thread().dataset.id;
    sayWhere();
  });
  document.addEventListener("change", ({ target }) => target.name === "mode" && sayWhere());
  document.body.addEventListener("handrail:answered", () => {
    wroteAt = 0;
    sayWhere();
  });
}

// On a new line nobody knows where we are.
export function beginPresence({ beat_ms: beat }) {
  clearInterval(timer);
  timer = setInterval(() => sayWhere({ again: true }), beat);
  sayWhere({ again: true });
  watch();
}

export function afterSwap() {
  document.querySelectorAll("[data-present]").forEach(learn);
  sayWhere();
  watch();
}

export function showPresent({ conversation, people }) {
  there.set(conversation, new Map(people.map((one) => [one.agent, one])));
  draw(conversation);
}

export function showPresence({ conversation, ...one }) {
  if (one.agent === me()) return;
  const people = there.get(conversation) ?? new Map();
  if (one.doing) people.set(one.agent, one);
  else people.delete(one.agent);
  there.set(conversation, people);
  draw(conversation);
}

const me = () => Number(document.getElementById("desk").dataset.agent);

function doing() {
  const writes = wroteIn === thread().dataset.id && Date.now() - wroteAt < WRITING_MS;
  if (!writes) return "viewing";
  return document.querySelector('#composer input[name="mode"]:checked')?.value === "note" ? "noting" : "replying";
}

// A page that nobody looks at shows nobody anything.
function sayWhere({ again = false } = {}) {
  const frame = openId() && !document.hidden ? { type: "at", conversation: openId(), doing: doing() } : { type: "at", conversation: null };
  const words = JSON.stringify(frame);
  if (words === said && !(again && frame.conversation)) return;
  said = words;
  tell(frame);
}

function watch() {
  const rows = [...document.querySelectorAll("#rows .row")].map((row) => Number(row.dataset.id));
  tell({ type: "watch", conversations: rows });
}

// What a page brought is as of now; who comes later is added to it.
function learn(place) {
  const people = [...place.querySelectorAll(".present-one")].map(({ dataset }) => ({ ...dataset, agent: Number(dataset.agent) }));
  there.set(Number(place.dataset.present), new Map(people.map((one) => [one.agent, one])));
}

function draw(id) {
  const people = [...(there.get(id)?.values() ?? [])].sort((a, b) => ORDER.indexOf(a.doing) - ORDER.indexOf(b.doing));
  const words = people.filter((one) => one.doing !== "viewing").map(sentence);
  for (const place of places(id)) {
    const more = people.length > SHOWN ? [extra(people.length - SHOWN)] : [];
    place.replaceChildren(...people.slice(0, SHOWN).map(picture), ...more);
  }
  const line = document.getElementById("present-words");
  if (line && id === openId()) line.textContent = words.join(" · ");
}

const SENTENCES = {
  answering: (name) => say("{name} is answering", { name }),
  replying: (name) => say("{name} is replying", { name }),
  noting: (name) => say("{name} is writing a note", { name }),
  viewing: (name) => say("{name} is looking at it", { name }),
};
const sentence = (one) => SENTENCES[one.doing](one.agent ? one.name : say("The assistant"));

function extra(count) {
  return Object.assign(document.createElement("span"), { className: "present-more", textContent: `+${count}` });
}

function picture(one) {
  const kind = one.agent ? "present-agent" : "present-assistant";
  const made = document.getElementById(kind).content.firstElementChild.cloneNode(true);
  made.classList.add(`present-${one.doing}`);
  made.title = sentence(one);
  made.querySelector(".unseen").textContent = `${sentence(one)}.`;
  Object.assign(made.dataset, one);
  if (!one.agent) return made;
  made.querySelector("text").textContent = one.initials;
  if (one.colour) made.querySelector("circle").setAttribute("fill", one.colour);
  return made;
}
