// The command bar: everything that can be done on this page, found by a few letters of its name.
//
// It has no list of its own. It reads the page when it opens: what carries data-command, what carries
// data-key, the menus and the views. So it offers exactly what the agent may do now, in their words.

import { use } from "./pressing.js";
import { say } from "./say.js";

const SHOWN = 40;
const OFFERED = "[data-command], [data-key]:not(details, form, fieldset), .menu-item, .view[href], .menu .pill";

const bar = () => document.getElementById("bar");
const field = () => document.getElementById("bar-words");
const list = () => document.getElementById("bar-options");

let commands = [];
let chosen = 0;

export function startBar() {
  document.addEventListener("input", (event) => {
    if (event.target === field()) draw();
  });
  document.addEventListener("keydown", (event) => {
    if (event.target === field()) onKey(event);
  });
  document.addEventListener("click", (event) => {
    const option = event.target.closest("#bar-options [role=option]");
    if (option) run(Number(option.dataset.place));
    if (event.target === bar()) bar().close();
  });
}

export function openBar() {
  const known = new Map();
  for (const command of gathered()) if (!known.has(command.words)) known.set(command.words, command);
  commands = [...known.values()];
  field().value = "";
  bar().showModal();
  draw();
}

// What can be done to the open conversation comes first, then what is about the list, then the rest.
const PLACES = ["#stage", "#list", "#desk"];

function gathered() {
  const offered = PLACES.flatMap((place) => [...document.querySelector(place).querySelectorAll(OFFERED)]);
  const usable = [...new Set(offered)].filter((one) => !one.disabled && !one.closest("dialog, [hidden], .row"));
  return usable.flatMap((one) => (one.matches("select") ? choices(one) : [{ words: wordsOf(one), key: keyOf(one), run: () => use(one) }])).filter(({ words }) => words);
}

// Each choice of a field is a command of its own: “Priority: High”.
function choices(select) {
  const label = select.labels[0]?.textContent.trim() ?? "";
  const each = [...select.options].filter((option) => !option.disabled && !option.selected);
  return each.map((option) => ({
    words: `${label}: ${option.textContent.trim()}`,
    key: keyOf(select),
    run() {
      select.value = option.value;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    },
  }));
}

// A choice among several is named with what it is about, as its menu says it: “Snooze for 1 day”.
function wordsOf(element) {
  const view = element.querySelector(".view-label");
  if (view) return say("Go to: {view}", { view: view.textContent.trim() });
  const own = element.dataset.command || element.getAttribute("aria-label") || element.textContent;
  const about = element.matches(".pill") && !element.dataset.command ? (element.closest(".menu-row, form")?.previousElementSibling?.textContent ?? "") : "";
  return `${about} ${own}`.replace(/\s+/g, " ").trim();
}

const keyOf = (element) => document.querySelector(`#help [data-of="${element.dataset.key}"]`)?.textContent ?? "";

const folded = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// All words must be found; those that stand at the beginning come first.
function found() {
  const wanted = folded(field().value).split(/\s+/).filter(Boolean);
  const rank = (words) => wanted.reduce((sum, one) => sum + (words.startsWith(one) ? 0 : words.includes(` ${one}`) ? 1 : 2), 0);
  const fits = commands.map((command) => ({ ...command, folded: folded(command.words) })).filter((command) => wanted.every((one) => command.folded.includes(one)));
  const ranked = wanted.length ? fits.sort((a, b) => rank(a.folded) - rank(b.folded)) : fits;
  return [...ranked.slice(0, SHOWN), ...search(field().value.trim())];
}

function search(text) {
  if (!text) return [];
  const address = `${bar().dataset.search}?q=${encodeURIComponent(text)}`;
  return [{ words: say("Search conversations for “{text}”", { text }), key: "", run: () => location.assign(address) }];
}

let shown = [];

function draw() {
  shown = found();
  chosen = 0;
  list().replaceChildren(...shown.map(option));
  mark();
}

function option({ words, key }, place) {
  const made = document.createElement("li");
  Object.assign(made, { id: `bar-${place}`, className: "bar-option", role: "option" });
  made.dataset.place = place;
  made.append(Object.assign(document.createElement("span"), { textContent: words, dir: "auto" }));
  if (key) made.append(Object.assign(document.createElement("kbd"), { textContent: key }));
  return made;
}

function mark() {
  [...list().children].forEach((one, place) => one.setAttribute("aria-selected", String(place === chosen)));
  list().children[chosen]?.scrollIntoView({ block: "nearest" });
  field().setAttribute("aria-activedescendant", shown.length ? `bar-${chosen}` : "");
}

function onKey(event) {
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps && shown.length) {
    event.preventDefault();
    chosen = (chosen + steps[event.key] + shown.length) % shown.length;
    mark();
  }
  if (event.key === "Enter" && !event.isComposing) {
    event.preventDefault();
    run(chosen);
  }
}

// The bar is closed first: what is run may open a dialog, or move the focus.
function run(place) {
  const command = shown[place];
  if (!command) return;
  bar().close();
  command.run();
}
