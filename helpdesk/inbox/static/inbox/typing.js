// Typing, told and shown. The customer hears of a reply that is being written and of nothing else: what
// is typed into a note is told to nobody, and a switch to a note ends what was told before it.

import { say } from "./say.js";

const SHOWN_MS = 6_000;
const EVERY_MS = 3_000;
// So long after the last key one does not type any more.
const PAUSE_MS = 5_000;

let tell = () => {};
let told = null;
let toldAt = 0;
let pause = 0;
let timer = 0;

const mode = () => document.querySelector('#composer input[name="mode"]:checked')?.value ?? "reply";
const place = () => Number(document.getElementById("thread")?.dataset.id);

export function startTyping(send) {
  tell = send;
  document.addEventListener("input", ({ target }) => {
    if (target.id !== "body") return;
    if (mode() === "reply" && target.value.trim()) typed();
    else stopTyping();
  });
  document.body.addEventListener("handrail:answered", stopTyping);
  // A key may switch to a note before it brings the hand there.
  for (const moment of ["change", "focusin"]) document.addEventListener(moment, () => mode() === "note" && stopTyping());
}

function typed() {
  clearTimeout(pause);
  pause = setTimeout(stopTyping, PAUSE_MS);
  if (told !== place()) stopTyping();
  if (told !== null && Date.now() - toldAt < EVERY_MS) return;
  told = place();
  toldAt = Date.now();
  tell({ type: "typing", conversation: told, on: true, mode: "reply" });
}

// Also when another thread has taken the place of the one that was typed in.
export function stopTyping() {
  if (told === null) return;
  tell({ type: "typing", conversation: told, on: false, mode: "reply" });
  told = null;
}

export function afterSwap() {
  if (told !== null && told !== place()) stopTyping();
}

export function showTyping({ who, on, name }) {
  if (who === "agent" && name === document.getElementById("desk").dataset.me) return;
  clearTimeout(timer);
  if (!on) return hideTyping();
  const line = document.getElementById("typing");
  const contact = document.querySelector(".thread-who h2").textContent;
  const speaker = who === "contact" ? contact : name || say("The assistant");
  line.textContent = say("{name} is typing…", { name: speaker });
  line.hidden = false;
  timer = setTimeout(hideTyping, SHOWN_MS);
}

export function hideTyping() {
  const line = document.getElementById("typing");
  if (line) line.hidden = true;
}
