// Page furniture: toasts, the confirm dialog, menus, sound, the fact panel, and ages.

import { say } from "./say.js";

const TOAST_MS = 5_000;
const AGES_EVERY_MS = 30_000;
const CHIME_MS = 1_000;

export function startPage() {
  document.addEventListener("click", onClick);
  document.body.addEventListener("htmx:confirm", onConfirm);
  document.body.addEventListener("htmx:oobBeforeSwap", keepMenu);
  setInterval(renewAges, AGES_EVERY_MS);
  document.querySelectorAll(".toast").forEach(fade);
  showSound();
}

// Before somebody's eyes. A window that stands open beside the one they work in is not.
export const isLookedAt = () => !document.hidden && document.hasFocus();

// What stands there already is not said twice.
export function toast(words, { wrong = false, forMs = TOAST_MS } = {}) {
  if ([...document.querySelectorAll("#toasts .toast")].some((other) => other.textContent === words)) return;
  const note = document.createElement("p");
  note.className = wrong ? "toast toast-wrong" : "toast";
  note.textContent = words;
  document.getElementById("toasts").append(note);
  fade(note, forMs);
}

const fade = (note, forMs = TOAST_MS) => setTimeout(() => note.remove(), forMs);

export const openHelp = () => document.getElementById("help").showModal();

const DEEDS = { help: openHelp, sound: turnSound, panel: turnPanel, copy };

function onClick(event) {
  const menu = event.target.closest(".menu");
  for (const open of document.querySelectorAll(".menu[open]")) {
    if (open !== menu || event.target.closest(".menu-item, .pill")) open.open = false;
  }
  const wanted = event.target.closest("[data-do]");
  if (wanted) DEEDS[wanted.dataset.do](wanted);
}

// What is drawn anew while its menu is open opens again, under the hand that is on its way to it.
function keepMenu({ detail: { target, fragment } }) {
  const open = target.querySelector(".menu[open]");
  const next = open && fragment.querySelector(`.menu[data-key="${open.dataset.key}"]`);
  if (next) next.open = true;
}

async function copy(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.text);
    toast(say("Copied."));
  } catch {
    toast(say("Your browser does not let us copy. Select the words instead."), { wrong: true });
  }
}

// htmx asks here before a request that carries hx-confirm.
function onConfirm(event) {
  if (!event.detail.question) return;
  event.preventDefault();
  const dialog = document.getElementById("confirm");
  document.getElementById("confirm-words").textContent = event.detail.question;
  document.getElementById("confirm-yes").textContent = event.detail.elt.dataset.confirm ?? say("Yes");
  dialog.returnValue = "";
  dialog.addEventListener(
    "close",
    () => {
      if (dialog.returnValue === "yes") event.detail.issueRequest(true);
      else event.detail.elt.reset?.();
    },
    { once: true },
  );
  dialog.showModal();
}

function turnPanel() {
  const desk = document.getElementById("desk");
  desk.dataset.showing = desk.dataset.showing === "panel" ? "thread" : "panel";
}

function turnSound() {
  localStorage.setItem("handrail:sound", wantsSound() ? "off" : "on");
  showSound();
  chime();
}

const wantsSound = () => localStorage.getItem("handrail:sound") !== "off";

function showSound() {
  document.querySelector('[data-do="sound"]').setAttribute("aria-pressed", String(wantsSound()));
}

// Two short tones, unless this device is to be silent.
export function chime() {
  if (!wantsSound()) return;
  const audio = new AudioContext();
  const volume = audio.createGain();
  volume.gain.value = 0.06;
  volume.connect(audio.destination);
  [660, 880].forEach((pitch, index) => {
    const tone = audio.createOscillator();
    tone.frequency.value = pitch;
    tone.connect(volume);
    tone.start(audio.currentTime + index * 0.12);
    tone.stop(audio.currentTime + index * 0.12 + 0.1);
  });
  setTimeout(() => audio.close(), CHIME_MS); // each holds a thread of the browser's
}

function renewAges() {
  for (const time of document.querySelectorAll("time[data-age]")) {
    const age = (Date.now() - Date.parse(time.dateTime)) / 1000;
    if (Number.isFinite(age)) time.textContent = inWords(age);
  }
}

function inWords(seconds) {
  if (seconds < 60) return say("now");
  const steps = [[60, say("min")], [24, say("h")], [7, say("d")], [52, say("w")]];
  let left = Math.floor(seconds / 60);
  for (const [size, unit] of steps) {
    if (left < size) return `${left} ${unit}`;
    left = Math.floor(left / size);
  }
  return `${left} ${say("y")}`;
}
