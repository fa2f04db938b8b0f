// What calls for the agent: the number in the title, the dot on the tab's picture, a sound, a pop-up.
//
// Whenever something moves all that calls now is fetched, and what was not told before is told. So a
// line that was down, or a server, costs a moment and loses nothing.

import { chime, isLookedAt } from "./page.js";
import { say } from "./say.js";

// Of several windows one makes the sound; the pop-up of the others takes the place of its twin.
const ONE_WINDOW_MS = 2_000;
const LOOK_AFTER_MS = 1_000;
const ANSWER_MS = 15_000;

const SENTENCES = {
  assigned: (name) => say("{name} is assigned to you", { name }),
  replied: (name) => say("{name} wrote", { name }),
  mentioned: (name) => say("A note about {name} names you", { name }),
  queued: (name) => say("{name} waits in your team's queue", { name }),
  deadline: (name) => say("A deadline is near: {name}", { name }),
  stopped: (name) => say("Your reply to {name} was not sent", { name }),
};

let timer = 0;
let count = 0;

const place = () => document.getElementById("attention").dataset;

// Soon: what moves together is looked at once.
export function lookForNotices() {
  if (!timer) timer = setTimeout(look, LOOK_AFTER_MS);
}

async function look() {
  timer = 0;
  try {
    const answer = await fetch(place().from, { redirect: "manual", signal: AbortSignal.timeout(ANSWER_MS) });
    if (answer.ok) show(await answer.json());
  } catch {
    // The line brings us here again when it is back.
  }
}

function show({ count: calling, quiet, wishes, items }) {
  count = calling;
  badge();
  const fresh = untold(items).filter((item) => !isBeforeEyes(item));
  if (quiet || !fresh.length) return;
  const wanted = (channel) => fresh.filter(({ occasion }) => wishes.includes(`${occasion}.${channel}`));
  const heard = wanted("sound");
  if (heard.length) once(heard[0].key, chime);
  wanted("browser").forEach(popUp);
}

// Told once on this device, also over a reload. Whoever looks for the first time is told of nothing old.
function untold(items) {
  const shelf = `handrail:told:${document.getElementById("desk").dataset.agent}`;
  const kept = JSON.parse(localStorage.getItem(shelf) ?? "null");
  localStorage.setItem(shelf, JSON.stringify(items.map(({ key }) => key)));
  return kept ? items.filter(({ key }) => !kept.includes(key)) : [];
}

function isBeforeEyes({ id }) {
  return isLookedAt() && Number(document.getElementById("thread")?.dataset.id) === id;
}

function once(key, deed) {
  if (!navigator.locks) return deed();
  navigator.locks.request(`notice:${key}`, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    deed();
    await new Promise((done) => setTimeout(done, ONE_WINDOW_MS));
  });
}

function popUp({ key, occasion, name, address }) {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  const shown = new Notification(SENTENCES[occasion](name || say("Visitor")), { tag: key, icon: favicon().href });
  shown.addEventListener("click", () => {
    window.focus();
    location.assign(address);
  });
}

const favicon = () => document.querySelector('link[rel="icon"]');

// Another thread brings another title.
export function badge() {
  const bare = document.title.replace(/^\(\d+\+?\) /, "");
  document.title = count ? `(${count > 99 ? "99+" : count}) ${bare}` : bare;
  const icon = favicon();
  icon.dataset.bare ??= icon.href;
  icon.href = count ? place().calls : icon.dataset.bare;
}
