// Menus of the composer: a sign that is typed (or a button for it) opens one beside the text.
// "/" macros and snippets, "#" articles, "@" colleagues in a note, "{{" variables with their values.

import { post } from "./asking.js";
import { addAlong } from "./along.js";
import { toast } from "./page.js";

const SIGNS = { "/": "macros", "#": "articles", "@": "people", "{{": "variables" };
const TYPED = /(?:^|\s)([/#@])([^\s/#@](?:[^\n/#@]{0,38})?|)$|(\{\{)([^{}\n]{0,40})$/;
const PAUSE_MS = 120;

let open = null; // { what, from, upto }: the menu, and the piece of the text that asked for it
let timer = 0;
let asked = 0;

const field = () => document.getElementById("body");
const menu = () => document.getElementById("insert");
const list = () => document.getElementById("insert-options");
const options = () => [...list().querySelectorAll('[role="option"]')];
const chosen = () => list().querySelector('[aria-selected="true"]');
const isNote = () => field().form.querySelector('input[name="mode"]:checked')?.value === "note";

export function startInsert() {
  document.addEventListener("input", (event) => {
    if (event.target === field()) lookForSign();
  });
  // Before anybody else hears the key: Enter chooses here, and Ctrl+Enter still sends.
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("click", onClick);
  document.addEventListener("focusout", (event) => {
    if (event.target === field() && !menu()?.contains(event.relatedTarget)) setTimeout(closeUnlessBack, 150);
  });
}

const closeUnlessBack = () => document.activeElement !== field() && close();

function onClick(event) {
  const button = event.target.closest("[data-sign]");
  if (button) return begin(button.dataset.sign);
  const option = event.target.closest(".insert-option");
  if (option && open) pick(option, event.shiftKey);
}

// A button does what typing its sign does.
function begin(sign) {
  const at = field().selectionStart;
  const glued = at > 0 && !/\s/.test(field().value[at - 1]);
  field().focus();
  field().setRangeText(`${glued ? " " : ""}${sign}`, at, field().selectionEnd, "end");
  field().dispatchEvent(new Event("input", { bubbles: true }));
}

function lookForSign() {
  const at = field().selectionStart;
  const match = TYPED.exec(field().value.slice(0, at));
  const sign = match?.[1] ?? match?.[3];
  const typed = match?.[2] ?? match?.[4] ?? "";
  if (!sign || (sign === "@" && !isNote()) || isNumber(sign, typed)) return close();
  open = { what: SIGNS[sign], from: at - typed.length - sign.length, upto: at };
  clearTimeout(timer);
  timer = setTimeout(() => ask(typed), PAUSE_MS);
}

// "#4711" is somebody's order, "/2" a half.
const isNumber = (sign, typed) => sign !== "{{" && /^\d/.test(typed);

async function ask(typed) {
  const number = ++asked;
  const wanted = open;
  const address = `${menu().dataset.from}?${new URLSearchParams({ what: wanted.what, q: typed })}`;
  const answer = await fetch(address).catch(() => null);
  if (number !== asked || open !== wanted || !answer?.ok || answer.redirected) return;
  const found = new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes;
  if (open !== wanted) return;
  list().replaceChildren(...found);
  show(typed);
}

// What finds nothing is a text like any other, once it is more than the sign.
function show(typed) {
  const count = options().length;
  if (!count && typed.includes(" ")) return close();
  menu().dataset.what = open.what;
  menu().hidden = false;
  const said = document.getElementById("insert-said");
  said.textContent = said.dataset.words.replace("%s", count);
  mark(options()[0]);
}

function close() {
  open = null;
  clearTimeout(timer);
  if (!menu() || menu().hidden) return;
  menu().hidden = true;
  list().replaceChildren();
  field().removeAttribute("aria-activedescendant");
}

function mark(option) {
  chosen()?.setAttribute("aria-selected", "false");
  if (!option) return field().removeAttribute("aria-activedescendant");
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  field().setAttribute("aria-activedescendant", option.id);
}

function onKey(event) {
  if (event.target !== field() || !open || menu().hidden || event.isComposing) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return close();
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) move(step);
  else if (event.key === "Escape") close();
  else if (["Enter", "Tab"].includes(event.key) && chosen()) pick(chosen(), event.shiftKey);
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

function move(step) {
  const all = options();
  if (all.length) mark(all[(all.indexOf(chosen()) + step + all.length) % all.length]);
}

async function pick(option, instead) {
  if (option.getAttribute("aria-disabled")) return mark(option);
  const { from, upto } = open;
  const { use, insert } = option.dataset;
  const text = (instead && option.dataset.text) || insert;
  close();
  if (!use) return put(text, from, upto);
  put("", from, upto);
  const { ok, content } = await post(use);
  if (!ok) return toast(content.detail, { wrong: true });
  if (content.done) return done(content.done);
  put(content.reply, field().selectionStart, field().selectionEnd);
  if (content.along.length) addAlong(content);
}

function put(text, from, upto) {
  field().focus();
  field().setRangeText(text, from, upto, "end");
  field().dispatchEvent(new Event("input", { bubbles: true }));
}

const done = (words) =>
  document.body.dispatchEvent(new CustomEvent("handrail:answered", { bubbles: true, detail: { failed: false, words } }));
