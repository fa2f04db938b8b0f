// Single keys, none while writing or while a dialog is open.

import { composer, write } from "./composer.js";
import { openHelp } from "./page.js";

const press = (selector) => () => document.querySelector(selector)?.click();

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  c: press('[data-key="claim"]'),
  e: press('[data-key="resolve"]'),
  r: () => composer() && write("reply"),
  n: () => composer() && write("note"),
  "/": () => document.getElementById("search").focus(),
  "?": openHelp,
};

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isWriting(event.target)) return event.target.blur();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (isWriting(event.target) || document.querySelector("dialog[open]")) return;
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

const isWriting = (element) => element.matches("input:not([type=radio]), textarea, select");

function step(by) {
  const links = [...document.querySelectorAll(".row-link")];
  const here = links.findIndex((link) => link.hasAttribute("aria-current"));
  const next = links[Math.max(0, Math.min(links.length - 1, here + by))];
  if (!next || links.indexOf(next) === here) return;
  next.scrollIntoView({ block: "nearest" });
  next.click();
}
