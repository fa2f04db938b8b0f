// Replies that are held: the seconds in which one is taken back, and taking it back.

import { post } from "./asking.js";
import { putBack } from "./drafts.js";
import { composer, text } from "./fields.js";
import { toast } from "./page.js";
import { toEnd } from "./refresh.js";
import { say } from "./say.js";

const TICK_MS = 500;
// So long after it was due one looks again whether it is gone.
const LOOK_MS = 2_000;

let ticking = 0;
let lookedAt = 0;

const place = () => document.getElementById("held");
const passing = () => [...(place()?.querySelectorAll('[data-kind="undo"]:not(.held-stopped)') ?? [])];

export function startHeld() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take-back]");
    if (button) takeBack(button);
  });
  document.body.addEventListener("handrail:answered", ({ detail }) => {
    if (!detail.failed) renew().then(() => detail.held && toEnd());
  });
  document.body.addEventListener("htmx:afterSettle", ({ detail: { target } }) => {
    if (target?.id === "entries" && passing().length) renew();
    tick();
  });
}

async function renew() {
  if (!place()) return;
  lookedAt = Date.now();
  await htmx.ajax("GET", place().dataset.from, { source: "#held", target: "#held", swap: "outerHTML" }).catch(() => {});
}

// Counts down, and looks again once it should be gone.
function tick() {
  if (ticking || !passing().length) return;
  ticking = setInterval(() => {
    for (const one of passing()) count(one);
    if (!passing().length) {
      clearInterval(ticking);
      ticking = 0;
    }
  }, TICK_MS);
}

function count(one) {
  const left = Math.ceil((Date.parse(one.dataset.due) - Date.now()) / 1000);
  const shown = one.querySelector("[data-left]");
  if (shown) shown.textContent = left > 0 ? say("{seconds} s", { seconds: left }) : "";
  if (left <= 0 && Date.now() - lookedAt > LOOK_MS) renew();
}

async function takeBack(button) {
  button.disabled = true;
  const { ok, content } = await post(button.dataset.takeBack);
  button.disabled = false;
  renew();
  if (!ok) return toast(content.detail, { wrong: true });
  document.querySelector('input[name="mode"][value="reply"]:not(:disabled)')?.click();
  putBack(content);
  if (content.offer) giveAgain(content.offer);
  text().focus();
  toast(say("Nothing was sent. Your text is back."));
}

// An offer that was in it is given with it, once it is sent.
function giveAgain(offer) {
  composer().querySelector('input[name="make_good"]')?.remove();
  composer().append(Object.assign(document.createElement("input"), { type: "hidden", name: "make_good", value: offer }));
}
