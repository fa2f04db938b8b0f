// The desk's scripts, wired together: what arrives over the socket, and what answers say.

import { openSocket } from "./socket.js";
import { refreshList, refreshListAtOnce, refreshThread, isAskedAgain, thread, afterSwap, contactSaw } from "./refresh.js";
import { sign, startAway } from "./away.js";
import { startBeside } from "./beside.js";
import { readAlong, startCopilot } from "./copilot.js";
import { startComposer, keepOffer } from "./composer.js";
import { startClock } from "./clock.js";
import { startBar } from "./bar.js";
import { startKeys } from "./keys.js";
import { startLooks } from "./looks.js";
import { isLookedAt, startPage, toast } from "./page.js";
import { asksWhoIsHere, startSession } from "./session.js";
import { afterSwap as noteWhatIsKnown, startCollisions } from "./collision.js";
import { badge, lookForNotices } from "./notices.js";
import { afterSwap as drawPresence, beginPresence, showPresence, showPresent, startPresence } from "./presence.js";
import { startPicking } from "./picking.js";
import { startSheet } from "./sheet.js";
import { afterSwap as checkTyping, showTyping, startTyping } from "./typing.js";
import { say } from "./say.js";

// Long enough to copy it.
const GONE_MS = 60_000;

const socket = openSocket({
  onReady(frame) {
    lookForNotices();
    beginPresence(frame);
    refreshListAtOnce();
    refreshThread();
    tellSeen();
    sign();
  },
  onMoved(conversations) {
    lookForNotices();
    refreshList();
    const open = thread();
    if (open && open.dataset.id in conversations) refreshThread();
  },
  onPresent: showPresent,
  onWhisper(frame) {
    if (frame.kind === "presence") return showPresence(frame);
    if (frame.kind === "availability") htmx.trigger(document.body, "handrail:availability");
    const open = thread();
    if (!open || String(frame.conversation) !== open.dataset.id) return;
    if (frame.kind === "typing") showTyping(frame);
    if (frame.kind === "copilot") readAlong(frame);
    if (frame.seen === "contact_seen") contactSaw(frame.upto);
  },
});

function tellSeen() {
  const open = thread();
  if (!open || !isLookedAt()) return;
  const upto = Number(document.getElementById("cursor").dataset.upto);
  if (open.dataset.told === String(upto)) return;
  open.dataset.told = String(upto);
  socket.send({ type: "seen", conversation: Number(open.dataset.id), upto });
  lookForNotices();
}

document.addEventListener("visibilitychange", tellSeen);
window.addEventListener("focus", tellSeen);

document.body.addEventListener("htmx:afterSettle", (event) => {
  afterSwap(event.detail.target);
  keepOffer();
  tellSeen();
  checkTyping();
  drawPresence();
  noteWhatIsKnown();
  badge();
});

// An answer for a thread that was left meanwhile must not touch the one that is open now.
document.body.addEventListener("htmx:beforeOnLoad", (event) => {
  if (!event.detail.target.isConnected) event.preventDefault();
});

// Every button and form answers with this event instead of a page.
document.body.addEventListener("handrail:answered", (event) => {
  const { failed, words } = event.detail;
  if (words) toast(words, { wrong: failed });
  refreshThread();
  refreshList();
});

// What is asked again by itself needs nobody's hand.
document.body.addEventListener("htmx:sendError", (event) => {
  if (isAskedAgain(event)) return;
  toast(say("The server cannot be reached. What you wrote is kept here."), { wrong: true });
});

document.body.addEventListener("htmx:responseError", (event) => {
  if (isAskedAgain(event) || asksWhoIsHere(event.detail.xhr)) return;
  if (event.detail.xhr.getResponseHeader("HX-Trigger")) return; // it has said so itself
  if (event.detail.xhr.status === 404) tellGone();
  else toast(say("That did not work. Please try again."), { wrong: true });
});

// Where it was erased meanwhile, nothing brings back the page that still has what was written.
function tellGone() {
  if (!document.getElementById("body")?.value.trim()) return toast(say("This is not there any more."), { wrong: true });
  const words = say("This is not there any more. What you wrote stands here: copy it before you leave.");
  toast(words, { wrong: true, forMs: GONE_MS });
}

startPage();
startSheet();
startPicking();
startClock();
startSession();
startComposer();
startTyping((frame) => socket.send(frame));
startAway((frame) => socket.send(frame));
startCollisions();
startPresence((frame) => socket.send(frame));
startBeside();
startBar();
startLooks();
startCopilot();
startKeys();
afterSwap(document.body);
lookForNotices();
