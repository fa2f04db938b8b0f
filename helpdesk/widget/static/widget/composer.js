// Where the customer writes: grows with the text, keeps the draft, says that somebody is typing, and
// takes files that are chosen, dropped or pasted.

import { button, el, icon, reconcile } from "./dom.js";
import { waitingFile } from "./files.js";

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
      onpaste: (event) => this.pasted(event),
    });
    this.picker = el("input", { type: "file", multiple: true, hidden: true, accept: (client.files?.endings || []).join(), onchange: () => this.chosen() });
    this.clip = button(".clip", { "aria-label": words.say("attach"), title: words.say("attach"), hidden: !client.files, onclick: () => this.picker.click() }, icon("clip"));
    this.tray = el("ul.tray", { "aria-label": words.say("files"), "aria-live": "polite" });
    this.button = el("button", { type: "submit", "aria-label": words.say("send") }, icon("send"));
    this.over = el("p.over", { role: "alert", hidden: true });
    this.form = el("form.compose", { onsubmit: (event) => { event.preventDefault(); this.send(); } }, this.clip, this.picker, this.field, this.button);
    this.node = el("div", {}, this.tray, this.form, this.over);
  }

  // Takes up the draft of another conversation.
  load(thread) {
    this.thread = thread;
    this.field.value = thread.draft;
    this.eager = false;
    this.refresh();
  }

  // What lies in the tray may have moved; who pressed "send" while it did need not press again.
  refresh() {
    const { tray } = this.client;
    reconcile(this.tray, tray.files.map((file) => ({
      key: file.key, sign: [file.state, file.why, this.words.locale].join(), make: () => waitingFile(file, tray, this.words),
    })));
    this.tray.hidden = !tray.files.length;
    this.measure();
    if (this.eager && !tray.busy) this.send();
  }

  attach(files) {
    if (this.client.files && files.length) this.client.tray.add(files);
  }

  chosen() {
    this.attach([...this.picker.files]);
    this.picker.value = "";
    this.focus();
  }

  // A picture, or files; of text that brings its own picture along the text is meant.
  pasted(event) {
    const { files, types } = event.clipboardData;
    if (!files.length || types.includes("text/plain")) return;
    event.preventDefault();
    this.attach([...files]);
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
    const { tray } = this.client;
    const eager = this.eager && tray.busy;
    this.button.disabled = eager || excess > 0 || !(text.trim() || tray.ready.length || tray.busy);
    this.button.setAttribute("aria-busy", String(eager));
    if (CSS.supports("field-sizing", "content")) return;
    this.field.rows = Math.min(5, text.split("\n").length);
  }

  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.send();
  }

  send() {
    if (this.button.disabled && !this.eager) return;
    const { tray } = this.client;
    this.eager = tray.busy;
    if (this.eager) return this.measure();
    if (!this.field.value.trim() && !tray.ready.length) return;
    const typed = this.field.value.trim();
    // Half of a character, from a paste that was cut, is no text to the server.
    const text = typed.toWellFormed?.() ?? typed;
    this.field.value = "";
    this.thread.draft = "";
    this.measure();
    this.still();
    this.act.say(text, tray.take());
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
