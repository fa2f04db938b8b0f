// The composer: reply or note, what is sent with one client id, Ctrl+Enter.

import { clearAlong, startAlong } from "./along.js";
import { clearBeside } from "./beside.js";
import { forgetDraft, keepDraft, openDrafts, showDraft, startDrafts, tellKept } from "./drafts.js";
import { changed, composer, modeNow, text } from "./fields.js";
import { clearFiles, isUploading, startFiles, uploaded } from "./files.js";
import { startHeld } from "./held.js";
import { startInsert } from "./insert.js";

export { composer } from "./fields.js";

let mode = "reply";

export function startComposer() {
  startFiles(filesChanged);
  startInsert();
  startAlong(edited);
  startDrafts();
  startHeld();
  document.addEventListener("input", (event) => {
    if (event.target === text()) edited();
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

function edited() {
  changed();
  keepDraft();
}

// After a swap: a new thread brings its drafts; a changed owner may lock the reply.
export function keepOffer() {
  const form = composer();
  if (!form) return;
  if (form.dataset.begun) return choose(mode, { quietly: true });
  form.dataset.begun = "yes";
  addUndo(form);
  const wanted = openDrafts();
  if (!choose(wanted)) choose(modeNow());
}

// Only a page that can show the way back asks to be able to take back.
function addUndo(form) {
  if (!Number(form.dataset.undo)) return;
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "undo", value: "1" }));
}

// Reply and note are drafts of their own: to change over changes what stands in the field.
export function choose(wanted, { quietly = false } = {}) {
  const radio = composer()?.querySelector(`input[name="mode"][value="${wanted}"]`);
  const possible = radio && !radio.disabled;
  if (possible) radio.checked = true;
  const now = modeNow();
  if (!quietly) mode = now;
  dress(now);
  if (composer().dataset.shows !== now) {
    composer().dataset.shows = now;
    showDraft();
  }
  return possible;
}

function dress(now) {
  const placeholder = now === "note" ? "placeholderNote" : "placeholder";
  text().placeholder = text().dataset[placeholder];
  const label = document.getElementById("body-label");
  label.textContent = label.dataset[now];
  tellKept();
}

export function write(wanted) {
  if (choose(wanted)) text().focus();
}

function sendNow() {
  const buttons = [...composer().querySelectorAll(".send:not(.send-later, .send-there)")];
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
  if (!form.dataset.filling) edited();
}

function sent() {
  text().value = "";
  clearFiles();
  clearBeside();
  clearAlong();
  changed();
  forgetDraft();
  composer().querySelector(".later")?.removeAttribute("open");
}
