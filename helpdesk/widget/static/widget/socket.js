// One socket to the desk that comes back by itself: full-jitter back-off, pings, a dead line after
// a minute of silence, and the close codes of the protocol.

const base = 200;
const ceiling = 30000;
const pingEvery = 25000;
const deadAfter = 60000;

export function backoff(tries, random = Math.random) {
  return random() * Math.min(ceiling, base * 2 ** tries);
}

export class Socket {
  // handlers: open(), frame(object), down({ failures, stopped }), renew() -> Promise: come back?
  constructor(address, handlers) {
    this.address = address;
    this.handlers = handlers;
    this.failures = 0;
    this.wanted = false;
    this.wire = null;
    window.addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.hurry(); });
  }

  get ready() {
    return this.wire?.readyState === WebSocket.OPEN;
  }

  connect() {
    this.wanted = true;
    if (!this.timer) this.open();
  }

  close() {
    this.wanted = false;
    clearTimeout(this.timer);
    this.timer = null;
    this.forget("closed");
  }

  // Throws away a line that is stuck and comes back on a new one.
  restart() {
    if (!this.wanted) return;
    this.forget("restart");
    this.later(backoff(this.failures++));
  }

  send(frame) {
    if (!this.ready) return false;
    this.wire.send(JSON.stringify(frame));
    return true;
  }

  // The connection is good: the next failure starts counting from the beginning.
  settled() {
    this.failures = 0;
  }

  open() {
    this.timer = null;
    if (this.wire) return;
    let wire;
    try {
      wire = new WebSocket(this.address);
    } catch {
      return this.ended({ code: 1006 });
    }
    this.wire = wire;
    wire.onopen = () => { this.heard(); this.handlers.open(); };
    wire.onmessage = (event) => { this.heard(); this.read(event.data); };
    wire.onclose = (event) => { if (wire === this.wire) this.ended(event); };
    this.heard();
    this.beat = setInterval(() => this.check(), 5000);
  }

  read(text) {
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      return;
    }
    if (frame.type === "bye") this.rest = frame.retry_after_ms;
    this.handlers.frame(frame);
  }

  heard() {
    this.lastHeard = Date.now();
    this.lastPing = Date.now();
  }

  check() {
    const now = Date.now();
    if (now - this.lastHeard > deadAfter) return this.restart();
    if (now - this.lastPing >= pingEvery && this.send({ type: "ping" })) this.lastPing = now;
  }

  forget() {
    clearInterval(this.beat);
    const wire = this.wire;
    this.wire = null;
    if (!wire) return;
    wire.onopen = wire.onmessage = wire.onclose = null;
    try { wire.close(); } catch { /* it was never open */ }
  }

  async ended({ code }) {
    this.forget();
    if (code === 4403) this.wanted = false;
    this.handlers.down({ failures: ++this.failures, stopped: code === 4403 });
    if (!this.wanted) return;
    // Who asks for a line meanwhile need not open one.
    this.timer = -1;
    const back = code !== 4401 || (await this.handlers.renew().catch(() => true));
    this.timer = null;
    const rest = this.rest || 0;
    this.rest = 0;
    if (back) this.later(rest + backoff(this.failures));
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { if (this.wanted) this.open(); }, wait);
  }

  hurry() {
    if (!this.wanted || this.wire) return;
    this.later(backoff(0));
  }
}
