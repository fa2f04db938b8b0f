// The visitor's side of the chat: who we are, which conversation is open, what waits to be sent.
// Draws nothing; the panel asks it and calls it. The line brings frames, the courier takes entries.

import { Api } from "./api.js";
import { Courier } from "./courier.js";
import { Line } from "./line.js";
import { Memory } from "./memory.js";
import { Outbox } from "./outbox.js";
import { backoff } from "./socket.js";
import { Thread } from "./thread.js";
import { Tray } from "./tray.js";

const refreshEvery = 20000;

// Whose proof this is, read without checking it: only to keep two users' memories apart.
function subjectOf(proof) {
  if (!proof) return "visitor";
  if (typeof proof === "object") return `user:${proof.user_id}`;
  try {
    const payload = proof.split(".")[1].replace(/-/g, "+").replace(/_/g, "/");
    return `user:${JSON.parse(atob(payload)).sub}`;
  } catch {
    return "user:?";
  }
}

export class Client {
  constructor(context, changed) {
    this.context = context;
    this.changed = changed;
    this.memory = new Memory(context.place);
    this.api = new Api(context.base);
    this.visit = 0;
    this.line = new Line(this);
    this.courier = new Courier(this);
    this.memory.watch((key) => this.otherTab(key));
    window.addEventListener("online", () => { this.push(); this.changed(); });
    window.addEventListener("offline", () => this.changed());
    setInterval(() => { if (!this.thread && !document.hidden) this.refresh(); }, refreshEvery);
    this.clear();
  }

  clear() {
    Object.assign(this, {
      contact: null, brand: null, files: null, trays: new Map(), conversations: [], thread: null, outbox: null, epoch: null,
      refused: false, stopped: false, typing: null, settled: false, entered: false,
    });
    this.api.token = null;
  }

  // Takes up (or begins) the visit of whoever the page says is here.
  async enter() {
    this.leave();
    const visit = ++this.visit;
    this.entered = true;
    const proof = await this.proof();
    if (visit !== this.visit) return;
    this.slotKey = `slot:${subjectOf(proof)}`;
    const slot = this.memory.read(this.slotKey);
    if (slot) this.take(slot);
    this.changed();
    for (let tries = 0; visit === this.visit; tries++) {
      const done = await this.renew();
      if (done || this.refused) return;
      await new Promise((resume) => { setTimeout(resume, backoff(tries + 1)); });
    }
  }

  leave() {
    this.visit++;
    if (this.outbox) this.outbox.closed = true;
    this.line.close();
    this.courier.stop();
    this.clear();
  }

  async proof() {
    const given = this.context.identity();
    try {
      return typeof given === "function" ? await given() : given;
    } catch {
      return null;
    }
  }

  // Gets a visitor token. True when there is one; false when refused or out of reach.
  async renew() {
    const { visit } = this;
    const proof = await this.proof();
    const slot = this.memory.read(this.slotKey);
    try {
      const session = await this.api.session({
        identity: proof || undefined, browser: this.memory.browser(),
        visitor: slot ? slot.token : undefined, locale: this.context.settings.locale,
      });
      if (visit !== this.visit) return false;
      this.settled = true;
      this.take({ ...session, token: session.visitor });
      this.remember();
      this.line.connect();
      this.push();
      this.changed();
      return true;
    } catch (error) {
      if (visit !== this.visit) return false;
      this.refused = error.status === 401 || error.status === 403;
      this.stopped = this.refused && error.code === "origin";
      if (this.refused) this.context.emit("refused", { code: error.code });
      this.changed();
      return false;
    }
  }

  take({ token, contact, brand, files, conversations, epoch }) {
    const other = !this.contact || this.contact.id !== contact.id;
    Object.assign(this, { contact, brand, files: files || null, conversations: conversations || [], epoch, refused: false });
    this.api.token = token;
    if (!other) return;
    if (this.outbox) this.outbox.closed = true;
    this.thread = null;
    this.outbox = new Outbox(this.memory, contact.id, (entry) => this.courier.deliver(entry));
    this.outbox.onchange = () => this.changed();
    this.land();
  }

  // Shows what was shown last, on this page or the one before; else the conversation that is going on.
  land() {
    const wanted = this.memory.read(this.screen);
    // One that a file began has no message yet, so the desk does not list it.
    const waits = (id) => ["files", "draft"].some((part) => this.memory.read(`${part}:${this.contact.id}:${id}`));
    const known = (id) => this.conversations.some((one) => one.id === id) || waits(id);
    const live = this.conversations.find((one) => one.status !== "resolved");
    if (wanted && (wanted.startsWith("new:") || known(wanted))) this.open(wanted);
    else if (live && wanted !== "home") this.open(live.id);
    else if (!this.conversations.length) this.open(null);
  }

  get screen() {
    return `screen:${this.contact.id}`;
  }

  remember() {
    const { contact, brand, files, conversations, epoch } = this;
    const live = conversations.some((one) => one.status !== "resolved");
    this.memory.write(this.slotKey, { token: this.api.token, contact, brand, files, conversations, epoch, live });
  }

