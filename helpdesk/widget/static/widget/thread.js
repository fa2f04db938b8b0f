// One conversation as this browser knows it: the log up to a sequence number, and what only this
// browser remembers (thumbs, answered surveys, the draft).

import { newId } from "./memory.js";

const kept = 300;

export class Thread {
  constructor(memory, owner, id) {
    this.memory = memory;
    this.owner = owner;
    this.id = id || `new:${newId()}`;
    this.forget();
    this.load();
  }

  get isNew() {
    return this.id.startsWith("new:");
  }

  get key() {
    return this.id.slice(4);
  }

  forget() {
    this.last = 0;
    this.items = [];
    this.state = { status: "assisted", speaker: null, can_talk_to_person: true };
  }

  load() {
    const saved = this.memory.read(this.place("log"));
    if (saved) Object.assign(this, { last: saved.last, items: saved.items, state: saved.state, epoch: saved.epoch });
    this.own = this.memory.read(this.place("own"), { thumbs: {}, solved: {}, surveys: {}, seen: 0 });
  }

  save() {
    this.items = this.items.slice(-kept);
    const { last, items, state, epoch } = this;
    this.memory.write(this.place("log"), { last, items, state, epoch });
  }

  remember(part, key, value) {
    this.own[part] = { ...this.own[part], [key]: value };
    this.memory.write(this.place("own"), this.own);
  }

  sawUpTo(seq) {
    if (seq <= this.own.seen) return false;
    this.own.seen = seq;
    this.memory.write(this.place("own"), this.own);
    return true;
  }

  place(part) {
    return `${part}:${this.owner}:${this.id}`;
  }

  // The conversation got its id from the desk; what was kept under the old name moves along.
  becomes(id) {
    const own = this.own;
    for (const part of ["log", "own", "draft", "files"]) {
      const value = this.memory.read(this.place(part));
      this.memory.write(this.place(part), null);
      if (value) this.memory.write(`${part}:${this.owner}:${id}`, value);
    }
    this.id = id;
    this.own = own;
  }

  // The database was put back to an earlier point: what this browser knows may not exist any more.
  checkLife(epoch, head) {
    if ((this.epoch && this.epoch !== epoch) || head < this.last) this.forget();
    this.epoch = epoch;
  }

  // A log frame covers (after, upto]. Returns the new items, or null when there is a gap.
  apply(frame) {
    if (frame.after > this.last) return null;
    const fresh = frame.items.filter((item) => item.seq > this.last);
    this.items.push(...fresh);
    for (const { data } of fresh) if (data.event === "redacted") this.redact(data.target);
    this.last = Math.max(this.last, frame.upto);
    if (frame.state && frame.upto >= this.last) this.state = frame.state;
    if (this.state.status !== "waiting") this.queue = null;
    this.save();
    return fresh;
  }

  redact(seq) {
    this.items = this.items.map((item) => (item.seq === seq ? { ...item, body: "", data: { redacted: true } } : item));
  }

  get draft() {
    return this.memory.read(this.place("draft"), "");
  }

  set draft(text) {
    this.memory.write(this.place("draft"), text || null);
  }

  // Uploads that wait to be sent; those without an id have not arrived.
  get files() {
    return this.memory.read(this.place("files"), []);
  }

  set files(files) {
    this.memory.write(this.place("files"), files.length ? files : null);
  }

  // Messages of others that this browser has not shown yet.
  get unread() {
    return this.items.filter((item) => item.seq > this.own.seen && item.kind === "message" && item.sender !== "contact").length;
  }

  told(...events) {
    return this.items.findLast(({ data }) => events.includes(data.event));
  }

  // How they asked to be reached in this wait; nothing chosen is the chat.
  get way() {
    return this.told("way_chosen", "handed_off")?.data.way || "chat";
  }

  // The ways there are to choose from. The chat is where they write.
  get offers() {
    return [...new Set([...(this.told("handed_off")?.data.offers || ["chat", "callback", "email"]), "chat"])];
  }

  // Their place in line, and in how many minutes somebody comes: unknown again when these are over.
  // Only what is heard now counts; what the log has of it was so when they were handed over.
  get expected() {
    const { place, low, high, at } = this.queue || {};
    return { place, time: Date.now() < at + high * 60000 && `${Math.floor(low)}–${Math.ceil(high)}` };
  }

  get lastMessage() {
    const last = this.items.filter((item) => item.kind === "message").at(-1);
    return last ? last.seq : 0;
  }
}
