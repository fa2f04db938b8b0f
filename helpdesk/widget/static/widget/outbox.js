// What the customer said and did, kept before it goes to the network and until the desk has it.
// All tabs of a site share one outbox; a lock lets one of them send at a time, one entry after the
// other, so order holds. A double send is harmless, since the desk knows each entry by its id.

import { newId } from "./memory.js";

export class Outbox {
  constructor(memory, owner, deliver) {
    this.memory = memory;
    this.key = `outbox:${owner}`;
    this.lock = `${memory.place}:${this.key}`;
    this.deliver = deliver; // (entry) => Promise<"done" | "wait" | {after: ms} | {failed: code}>
    this.draining = null;
    this.closed = false;
  }

  entries() {
    return this.memory.read(this.key, []);
  }

  of(conversation) {
    return this.entries().filter((entry) => entry.conversation === conversation);
  }

  add(entry) {
    const kept = { cid: newId(), at: new Date().toISOString(), ...entry };
    this.memory.write(this.key, [...this.entries(), kept]);
    this.drain();
    return kept;
  }

  change(cid, changes) {
    this.memory.write(this.key, this.entries().map((entry) => (entry.cid === cid ? { ...entry, ...changes } : entry)));
  }

  remove(cid) {
    this.memory.write(this.key, this.entries().filter((entry) => entry.cid !== cid));
  }

  // A conversation begun offline has its real id now.
  moveTo(from, to) {
    this.memory.write(this.key, this.entries().map((entry) => (entry.conversation === from ? { ...entry, conversation: to } : entry)));
  }

  drain() {
    if (this.draining) { this.again = true; return this.draining; }
    this.draining = this.alone(() => this.sendAll()).finally(() => {
      this.draining = null;
      if (this.again) { this.again = false; this.drain(); }
    });
    return this.draining;
  }

  async alone(work) {
    return navigator.locks ? navigator.locks.request(this.lock, work) : work();
  }

  async sendAll() {
    for (let entry = this.next(); entry && !this.closed; entry = this.next()) {
      const outcome = await this.deliver(entry);
      if (outcome === "done") this.remove(entry.cid);
      else if (outcome === "wait") return;
      else if (outcome.failed) this.change(entry.cid, { failed: outcome.failed });
      else await new Promise((resume) => { setTimeout(resume, outcome.after); });
      if (this.onchange) this.onchange(entry, outcome);
    }
  }

  next() {
    return this.entries().find((entry) => !entry.failed);
  }
}
