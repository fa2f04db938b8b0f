// Files of the composer: chosen, dropped or pasted, uploaded one after the other, and sent with what
// is written. What is uploaded is a hidden field of the form, so it goes wherever the form goes.

import { tellLoggedOut } from "./asking.js";
import { toast } from "./page.js";
import { say } from "./say.js";

const MOST = 5;
const IN_WORK = new Set(["waiting", "loading"]);

let changed = () => {};
let loading = false;

const tray = () => document.getElementById("tray");
const items = () => [...(tray()?.children ?? [])];
const stateOf = (item) => item.dataset.state;

export const uploaded = () => items().filter((item) => stateOf(item) === "ready").map((item) => item.file);
export const isUploading = () => items().some((item) => IN_WORK.has(stateOf(item)));

// `tell` is called whenever there is more or less to send.
export function startFiles(tell) {
  changed = tell;
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-attach]")) document.getElementById("picker").click();
  });
  document.addEventListener("change", (event) => {
    if (event.target.id !== "picker") return;
    attach([...event.target.files]);
    event.target.value = "";
  });
  document.addEventListener("paste", pasted);
  document.addEventListener("dragover", dragged);
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) mark(false);
  });
  document.addEventListener("drop", dropped);
}

// Brings back what a draft remembers.
export function bringFiles(kept) {
  for (const file of kept) add({ ...file, state: "ready" });
}

export function clearFiles() {
  for (const item of items()) if (stateOf(item) === "ready") item.remove();
  show();
}

// A picture, or files; of text that brings its own picture along the text is meant.
function pasted(event) {
  const { files, types } = event.clipboardData;
  if (event.target.id !== "body" || !files.length || types.includes("text/plain")) return;
  event.preventDefault();
  attach([...files]);
}

function dragged(event) {
  if (!tray() || !event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  mark(true);
}

function dropped(event) {
  if (!tray() || !event.dataTransfer.files.length) return;
  event.preventDefault();
  mark(false);
  attach([...event.dataTransfer.files]);
}

const mark = (on) => document.getElementById("thread")?.classList.toggle("is-dropping", on);

function attach(files) {
  const room = MOST - items().length;
  if (files.length > room) toast(say("At most {number} files go with one message.", { number: MOST }), { wrong: true });
  for (const blob of files.slice(0, Math.max(room, 0))) add({ name: blob.name, size: blob.size, blob, state: "waiting" });
  upload();
}

function add({ state, blob, ...file }) {
  const item = document.createElement("li");
  item.className = "upload";
  Object.assign(item, { file, blob });
  item.append(face(blob, file), about(file), button("retry", say("Try again")), button("remove", say("Remove {name}", { name: file.name })));
  item.addEventListener("click", (event) => pressed(item, event.target.closest("button")?.dataset.deed));
  tray().append(item);
  turn(item, state);
}

// A picture that was chosen here, or of a draft that comes from elsewhere the server's small one.
function pictureOf(blob, { id, width }) {
  if (blob?.type.startsWith("image/")) return URL.createObjectURL(blob);
  return id && width ? `${tray().dataset.upload}${id}/?preview` : "";
}

function face(blob, file) {
  const place = document.createElement("span");
  place.className = "upload-face";
  const src = pictureOf(blob, file);
  place.append(src ? Object.assign(document.createElement("img"), { src, alt: "" }) : icon("file"));
  return place;
}

function about({ name }) {
  const place = document.createElement("span");
  const shown = Object.assign(document.createElement("b"), { textContent: name, dir: "auto" });
  place.className = "upload-about";
  place.append(shown, document.createElement("span"));
  return place;
}

function button(deed, label) {
  const made = Object.assign(document.createElement("button"), { type: "button" });
  made.dataset.deed = deed;
  made.className = deed === "retry" ? "button button-small" : "icon-button";
  if (deed === "retry") made.textContent = label;
  else made.append(icon("cross"));
  made.setAttribute("aria-label", label);
  return made;
}

function icon(name) {
  const shown = document.querySelector(".clip .icon").cloneNode(true);
  const use = shown.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${name}`));
  return shown;
}

function pressed(item, deed) {
  if (deed === "remove") {
    item.request?.abort();
    item.remove();
    show();
    upload();
    document.getElementById("body").focus();
  }
  if (deed === "retry") {
    turn(item, "waiting");
    upload();
  }
}

// `words` say why it failed. What may go better next time can be tried again.
function turn(item, state, words) {
  item.dataset.state = state;
  const said = { waiting: say("Waiting…"), loading: say("Uploading…"), ready: inWords(item.file.size) };
  item.querySelector(".upload-about span").textContent = words ?? said[state] ?? "";
  item.querySelector('[data-deed="retry"]').hidden = state !== "away";
  show();
}

const inWords = (size) => (size < 1e6 ? `${Math.ceil(size / 1e3)} kB` : `${(size / 1e6).toFixed(1)} MB`);

function show() {
  if (!tray()) return;
  tray().hidden = !items().length;
  changed();
}

function upload() {
  const item = items().find((one) => stateOf(one) === "waiting");
  if (!item || loading) return;
  loading = true;
  turn(item, "loading");
  const request = (item.request = new XMLHttpRequest());
  request.open("POST", tray().dataset.upload);
  request.setRequestHeader("X-CSRFToken", JSON.parse(document.getElementById("desk").getAttribute("hx-headers"))["X-CSRFToken"]);
  request.responseType = "json";
  request.upload.onprogress = ({ loaded, total }) => item.style.setProperty("--share", loaded / total);
  request.onloadend = () => {
    loading = false;
    answered(item, request);
    upload();
  };
  request.send(formOf(item.blob));
}

function formOf(blob) {
  const form = new FormData();
  form.append("size", blob.size);
  form.append("file", blob);
  return form;
}

function answered(item, request) {
  const { status, response } = request;
  if (!item.isConnected) return;
  if (status === 201) {
    item.file = response;
    item.querySelector("b").textContent = response.name;
    return turn(item, "ready");
  }
  if (request.responseURL.includes(document.getElementById("desk").dataset.login)) {
    tellLoggedOut(() => item.querySelector('[data-deed="retry"]').click());
    return turn(item, "away", say("You are logged out. What you wrote is kept here."));
  }
  if (status === 0 || status >= 500) return turn(item, "away", response?.detail ?? say("The server cannot be reached."));
  turn(item, "failed", response?.detail ?? say("That did not work."));
}
