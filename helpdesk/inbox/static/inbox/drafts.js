// Drafts: kept in this browser with every key, and on the server a moment later, so that another
// device has them. Reply and note are apart. `seen` is the version that this tab knows; nothing is
// written over one that it does not.

import { post } from "./asking.js";
import { EMPTY, composer, fill, isWorth, modeNow, read } from "./fields.js";

const PAUSE_MS = 800;
const AGAIN_MS = 5_000;

let drafts = null; // { reply: { written, seen, dirty }, note: … } of the open thread
let elsewhere = null; // the other version, while one has to choose
let address = "";
let timer = 0;
let sending = null;

const key = () => `handrail:draft:${document.getElementById("thread").dataset.publicId}`;
const now = () => drafts[modeNow()];
const asSeen = (theirs) => ({ written: theirs ?? EMPTY, seen: theirs?.version ?? "", dirty: false });

export function startDrafts() {
  document.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-draft-take]");
    if (choice) settle(choice.dataset.draftTake);
  });
  document.addEventListener("visibilitychange", () => {
    if (!composer() || !drafts) return;
    if (document.hidden) save();
    else look();
  });
}

// A thread was opened: what this browser has and the server has not comes first, if it follows
// what the server has; else somebody wrote elsewhere, and one is asked.
export function openDrafts() {
  leave();
  elsewhere = null;
  address = composer().dataset.draft;
  const theirs = JSON.parse(composer().dataset.drafts);
  const mine = stored();
  drafts = { reply: asSeen(theirs.reply), note: asSeen(theirs.note) };
  for (const kind of ["reply", "note"]) {
    if (mine[kind]?.dirty) take(kind, mine[kind], theirs[kind]);
  }
  return mine.mode ?? (isWorth(drafts.note.written) && !isWorth(drafts.reply.written) ? "note" : "reply");
}

// What was begun in the thread that is left goes to the server now; this browser has it anyway.
function leave() {
  clearTimeout(timer);
  sending = null;
  if (!drafts || elsewhere) return;
  for (const kind of ["reply", "note"]) if (drafts[kind].dirty) post(address, formOf(kind, drafts[kind]));
}

function take(kind, mine, theirs) {
  drafts[kind] = mine;
  if ((theirs?.version ?? "") === mine.seen || theirs?.body === mine.written.body) {
    drafts[kind].seen = theirs?.version ?? "";
    timer = setTimeout(save, PAUSE_MS);
  } else elsewhere = { kind, theirs };
}

// What is stored: an older release kept one text and its mode.
function stored() {
  const kept = JSON.parse(localStorage.getItem(key()) ?? "null") ?? {};
  if (!("body" in kept)) return kept;
  const written = { ...EMPTY, ...kept };
  return { mode: kept.mode, [kept.mode ?? "reply"]: { written, seen: "", dirty: true } };
}

export function showDraft() {
  fill(now().written);
  composer().dataset.tried = "perhaps";
  composer().elements.draft.value = now().seen;
  tell();
}

// With every change of text, files or what goes along.
export function keepDraft() {
  if (!drafts || composer().dataset.filling) return;
  now().written = read();
  now().dirty = true;
  store();
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE_MS);
}

// What is held back by the choice stays in this browser.
async function save() {
  clearTimeout(timer);
  const kind = ["reply", "note"].find((one) => drafts[one].dirty);
  if (!kind || elsewhere || sending) return;
  const draft = drafts[kind];
  const { written } = draft;
  const mine = (sending = {});
  const answer = await post(address, formOf(kind, draft));
  if (sending !== mine) return; // it was sent, or another thread is open
  sending = null;
  if (answer.ok) draft.seen = answer.content.version;
  if (answer.ok && draft.written === written) draft.dirty = false;
  if (answer.status === 409) elsewhere = { kind, theirs: answer.content.draft };
  composer().elements.draft.value = now().seen;
  store();
  if (draft.dirty && !elsewhere && answer.status !== 422) timer = setTimeout(save, answer.ok ? PAUSE_MS : AGAIN_MS);
}

function formOf(kind, { written, seen }) {
  const form = new FormData();
  form.append("kind", kind);
  form.append("body", written.body);
  form.append("cid", written.cid);
  form.append("draft", seen);
  for (const file of written.files) form.append("attachments", file.id);
  for (const told of written.macros) form.append("macro", told.macro);
  return form;
}

// Back in this tab: what was written on another device meanwhile.
async function look() {
  const asked = drafts;
  const answer = await fetch(address).catch(() => null);
  if (!answer?.ok || answer.redirected || drafts !== asked) return;
  const theirs = await answer.json();
  if (drafts !== asked || drafts.reply.dirty || drafts.note.dirty || elsewhere) return;
  const before = now().seen;
  for (const kind of ["reply", "note"]) {
    if ((theirs[kind]?.version ?? "") !== drafts[kind].seen) drafts[kind] = asSeen(theirs[kind]);
  }
  if (now().seen !== before) showDraft();
}

function settle(choice) {
  const { kind, theirs } = elsewhere;
  elsewhere = null;
  if (choice === "theirs") drafts[kind] = asSeen(theirs);
  else Object.assign(drafts[kind], { seen: theirs?.version ?? "", dirty: true });
  if (kind === modeNow() && choice === "theirs") showDraft();
  store();
  if (choice === "mine") save();
}

// It was sent: the server has forgotten the draft with it.
export function forgetDraft() {
  clearTimeout(timer);
  sending = null;
  drafts[modeNow()] = asSeen(null);
  composer().elements.draft.value = "";
  store();
}

// A reply that was taken back: in place of nothing, or above what was begun since.
export function putBack({ version, ...written }) {
  const begun = now().written;
  if (isWorth(begun)) {
    fill({ ...written, ...begun, body: `${written.body}\n\n${begun.body}`, cid: "" });
    return keepDraft();
  }
  drafts[modeNow()] = asSeen({ ...written, version });
  showDraft();
}

function store() {
  const dirty = ["reply", "note"].filter((kind) => drafts[kind].dirty);
  if (dirty.length) localStorage.setItem(key(), JSON.stringify({ ...pick(dirty), mode: modeNow() }));
  else localStorage.removeItem(key());
  tell();
}

const pick = (kinds) => Object.fromEntries(kinds.map((kind) => [kind, drafts[kind]]));

// Where nobody may reply now, what was begun is out of sight and not lost.
export function tellKept() {
  const words = document.querySelector("[data-reply-kept]");
  if (words) words.hidden = !isWorth(drafts.reply.written);
}

function tell() {
  document.getElementById("draft-kept").hidden = !isWorth(now().written);
  const bar = document.getElementById("draft-elsewhere");
  bar.hidden = elsewhere?.kind !== modeNow();
  if (bar.hidden) return;
  const quote = bar.querySelector("q");
  quote.textContent = elsewhere.theirs?.body ?? quote.dataset.gone;
  quote.classList.toggle("draft-gone", !elsewhere.theirs);
}
