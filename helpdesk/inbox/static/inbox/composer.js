// The composer: reply or note, drafts that survive, one client id per message, Ctrl+Enter.

import { clearAlong, startAlong } from "./along.js";
import { clearBeside } from "./beside.js";
import { bringFiles, clearFiles, isUploading, startFiles, uploaded } from "./files.js";
import { startInsert } from "./insert.js";

let mode = "reply";

export const composer = () => document.getElementById("composer");
const text = () => document.getElementById("body");
const key = () => `handrail:draft:${document.getElementById("thread").dataset.publicId}`;

export function startComposer() {
  startFiles(filesChanged);
  startInsert();
  startAlong(() => changed());
  document.addEventListener("input", (event) => {
    if (event.target !== text()) return;
    changed();
    keepDraft();
  });
  document.addEventListener("change", (event) => {
    if (event.target.name === "mode") choose(event.target.value);
  });
  document.addEventListener("keydown", (event) => {
    if (event.target === text() && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      sendNow();
    }
  });
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.closest?.(".send")) composer().dataset.tried = "yes";
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful && event.target.closest?.(".send")) sent();
  });
}

// After a swap: a new thread brings its draft; a changed owner may lock the reply.
export function keepOffer() {
  const form = composer();
  if (!form) return;
  if (!form.dataset.begun) {
    form.dataset.begun = "yes";
    mode = "reply";
    bringDraft();
  }
  choose(mode, { quietly: true });
}

export function choose(wanted, { quietly = false } = {}) {
  const radio = composer()?.querySelector(`input[name="mode"][value="${wanted}"]`);
  const possible = radio && !radio.disabled;
  if (possible) radio.checked = true;
  const now = composer()?.querySelector('input[name="mode"]:checked')?.value ?? "reply";
  if (!quietly) mode = now;
  const placeholder = now === "note" ? "placeholderNote" : "placeholder";
  text().placeholder = text().dataset[placeholder];
  if (!quietly) keepDraft();
  return possible;
}

export function write(wanted) {
  if (choose(wanted)) text().focus();
}

function sendNow() {
  const buttons = [...composer().querySelectorAll(".send")];
  buttons.find((button) => button.offsetParent && !button.disabled)?.click();
}

// Files are fields of the form; with one of them a message needs no words.
function filesChanged() {
  const form = composer();
  if (!form) return;
  form.querySelectorAll('input[name="attachments"]').forEach((field) => field.remove());
  for (const { id } of uploaded()) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "attachments", value: id }));
  }
  text().required = !uploaded().length;
  for (const button of form.querySelectorAll(".send")) button.disabled = isUploading();
  if (!form.dataset.bringing) {
    changed();
    keepDraft();
  }
}

// Once sent, or perhaps sent, other words are another message.
function changed() {
  if (!composer().dataset.tried) return;
  delete composer().dataset.tried;
  composer().elements.cid.value = newId();
}

function sent() {
  text().value = "";
  clearFiles();
  clearBeside();
  clearAlong();
  changed();
  localStorage.removeItem(key());
  showKept(false);
}

// The client id is kept with the draft: sent twice over a reload, it still arrives once.
function keepDraft() {
  const body = text().value;
  const cid = composer().elements.cid.value;
  const files = uploaded();
  const worth = Boolean(body.trim() || files.length);
  if (worth) localStorage.setItem(key(), JSON.stringify({ body, mode, cid, files }));
  else localStorage.removeItem(key());
  showKept(worth);
}

function bringDraft() {
  const kept = JSON.parse(localStorage.getItem(key()) ?? "null");
  if (!kept) return;
  text().value = kept.body;
  composer().dataset.bringing = "yes";
  bringFiles(kept.files ?? []);
  delete composer().dataset.bringing;
  composer().elements.cid.value = kept.cid;
  composer().dataset.tried = "perhaps";
  mode = kept.mode;
  showKept(true);
}

function showKept(kept) {
  document.getElementById("draft-kept").hidden = !kept;
}

// crypto.randomUUID is missing on plain HTTP.
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}
