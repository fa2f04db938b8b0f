// Takes the outbox's entries to the desk, one at a time, and waits for its word on each.

const answerWithin = 15000;
const tryAgain = 3000;

export class Courier {
  constructor(client) {
    this.client = client;
    this.waiters = new Map();
    // Acknowledged, not yet seen in the log.
    this.sent = new Map();
  }

  stop() {
    this.drop();
    this.sent.clear();
    clearTimeout(this.timer);
  }

  // "done" | "wait" | {after: ms} | {failed: code}: see Outbox.
  async deliver(entry) {
    if (!this.client.settled) return "wait";
    const outcome = await this.handOver(entry).catch((error) => this.trouble(error));
    if (outcome === "wait") this.later();
    // Only words are worth keeping once refused: a button can be pressed again.
    return outcome.failed && entry.kind === "do" ? "done" : outcome;
  }

  async handOver(entry) {
    const { line, thread, api } = this.client;
    const { kind, cid, body, action, details, conversation } = entry;
    const message = { cid, body, attachments: (entry.data?.attachments || []).map(({ id }) => id) };
    const here = thread && conversation === thread.id;
    if (here && !line.good) return "wait";
    if (conversation.startsWith("new:")) return this.begin(conversation, here && line.joined);
    if (here && line.joined) {
      const answer = await this.ask(cid, kind === "send" ? { type: "send", ...message } : { type: "do", cid, action, ...details });
      return this.outcome(entry, answer);
    }
    if (kind === "send") await api.send(conversation, message);
    else await api.act(conversation, { cid, action, ...details });
    return this.outcome(entry, { type: "ack" });
  }

  // The first entry of a new conversation makes it; the entry itself goes out in the next round.
  async begin(temporary, joined) {
    const key = temporary.slice(4);
    const { title, referrer } = document;
    const page = { url: location.origin + location.pathname, title, referrer };
    const { locale } = this.client.context.settings;
    const answer = joined
      ? await this.ask(key, { type: "start", key, page, locale })
      : { conversation: (await this.client.api.start(key, page, locale)).id };
    if (!answer.conversation) return this.refusedBy(answer);
    this.client.born(temporary, answer.conversation);
    return { after: 0 };
  }

  outcome(entry, answer) {
    if (answer.type !== "ack") return entry.kind === "send" || answer.retry ? this.refusedBy(answer) : "done";
    if (entry.kind === "send") this.sent.set(entry.cid, { ...entry, sent: true });
    return "done";
  }

  refusedBy({ retry, after_ms: after, code }) {
    return retry ? { after: after || 1000 } : { failed: code };
  }

  // Where nothing answered there is no status.
  trouble({ status, body, code }) {
    if (body?.retry) return { after: body.after_ms || 2000 };
    if (status === 401) this.client.renew();
    else if (status >= 400 && status < 500 && status !== 408) return { failed: code || "refused" };
    return "wait";
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.client.push(), tryAgain);
  }

  // Who asks for what is asked already hears the same answer: a message and a file may begin a
  // conversation at once.
  ask(key, frame) {
    const asked = this.waiters.get(key);
    if (asked) return asked.answer;
    const { socket } = this.client.line;
    const waiter = {};
    waiter.answer = new Promise((resolve, reject) => { Object.assign(waiter, { resolve, reject }); });
    waiter.timer = setTimeout(() => { this.settle(key); socket.restart(); }, answerWithin);
    this.waiters.set(key, waiter);
    if (!socket.send(frame)) this.settle(key);
    return waiter.answer;
  }

  settle(key, answer) {
    const waiter = this.waiters.get(key);
    if (!waiter) return;
    this.waiters.delete(key);
    clearTimeout(waiter.timer);
    if (answer) waiter.resolve(answer);
    else waiter.reject(new Error("no answer"));
  }

  drop() {
    for (const key of [...this.waiters.keys()]) this.settle(key);
  }
}
