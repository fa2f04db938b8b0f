// Fetch what is new: the list as it stands now, and the open thread's entries after the last one.

import { chime } from "./page.js";
import { hideTyping } from "./typing.js";

const NEAR_END = 120;
const LIST_PAUSE_MS = 400;

let listTimer = 0;
let fetching = false;
let again = false;
let lastWaiting = Infinity;

const isPhone = () => matchMedia("(max-width: 859px)").matches;
export const thread = () => document.getElementById("thread");

export function refreshList() {
  if (!listTimer) listTimer = setTimeout(fetchList, LIST_PAUSE_MS);
}

function fetchList() {
  listTimer = 0;
  const search = document.getElementById("search");
  if (search.value !== search.defaultValue) return refreshList(); // not under a typing hand
  const rows = document.querySelectorAll("#rows .row").length;
  const address = new URLSearchParams(document.getElementById("rows").dataset.place);
  address.set("size", rows);
  const scroll = document.querySelector(".rows-scroll").scrollTop;
  htmx
    .ajax("GET", `/inbox/?${address}`, { source: "#list", target: "#list", swap: "innerHTML" })
    .then(() => (document.querySelector(".rows-scroll").scrollTop = scroll))
    .catch(() => {}); // another view was chosen meanwhile, or the line is down: the socket tells
}

// One request at a time; what arrives meanwhile is fetched by the next one, so nothing doubles.
export async function refreshThread() {
  const open = thread();
  if (!open) return;
  if (fetching) {
    again = true;
    return;
  }
  fetching = true;
  await fetchNews(open).catch(() => {}); // the line is down: the socket asks again when it is back
  fetching = false;
  if (again) {
    again = false;
    refreshThread();
  }
}

async function fetchNews(open) {
  const scroll = document.getElementById("scroll");
  const wasAtEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_END;
  const after = document.getElementById("cursor").dataset.upto;
  const address = new URLSearchParams(document.getElementById("rows").dataset.place);
  address.set("after", after);
  await htmx.ajax("GET", `${open.dataset.news}?${address}`, { target: "#entries", swap: "beforeend" });
  if (thread() !== open) return;
  welcome(Number(after));
  if (wasAtEnd) toEnd();
}

function welcome(after) {
  const fresh = [...document.querySelectorAll("#entries > li")].filter((entry) => Number(entry.dataset.seq) > after);
  fresh.forEach((entry) => entry.classList.add("entry-new"));
  const spoken = fresh.filter((entry) => entry.classList.contains("entry-contact"));
  if (spoken.length) {
    hideTyping();
    const text = spoken.map((entry) => entry.querySelector(".bubble, .file-name")?.textContent ?? "").join(" ");
    document.getElementById("spoken").textContent = `New message: ${text}`;
  }
}

export function toEnd() {
  const scroll = document.getElementById("scroll");
  if (scroll) scroll.scrollTop = scroll.scrollHeight;
}

// After any swap: mark the open row, count in the title, and begin a new thread at its end.
export function afterSwap(target) {
  const open = thread();
  markRow(open);
  showView();
  countInTitle();
  if (!open) return;
  const fresh = !open.dataset.begun;
  if (fresh) {
    open.dataset.begun = "yes";
    document.getElementById("desk").dataset.showing = "thread";
    if (isPhone() && target?.id === "stage") target.focus({ preventScroll: true });
    beginAt();
  }
  if (fresh || target?.id === "entries") contactSaw(Number(document.getElementById("cursor").dataset.contactSeen));
}

// A short thread starts at its hand-off card; a long one at the latest words.
function beginAt() {
  const waits = document.querySelector('#offer[data-standing="queue"]');
  if (!(waits && document.querySelector("details#card"))) toEnd();
}

function markRow(open) {
  for (const link of document.querySelectorAll(".row-link")) {
    const here = open && link.parentElement.dataset.id === open.dataset.id;
    if (here) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

// On a phone the views are a row that scrolls sideways.
function showView() {
  const views = document.getElementById("views");
  const here = views.querySelector("[aria-current]");
  if (here && views.scrollWidth > views.clientWidth) views.scrollLeft = here.offsetLeft - 24;
}

function countInTitle() {
  const waiting = Number(document.getElementById("views").dataset.attention);
  if (waiting > lastWaiting) chime();
  lastWaiting = waiting;
  const bare = document.title.replace(/^\(\d+\+?\) /, "");
  // The number is counted as far as it is shown.
  document.title = waiting ? `(${waiting > 99 ? "99+" : waiting}) ${bare}` : bare;
}

export function contactSaw(upto) {
  const cursor = document.getElementById("cursor");
  const seen = Math.max(Number(cursor.dataset.contactSeen), upto);
  cursor.dataset.contactSeen = seen;
  const ours = [...document.querySelectorAll(".entry-agent")].filter((entry) => Number(entry.dataset.seq) <= seen);
  document.querySelectorAll(".is-seen").forEach((entry) => entry.classList.remove("is-seen"));
  ours.at(-1)?.classList.add("is-seen");
}
