// A sign of life, at most once a minute: whoever gives none counts as away, and the switch says so.

const SIGN_EVERY_MS = 60_000;
const LOOK_EVERY_MS = 15_000;

let tell = () => {};
let signed = 0;

export function startAway(send) {
  tell = send;
  document.addEventListener("pointerdown", sign);
  document.addEventListener("keydown", sign);
  setInterval(look, LOOK_EVERY_MS);
}

export function sign() {
  if (Date.now() - signed < SIGN_EVERY_MS || document.hidden) return;
  signed = Date.now();
  tell({ type: "here" });
  if (shown()?.state === "away") setTimeout(renew, 1_000); // once it is written down
}

const shown = () => document.getElementById("availability")?.dataset;
const renew = () => htmx.trigger(document.body, "handrail:availability");

// The server does not say that somebody went silent: it is known by the clock alone.
function look() {
  if (shown()?.state === "online" && Date.now() - signed > Number(shown().awayMs)) renew();
}