  async refresh() {
    if (!this.settled) return;
    const { visit } = this;
    const list = await this.api.conversations().catch(() => null);
    if (!list || visit !== this.visit) return;
    this.conversations = list.conversations;
    this.remember();
    this.changed();
  }

  open(id) {
    this.typing = null;
    this.thread = new Thread(this.memory, this.contact.id, id);
    this.memory.write(this.screen, this.thread.id);
    this.line.turn();
    this.changed();
    return this.thread;
  }

  // Back to the list.
  shut() {
    this.thread = null;
    this.typing = null;
    this.memory.write(this.screen, "home");
    this.line.close();
    this.refresh();
  }

  // The open conversation is not ours, or is there no more.
  gone() {
    this.conversations = this.conversations.filter((one) => one.id !== this.thread.id);
    this.remember();
    this.open(null);
  }

  // What the customer sees of this conversation that the log does not hold yet.
  get pending() {
    if (!this.thread || !this.outbox) return [];
    const logged = new Set(this.thread.items.map((item) => item.cid).filter(Boolean));
    const onTheWay = [...this.courier.sent.values()].filter((entry) => entry.conversation === this.thread.id);
    return [...onTheWay, ...this.outbox.of(this.thread.id)]
      .filter((entry) => entry.kind === "send" && !logged.has(entry.cid));
  }

  // Is this already on its way? A second press of a button adds nothing.
  doing(action) {
    return Boolean(this.thread && this.outbox
      && this.outbox.of(this.thread.id).some((entry) => entry.action === action && !entry.failed));
  }

  say(body, attachments = []) {
    const data = attachments.length ? { attachments } : undefined;
    this.outbox.add({ kind: "send", conversation: this.thread.id, body, data });
    this.changed();
  }

  act(action, details = {}) {
    if (action === "talk_to_person" && this.doing(action)) return;
    this.outbox.add({ kind: "do", conversation: this.thread.id, action, details });
    this.changed();
  }

  retry(cid) {
    this.outbox.change(cid, { failed: undefined });
    this.push();
    this.changed();
  }

  discard(cid) {
    this.outbox.remove(cid);
    this.changed();
  }

  push() {
    if (!this.outbox || !this.settled) return;
    this.outbox.drain();
    for (const tray of this.trays.values()) tray.upload();
  }

  tell(frame) {
    this.line.tell(frame);
  }

  sawAll() {
    const { thread } = this;
    if (!thread) return;
    const news = thread.unread > 0;
    if (!thread.sawUpTo(thread.last) || !news) return;
    const listed = this.conversations.find((one) => one.id === thread.id);
    if (listed) listed.unread = 0;
    this.line.seen(thread);
  }

  get online() {
    return navigator.onLine && (this.line.good || (!this.thread && this.settled));
  }

  get unread() {
    const here = this.thread ? this.thread.unread : 0;
    return this.conversations.reduce((sum, one) => (this.thread && one.id === this.thread.id ? sum : sum + (one.unread || 0)), here);
  }

  get tray() {
    const { id } = this.thread;
    if (!this.trays.has(id)) this.trays.set(id, new Tray(this, this.thread));
    return Object.assign(this.trays.get(id), { thread: this.thread });
  }

  // Can this conversation be spoken in now? One that is new must be begun on the line.
  reaches(thread) {
    return this.settled && navigator.onLine && (!thread.isNew || (thread === this.thread && this.line.good));
  }

  // The conversation's id at the desk, where it is begun if need be.
  async begun(thread) {
    if (thread.isNew) await this.courier.begin(thread.id, this.line.joined);
    if (thread.isNew) throw new Error("not begun");
    return thread.id;
  }

  // A conversation begun here has its id from the desk.
  born(temporary, id) {
    const thread = this.thread?.id === temporary ? this.thread : new Thread(this.memory, this.contact.id, temporary);
    thread.becomes(id);
    this.outbox.moveTo(temporary, id);
    if (this.trays.has(temporary)) this.trays.set(id, this.trays.get(temporary));
    this.trays.delete(temporary);
    this.memory.write("born", { temporary, id });
    if (this.memory.read(this.screen) === temporary) this.memory.write(this.screen, id);
  }

  // Keeps the list of conversations true without asking for it again.
  list(thread) {
    const last = thread.items.filter((item) => item.kind === "message").at(-1);
    if (!last) return;
    const others = this.conversations.filter((one) => one.id !== thread.id);
    this.conversations = [{ id: thread.id, status: thread.state.status, preview: last.body || (last.data.attachments || []).map(({ name }) => name).join(", "), at: last.at, unread: thread.unread }, ...others];
    this.remember();
  }

  otherTab(key) {
    if (key === this.slotKey && !this.memory.read(key)) return this.context.logout();
    const born = key === "born" ? this.memory.read("born") : null;
    if (born && this.thread?.id === born.temporary) this.open(born.id);
    if (this.outbox && key === this.outbox.key) {
      this.push();
      this.changed();
    }
  }
}
