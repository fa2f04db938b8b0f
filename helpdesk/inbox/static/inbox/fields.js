// What stands in the composer: read it, fill it, and the client id of what is written.

import { addAlong, alongside, clearAlong } from "./along.js";
import { bringFiles, clearFiles, uploaded } from "./files.js";

export const composer = () => document.getElementById("composer");
export const text = () => document.getElementById("body");
export const modeNow = () => composer()?.querySelector('input[name="mode"]:checked')?.value ?? "reply";

export const EMPTY = { body: "", cid: "", files: [], macros: [] };

export const read = () => ({
  body: text().value,
  cid: composer().elements.cid.value,
  files: uploaded(),
  macros: alongside(),
});

export const isWorth = (written) => Boolean(written.body.trim() || written.files.length);

// `filling` keeps what is put in from being taken for what somebody wrote.
export function fill(written) {
  const form = composer();
  form.dataset.filling = "yes";
  text().value = written.body;
  clearFiles();
  bringFiles(written.files ?? []);
  clearAlong();
  for (const told of written.macros ?? []) addAlong(told);
  form.elements.cid.value = written.cid || newId();
  delete form.dataset.filling;
}

// Once sent, or perhaps sent, other words are another message.
export function changed() {
  if (!composer().dataset.tried) return;
  delete composer().dataset.tried;
  composer().elements.cid.value = newId();
}

// crypto.randomUUID is missing on plain HTTP.
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}
