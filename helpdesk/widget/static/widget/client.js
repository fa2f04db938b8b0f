// The visitor's side of the chat protocol: who we are, which conversation is open, what waits to
// be sent, and what the desk tells us. Draws nothing; the panel asks it and calls it.

import { Api, Refused } from "./api.js";
import { Memory } from "./memory.js";
import { Outbox } from "./outbox.js";
import { Socket, backoff } from "./socket.js";
import { Thread } from "./thread.js";

const answerWithin = 15000;
const typingLasts = 7000;
const socketTries = 3;

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
    this.waiters = new Map();
    this.socket = new Socket(`${context.base.replace(/^http/, "ws")}/ws/widget`, {
      open: () => this.hello(),
      frame: (frame) => this.heard(frame),
      down: (how) => this.lost(how),
      renew: () => this.renew(this.visit),
    });
    this.memory.watch((key) => this.otherTab(key));
    window.addEventListener("online", () => this.push());
    this.clear();
  }

  clear() {
    Object.assign(this, {
      contact: null, brand: null, conversations: [], thread: null, outbox: null, epoch: null,
      joined: false, polling: null, refused: false, stopped: false, typing: null, sent: new Map(), settled: false,
    });
    this.api.token = null;
  }

  // Takes up (or begins) the visit of whoever the page says is here.
  async enter() {
    this.leave();
    const visit = ++this.visit;
    const { proof } = await this.proof();
    if (visit !== this.visit) return;
    this.slotKey = `slot:${subjectOf(proof)}`;
    const slot = this.memory.read(this.slotKey);
    if (slot) this.take(slot);
    this.changed();
    for (let tries = 0; visit === this.visit; tries++) {
      const done = await this.renew(visit);
      if (done || this.refused) return;
      await new Promise((resume) => { setTimeout(resume, backoff(tries + 1)); });
    }
  }

  leave() {
    this.visit++;
    if (this.outbox) this.outbox.closed = true;
    this.stopPolling();
    this.socket.close();
    this.dropWaiters();
    clearTimeout(this.pushTimer);
    this.clear();
  }

  async proof() {
    const given = this.context.identity();
    try {
      return { proof: typeof given === "function" ? await given() : given };
    } catch {
      return { proof: null };
    }
  }

  // Gets a visitor token. True when there is one; false when the desk could not be reached.
  async renew(visit) {
    const { proof } = await this.proof();
    const slot = this.memory.read(this.slotKey);
    try {
      const session = await this.api.session({
        identity: proof || undefined, visitor: slot ? slot.token : undefined, locale: this.context.settings.locale,
      });
      if (visit !== this.visit) return false;
      this.take({ ...session, token: session.visitor });
      this.settled = true;
      this.remember();
      if (this.thread && this.socket.wanted) this.socket.connect();
      this.push();
      this.changed();
      return true;
    } catch (error) {
      if (visit !== this.visit) return false;
      this.refused = error instanceof Refused && (error.status === 401 || error.status === 403);
      if (this.refused) this.context.emit("refused", { code: error.code });
      this.changed();
      return false;
    }
  }

  take({ token, contact, brand, conversations, epoch }) {
    const other = !this.contact || this.contact.id !== contact.id;
    Object.assign(this, { contact, brand, conversations: conversations || [], epoch, refused: false });
    this.api.token = token;
    if (!other) return;
    if (this.outbox) this.outbox.closed = true;
    this.thread = null;
    this.outbox = new Outbox(this.memory, contact.id, (entry) => this.deliver(entry));
    this.outbox.onchange = () => this.changed();
  }

  remember() {
    const { contact, brand, conversations, epoch } = this;
    const live = conversations.some((one) => one.status !== "resolved");
    this.memory.write(this.slotKey, { token: this.api.token, contact, brand, conversations, epoch, live });
  }

  async refresh() {
    if (!this.settled) return;
    const visit = this.visit;
    const list = await this.api.conversations().catch(() => null);
    if (!list || visit !== this.visit) return;
    this.conversations = list.conversations || list;
    this.remember();
    this.changed();
  }

  open(id) {
    this.stopPolling();
    this.joined = false;
    this.typing = null;
    this.thread = new Thread(this.memory, this.contact.id, id);
    if (this.socket.ready) this.hello();
    else this.socket.connect();
    this.changed();
    return this.thread;
  }

  // What the customer sees of this conversation that the log does not hold yet.
  get pending() {
    if (!this.thread || !this.outbox) return [];
    const logged = new Set(this.thread.items.map((item) => item.cid).filter(Boolean));
    const onTheWay = [...this.sent.values()].filter((entry) => entry.conversation === this.thread.id);
    return [...onTheWay, ...this.outbox.of(this.thread.id)]
      .filter((entry) => entry.kind === "send" && !logged.has(entry.cid));
  }

  // Is this already on its way? A second press of a button adds nothing.
  doing(action) {
    return Boolean(this.thread && this.outbox
      && this.outbox.of(this.thread.id).some((entry) => entry.action === action && !entry.failed));
  }

  say(body) {
    this.outbox.add({ kind: "send", conversation: this.thread.id, body });
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

  tell(frame) {
    if (this.joined) this.socket.send(frame);
  }

  sawAll() {
    const thread = this.thread;
    if (!thread || !thread.sawUpTo(thread.last)) return;
    const listed = this.conversations.find((one) => one.id === thread.id);
    if (listed) listed.unread = 0;
    if (this.joined) this.tell({ type: "seen", upto: thread.last });
    else if (this.polling) this.api.act(thread.id, { action: "seen", upto: thread.last }).catch(() => {});
  }

  get online() {
    return this.joined || Boolean(this.polling && this.polling.good) || (!this.thread && this.settled);
  }

  get unread() {
    const here = this.thread ? this.thread.unread : 0;
    return this.conversations.reduce((sum, one) => (this.thread && one.id === this.thread.id ? sum : sum + (one.unread || 0)), here);
  }

  hello() {
    if (!this.api.token || !this.thread) return;
    const { thread } = this;
    this.welcomed = { from: thread.last, head: Infinity };
    this.socket.send({
      type: "hello", token: this.api.token, after: thread.last, epoch: thread.epoch || this.epoch,
      conversation: thread.isNew ? undefined : thread.id,
    });
  }

  heard(frame) {
    const { type, cid, key } = frame;
    if (type === "welcome") return this.welcome(frame);
    if (type === "log") return this.log(frame);
    if (type === "typing") return this.someoneTypes(frame);
    if (type === "seen") return this.theySaw(frame);
    if (type === "ack" || type === "nack" || type === "started") this.settle(cid || key, frame);
  }

  welcome({ conversation, head, epoch }) {
    const { thread } = this;
    if (!thread || (thread.isNew ? null : thread.id) !== (conversation || null)) return;
    this.stopPolling();
    this.socket.settled();
    this.joined = true;
    this.epoch = epoch;
    this.welcomed = { from: thread.last, head: head || 0 };
    thread.checkEpoch(epoch);
    this.push();
    this.changed();
  }

  log(frame) {
    const { thread } = this;
    if (!thread || frame.conversation !== thread.id) return;
    const before = thread.state.status;
    const fresh = thread.apply(frame);
    if (fresh === null) return this.tell({ type: "resume", after: thread.last });
    for (const item of fresh) this.announce(item);
    if (before !== "waiting" && thread.state.status === "waiting" && fresh.length) this.context.emit("handoff", { conversation: thread.id });
    this.list(thread);
    this.changed(fresh);
  }

  announce(item) {
    this.sent.delete(item.cid);
    if (item.sender !== "contact" && item.kind === "message") {
      this.typing = null;
      const { from, head } = this.welcomed || { from: 1, head: 0 };
      if (from > 0 || item.seq > head) this.context.emit("message", { conversation: this.thread.id, ...item });
    }
  }

  // Keeps the list of conversations true without asking for it again.
  list(thread) {
    const last = thread.items.filter((item) => item.kind === "message").at(-1);
    if (!last) return;
    const others = this.conversations.filter((one) => one.id !== thread.id);
    this.conversations = [{ id: thread.id, status: thread.state.status, preview: last.body, at: last.at, unread: thread.unread }, ...others];
    this.remember();
  }

  someoneTypes({ who, name, on }) {
    this.typing = on ? { who, name } : null;
    clearTimeout(this.typingTimer);
    if (on) this.typingTimer = setTimeout(() => { this.typing = null; this.changed(); }, typingLasts);
    this.changed();
  }

  theySaw({ upto }) {
    if (!this.thread) return;
    this.thread.state = { ...this.thread.state, agent_seen: Math.max(this.thread.state.agent_seen || 0, upto) };
    this.changed();
  }

  lost({ failures, stopped }) {
    this.joined = false;
    this.typing = null;
    this.stopped = stopped;
    this.dropWaiters();
    if (failures >= socketTries && !stopped) this.poll();
    this.changed();
  }

  // No socket gets through: the same log over plain requests, until one does.
  async poll() {
    if (this.polling || !this.thread || !this.api.token) return;
    const mine = this.polling = { stop: new AbortController(), good: false };
    for (let tries = 0; this.polling === mine;) {
      try {
        this.push();
        await this.pollOnce(mine);
        tries = 0;
      } catch (error) {
        if (this.polling !== mine) return;
        mine.good = false;
        this.changed();
        if (error.status === 401 && !(await this.renew(this.visit))) return;
        await new Promise((resume) => { setTimeout(resume, backoff(++tries)); });
      }
    }
  }

  async pollOnce(mine) {
    const { thread } = this;
    if (thread.isNew) {
      await this.api.conversations();
      mine.good = true;
      return new Promise((resume) => { setTimeout(resume, 2000); });
    }
    const frame = await this.api.log(thread.id, thread.last, mine.good ? 25 : 0, mine.stop.signal);
    if (this.polling !== mine) return;
    if (frame.epoch) thread.checkEpoch(frame.epoch);
    if (!mine.good) this.welcomed = { from: thread.last, head: frame.upto };
    mine.good = true;
    this.log({ conversation: thread.id, ...frame });
  }

  stopPolling() {
    if (this.polling) this.polling.stop.abort();
    this.polling = null;
  }

  push() {
    if (this.outbox && this.settled) this.outbox.drain();
  }

  later() {
    clearTimeout(this.pushTimer);
    this.pushTimer = setTimeout(() => this.push(), 3000);
  }

  // Sends one entry and waits for the desk's word on it.
  async deliver(entry) {
    if (!this.settled) return "wait";
    try {
      const outcome = await this.handOver(entry);
      if (outcome === "wait") this.later();
      return outcome;
    } catch (error) {
      return this.trouble(error);
    }
  }

  async handOver(entry) {
    if (entry.conversation.startsWith("new:")) return this.begin(entry.conversation);
    const { kind, cid, body, action, details, conversation } = entry;
    const here = this.thread && conversation === this.thread.id;
    if (here && this.joined) {
      const answer = await this.ask(cid, kind === "send" ? { type: "send", cid, body } : { type: "do", cid, action, ...details });
      return this.outcome(entry, answer);
    }
    if (here && !this.polling) return "wait";
    if (kind === "send") await this.api.send(conversation, cid, body);
    else await this.api.act(conversation, { cid, action, ...details });
    return this.outcome(entry, { type: "ack" });
  }

  outcome(entry, answer) {
    if (answer.type === "ack") {
      if (entry.kind === "send") this.sent.set(entry.cid, { ...entry, sent: true });
      return "done";
    }
    if (answer.retry) return { after: answer.after_ms || 1000 };
    return entry.kind === "send" ? { failed: answer.code } : "done";
  }

  trouble(error) {
    if (error instanceof Refused && error.status === 401) {
      this.renew(this.visit);
    } else if (error instanceof Refused && error.status < 500 && error.status !== 408) {
      if (error.status === 429) return { after: error.body.after_ms || 2000 };
      return { failed: error.code || "refused" };
    }
    this.later();
    return "wait";
  }

  // The first entry of a new conversation makes it; the entry itself goes out in the next round.
  async begin(temporary) {
    const key = temporary.slice(4);
    const { title, referrer } = document;
    const page = { url: location.origin + location.pathname, title, referrer };
    const { locale } = this.context.settings;
    const here = this.thread && this.thread.id === temporary;
    if (here && !this.joined && !this.polling) return "wait";
    const id = here && this.joined
      ? (await this.ask(key, { type: "start", key, page, locale })).conversation
      : (await this.api.start(key, page, locale)).id;
    if (!id) return { after: 2000 };
    this.born(temporary, id);
    return { after: 0 };
  }

  born(temporary, id) {
    const thread = this.thread && this.thread.id === temporary ? this.thread : new Thread(this.memory, this.contact.id, temporary);
    thread.becomes(id);
    this.outbox.moveTo(temporary, id);
    this.memory.write("born", { temporary, id });
    if (this.memory.read("screen") === temporary) this.memory.write("screen", id);
    if (thread === this.thread && this.socket.ready && !this.joined) this.hello();
  }

  ask(key, frame) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => { this.settle(key, null); this.socket.restart(); }, answerWithin);
      this.waiters.set(key, { timer, resolve, reject });
      if (!this.socket.send(frame)) this.settle(key, null);
    });
  }

  settle(key, answer) {
    const waiter = this.waiters.get(key);
    if (!waiter) return;
    this.waiters.delete(key);
    clearTimeout(waiter.timer);
    if (answer) waiter.resolve(answer);
    else waiter.reject(new Error("no answer"));
  }

  dropWaiters() {
    for (const key of [...this.waiters.keys()]) this.settle(key, null);
  }

  otherTab(key) {
    if (key === this.slotKey && !this.memory.read(key)) return this.context.logout();
    const born = key === "born" ? this.memory.read("born") : null;
    if (born && this.thread && this.thread.id === born.temporary) this.open(born.id);
    if (this.outbox && key === this.outbox.key) {
      this.push();
      this.changed();
    }
  }
}
