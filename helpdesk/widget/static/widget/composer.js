// Where the customer writes: grows with the text, keeps the draft, says that somebody is typing.

import { el, icon } from "./dom.js";

const limit = 16 * 1024;
const typingEvery = 3000;
const typingEnds = 4000;

export class Composer {
  constructor({ words, act, client }) {
    Object.assign(this, { words, act, client, told: 0 });
    this.field = el("textarea", {
      rows: 1, "aria-label": words.say("write"), placeholder: words.say("write"), dir: "auto", enterkeyhint: "send",
      oninput: () => this.changed(),
      onkeydown: (event) => this.key(event),
      onblur: () => this.still(),
    });
    this.button = el("button", { type: "submit", "aria-label": words.say("send") }, icon("send"));
    this.over = el("p.over", { role: "alert", hidden: true });
    this.form = el("form.compose", { onsubmit: (event) => { event.preventDefault(); this.send(); } }, this.field, this.button);
    this.node = el("div", {}, this.form, this.over);
  }

  // Takes up the draft of another conversation.
  load(thread) {
    this.thread = thread;
    this.field.value = thread.draft;
    this.measure();
  }

  focus() {
    this.field.focus({ preventScroll: true });
  }

  // In the place of what was there.
  take(text) {
    this.field.value = text;
    this.changed();
  }

  // Above what was there.
  put(text) {
    this.field.value = this.field.value ? `${text}\n${this.field.value}` : text;
    this.changed();
    this.focus();
  }

  changed() {
    this.thread.draft = this.field.value;
    this.measure();
    if (this.field.value.trim()) this.types();
    else this.still();
  }

  measure() {
    const text = this.field.value;
    const excess = new TextEncoder().encode(text).length - limit;
    this.over.hidden = excess <= 0;
    this.over.textContent = excess > 0 ? this.words.say("too_long", { count: excess }) : "";
    this.button.disabled = !text.trim() || excess > 0;
    if (CSS.supports("field-sizing", "content")) return;
    this.field.rows = Math.min(5, text.split("\n").length);
  }

  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.send();
  }

  send() {
    if (this.button.disabled) return;
    const typed = this.field.value.trim();
    // Half of a character, from a paste that was cut, is no text to the server.
    const text = typed.toWellFormed?.() ?? typed;
    this.field.value = "";
    this.thread.draft = "";
    this.measure();
    this.still();
    this.act.say(text);
    this.focus();
  }

  types() {
    clearTimeout(this.ending);
    this.ending = setTimeout(() => this.still(), typingEnds);
    if (Date.now() - this.told < typingEvery) return;
    this.told = Date.now();
    this.client.tell({ type: "typing", on: true });
  }

  still() {
    clearTimeout(this.ending);
    if (this.told) this.client.tell({ type: "typing", on: false });
    this.told = 0;
  }
}
