// What the desk tells us: frames from the socket, or the same log by plain requests where no
// socket gets through, put in order and applied to the open conversation.

import { Socket, backoff } from "./socket.js";

const typingLasts = 7000;
const socketTries = 3;
const waitSeconds = 25;

export class Line {
  constructor(client) {
    this.client = client;
    this.joined = false;
    this.polling = null;
    this.socket = new Socket(`${client.context.base.replace(/^http/, "ws")}/ws/widget`, {
      open: () => this.hello(),
      frame: (frame) => this.heard(frame),
      down: (how) => this.lost(how),
      renew: () => this.mayReturn(),
    });
  }

  connect() {
    if (this.client.thread && this.client.settled) this.socket.connect();
  }

  // The customer turned to another conversation.
  turn() {
    this.stopPolling();
    this.joined = false;
    if (this.socket.ready) this.hello();
    else this.connect();
  }

  close() {
    this.stopPolling();
    this.joined = false;
    this.socket.close();
  }

  // Also when the desk was out of reach: with the old token, to ask again.
  async mayReturn() {
    return (await this.client.renew()) || !this.client.refused;
  }

  get good() {
    return this.joined || Boolean(this.polling?.good);
  }

  tell(frame) {
    if (this.joined) this.socket.send(frame);
  }

  seen(thread) {
    if (this.joined) this.tell({ type: "seen", upto: thread.last });
    else if (this.polling) this.client.api.act(thread.id, { action: "seen", upto: thread.last }).catch(() => {});
  }

  hello() {
    const { api, thread, epoch } = this.client;
    if (!api.token || !thread) return;
    this.welcomed = { from: thread.last, head: Infinity };
    this.socket.send({
      type: "hello", token: api.token, after: thread.last, epoch: thread.epoch || epoch,
      conversation: thread.isNew ? undefined : thread.id,
    });
  }

  heard(frame) {
    const { type, cid, key } = frame;
    if (type === "welcome") this.welcome(frame);
    else if (type === "log") this.log(frame);
    else if (type === "typing") this.someoneTypes(frame);
    else if (type === "delta") this.readAlong(frame);
    else if (type === "seen") this.theySaw(frame);
    else if (type === "queue") this.queueMoved(frame);
    else if (type === "nack" && !cid) this.refused(frame);
    else if (type === "ack" || type === "nack" || type === "started") this.client.courier.settle(cid || key, frame);
  }

  welcome({ conversation, head, epoch }) {
    const { client } = this;
    const { thread } = client;
    if (!thread || (thread.isNew ? null : thread.id) !== (conversation || null)) return;
    this.stopPolling();
    this.socket.settled();
    this.joined = true;
    client.epoch = epoch;
    thread.checkLife(epoch, head);
    this.welcomed = { from: thread.last, head: head || 0 };
    client.push();
    client.changed();
  }

  // Without a client id only the hello can be meant.
  refused({ code }) {
    const { thread } = this.client;
    if (code === "gone" && thread && !thread.isNew) this.client.gone();
  }

  log(frame) {
    const { client } = this;
    const { thread } = client;
    if (!thread || frame.conversation !== thread.id) return;
    const before = thread.state.status;
    const fresh = thread.apply(frame);
    if (fresh === null) return this.tell({ type: "resume", after: thread.last });
    for (const item of fresh) this.announce(item);
    if (client.typing?.about < thread.last) client.typing = null;
    if (before !== "waiting" && thread.state.status === "waiting" && fresh.length) client.context.emit("handoff", { conversation: thread.id });
    client.list(thread);
    client.changed(fresh);
  }

  announce(item) {
    const { client } = this;
    client.courier.sent.delete(item.cid);
    if (item.sender === "contact") return;
    // Whoever wrote has written, or handed over.
    client.typing = null;
    if (item.kind !== "message") return;
    const { from, head } = this.welcomed || { from: 1, head: 0 };
    if (from > 0 || item.seq > head) client.context.emit("message", { conversation: client.thread.id, ...item });
  }

  someoneTypes(what) {
    const { client } = this;
    client.typing = what.on ? what : null;
    clearTimeout(this.typingTimer);
    if (what.on) this.typingTimer = setTimeout(() => this.someoneTypes({}), typingLasts);
    client.changed();
  }

  // An answer while it is being written.
  readAlong({ run, about, off, text, failed }) {
    const { thread, typing } = this.client;
    const said = typing?.run === run ? typing.text : "";
    if (thread?.last > about || off > said.length) return;
    this.someoneTypes({ on: !failed, who: "assistant", run, about, text: said.slice(0, off) + text });
  }

  queueMoved(frame) {
    const { thread } = this.client;
    if (!thread) return;
    thread.queue = { ...frame, at: Date.now() };
    this.client.changed();
  }

  theySaw({ upto }) {
    const { thread } = this.client;
    if (!thread) return;
    thread.state = { ...thread.state, agent_seen: Math.max(thread.state.agent_seen || 0, upto) };
    this.client.changed();
  }

  lost({ failures, stopped }) {
    this.joined = false;
    this.client.typing = null;
    if (this.client.thread) this.client.thread.queue = null;
    this.client.stopped = stopped;
    this.client.courier.drop();
    if (failures >= socketTries && !stopped) this.poll();
    this.client.changed();
  }

  async poll() {
    const { client } = this;
    if (this.polling || !client.thread || !client.api.token) return;
    const mine = this.polling = { stop: new AbortController(), good: false };
    for (let tries = 0; this.polling === mine;) {
      try {
        await this.pollOnce(mine);
        tries = 0;
      } catch (error) {
        if (this.polling !== mine) return;
        if (error.status === 404) return client.gone();
        mine.good = false;
        client.changed();
        if (error.status === 401 && !(await this.mayReturn())) return this.stopPolling();
        await new Promise((resume) => { setTimeout(resume, backoff(++tries)); });
      }
    }
  }

  async pollOnce(mine) {
    const { client } = this;
    const { thread } = client;
    if (thread.isNew) {
      await client.api.conversations();
      this.found(mine);
      return new Promise((resume) => { setTimeout(resume, 2000); });
    }
    const frame = await client.api.log(thread, mine.good ? waitSeconds : 0, mine.stop.signal);
    if (this.polling !== mine) return;
    thread.checkLife(frame.epoch, frame.upto);
    if (!mine.good) this.welcomed = { from: thread.last, head: frame.upto };
    this.log(frame);
    this.found(mine);
  }

  found(mine) {
    if (this.polling !== mine || mine.good) return;
    mine.good = true;
    this.client.push();
    this.client.changed();
  }

  stopPolling() {
    if (this.polling) this.polling.stop.abort();
    this.polling = null;
  }
}
