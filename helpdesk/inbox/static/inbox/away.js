// A sign of life, at most once a minute: whoever gives none counts as away, and the switch says so.
//
// Only somebody's hand is one. A line that comes back by itself says nothing of who sits before it;
// what they did in the minute before, it could not tell.

const SIGN_EVERY_MS = 60_000;
const LOOK_EVERY_MS = 15_000;
const WRITTEN_AFTER_MS = 1_000;
const BY_HAND = ["pointerdown", "pointermove", "keydown", "wheel"];

let tell = () => false;
let acted = document.hidden ? 0 : Date.now(); // whoever opens a page is there
let signed = 0;

export function startAway(send) {
  tell = send;
  for (const deed of BY_HAND) document.addEventListener(deed, act, { passive: true });
  setInterval(look, LOOK_EVERY_MS);
}

function act() {
  acted = Date.now();
  sign();
}

export function sign() {
  const now = Date.now();
  if (now - acted > SIGN_EVERY_MS || now - signed < SIGN_EVERY_MS || !tell({ type: "here" })) return;
  signed = now;
  if (shown()?.state === "away") setTimeout(renew, WRITTEN_AFTER_MS);
}

const shown = () => document.getElementById("availability")?.dataset;
const renew = () => htmx.trigger(document.body, "handrail:availability");

// The server does not say that somebody went silent: it is known by the clock alone.
function look() {
  if (shown()?.state === "online" && Date.now() - signed > Number(shown().awayMs)) renew();
}
