// Fetch what is new: the list as it stands now, and the open thread's entries after the last one.

import { backoff } from "./socket.js";
import { hideTyping } from "./typing.js";
import { say } from "./say.js";

const NEAR_END = 120;
const BEFORE_VIEW = 24;
const LIST_PAUSE_MS = 400;

let listTimer = 0;
let listFailures = 0;
let fetching = false;
let again = false;
let failures = 0;

const isPhone = () => matchMedia("(max-width: 859px)").matches;
export const thread = () => document.getElementById("thread");

export function refreshList(pause = LIST_PAUSE_MS) {
  if (!listTimer) listTimer = setTimeout(fetchList, pause);
}

// Whoever is back does not wait for a pause that began while the server was away.
export function refreshListAtOnce() {
  clearTimeout(listTimer);
  listTimer = 0;
  refreshList();
}

async function fetchList() {
  listTimer = 0;
  const search = document.getElementById("search");
  if (search.value !== search.defaultValue) return refreshList(); // not under a typing hand
  const rows = document.querySelectorAll("#rows .row").length;
  const address = new URLSearchParams(document.getElementById("rows").dataset.place);
  address.set("size", rows);
  const scroll = document.querySelector(".rows-scroll").scrollTop;
  const rest = await load(`/inbox/?${address}`, { source: "#list", target: "#list", swap: "innerHTML" });
  document.querySelector(".rows-scroll").scrollTop = scroll;
  listFailures = rest === null ? 0 : listFailures + 1;
  if (rest !== null) refreshList(LIST_PAUSE_MS + rest + backoff(listFailures));
}

// A fetch that its caller repeats. Resolves to null when there is nothing to repeat, or else to the
// milliseconds that the server asks to be left alone: htmx itself says only that it is over.
async function load(address, place) {
  let rest = 0;
  const judge = ({ detail: { pathInfo, successful, xhr } }) => {
    if (pathInfo.requestPath !== address) return;
    rest = successful || !isPassing(xhr) ? null : Number(xhr.getResponseHeader("Retry-After")) * 1000 || 0;
  };
  document.addEventListener("htmx:afterRequest", judge);
  background.add(address);
  await htmx.ajax("GET", address, place).catch(() => {});
  background.delete(address);
  document.removeEventListener("htmx:afterRequest", judge);
  return rest;
}

const background = new Set();
// No answer, too many, or a fault of the server's: not what is gone or forbidden.
const isPassing = ({ status }) => status === 0 || status === 429 || status >= 500;
export const isAskedAgain = ({ detail: { pathInfo, xhr } }) => background.has(pathInfo.requestPath) && isPassing(xhr);

// One request at a time; what failed is fetched again after a growing pause, and what arrives meanwhile is fetched by the next one, so nothing doubles.
export async function refreshThread() {
  const open = thread();
  if (!open) return;
  if (fetching) {
    again = true;
    return;
  }
  fetching = true;
  const rest = await fetchNews(open);
  fetching = false;
  failures = rest === null ? 0 : failures + 1;
  if (rest !== null) setTimeout(refreshThread, rest + backoff(failures));
  else if (again) refreshThread();
  again = false;
}

async function fetchNews(open) {
  const scroll = document.getElementById("scroll");
  const wasAtEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_END;
  const after = document.getElementById("cursor").dataset.upto;
  const address = new URLSearchParams(document.getElementById("rows").dataset.place);
  address.set("after", after);
  const rest = await load(`${open.dataset.news}?${address}`, { target: "#entries", swap: "beforeend" });
  if (thread() !== open) return null;
  welcome(Number(after));
  if (wasAtEnd) toEnd();
  return rest;
}

function welcome(after) {
  const fresh = [...document.querySelectorAll("#entries > li")].filter((entry) => Number(entry.dataset.seq) > after);
  fresh.forEach((entry) => entry.classList.add("entry-new"));
  const spoken = fresh.filter((entry) => entry.classList.contains("entry-contact"));
  if (spoken.length) {
    hideTyping();
    const text = spoken.map((entry) => entry.querySelector(".bubble, .file-name")?.textContent ?? "").join(" ");
    document.getElementById("spoken").textContent = say("New message: {text}", { text });
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
  if (!here || views.scrollWidth <= views.clientWidth) return;
  const [place, part] = [views, here].map((one) => one.getBoundingClientRect());
  const off = document.dir === "rtl" ? part.right - place.right + BEFORE_VIEW : part.left - place.left - BEFORE_VIEW;
  views.scrollLeft += off;
}

export function contactSaw(upto) {
  const cursor = document.getElementById("cursor");
  const seen = Math.max(Number(cursor.dataset.contactSeen), upto);
  cursor.dataset.contactSeen = seen;
  const ours = [...document.querySelectorAll(".entry-agent")].filter((entry) => Number(entry.dataset.seq) <= seen);
  document.querySelectorAll(".is-seen").forEach((entry) => entry.classList.remove("is-seen"));
  ours.at(-1)?.classList.add("is-seen");
}
