// Single keys: none while writing, while a dialog is open, or when the agent switched them off.
//
// A key presses whatever carries its name in data-key, wherever a template has put it; so what an
// agent may not do now has no key either. docs/keyboard.md has the map.

import { openBar } from "./bar.js";
import { write } from "./composer.js";
import { openHelp } from "./page.js";
import { press, reach } from "./pressing.js";

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  c: () => press("claim"),
  r: () => begin("reply"),
  n: () => begin("note"),
  a: () => press("assign"),
  t: () => press("team"),
  p: () => press("priority"),
  s: () => press("status"),
  l: () => press("label"),
  z: () => press("snooze"),
  e: () => press("resolve"),
  f: () => press("filter"),
  "/": () => reach(document.getElementById("search")),
  "?": openHelp,
};
// With Ctrl or Cmd: also while writing, and whatever the switch says.
const HELD = {
  k: openBar,
  m: () => press("macros"),
};

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isWriting(event.target)) return event.target.blur();
    if (event.isComposing || event.altKey || document.querySelector("dialog[open]")) return;
    const act = event.ctrlKey || event.metaKey ? HELD[event.key.toLowerCase()] : free(event) && KEYS[event.key];
    if (act && act() !== false) event.preventDefault();
  });
}

// An arrow belongs to whatever control has the focus; the rows of the list move by it too.
function free(event) {
  if (isWriting(event.target) || document.getElementById("desk").dataset.shortcuts === "off") return false;
  return !event.key.startsWith("Arrow") || event.target === document.body || event.target.matches(".row-link");
}

const isWriting = (element) => element.matches("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable=true]");

const begin = (kind) => (document.getElementById("composer") ? write(kind) : false);

// From the row that has the focus, else from the one that is open; Enter opens it, as it does any link.
function move(by) {
  const links = [...document.querySelectorAll(".row-link")];
  const here = links.indexOf(document.activeElement);
  const open = links.findIndex((link) => link.hasAttribute("aria-current"));
  const from = here >= 0 ? here : open >= 0 ? open : by > 0 ? -1 : links.length;
  const next = links[Math.max(0, Math.min(links.length - 1, from + by))];
  if (!next) return false;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return true;
}
