// The desk over HTTP: the session, the list of conversations, and the same log and verbs as the
// socket for networks that let no socket through.

export class Refused extends Error {
  constructor(status, body) {
    super(body.detail || `HTTP ${status}`);
    this.status = status;
    this.code = body.code || "";
    this.body = body;
  }
}

export class Api {
  constructor(base) {
    this.base = base;
    this.token = null;
  }

  async call(method, path, body, signal) {
    const headers = { Accept: "application/json" };
    if (this.token) headers.Authorization = `Bearer ${this.token}`;
    if (body) headers["Content-Type"] = "application/json";
    const answer = await fetch(`${this.base}/widget${path}`, {
      method, headers, signal, credentials: "omit", cache: "no-store", body: body && JSON.stringify(body),
    });
    const data = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Refused(answer.status, data);
    return data;
  }

  session(details) { return this.call("POST", "/session", details); }

  conversations() { return this.call("GET", "/conversations"); }

  start(key, page, locale) { return this.call("POST", "/conversations", { key, page, locale }); }

  send(conversation, cid, body) { return this.call("POST", `/conversations/${conversation}/messages`, { cid, body }); }

  act(conversation, entry) { return this.call("POST", `/conversations/${conversation}/actions`, entry); }

  log({ id, last, epoch }, wait, signal) {
    const life = epoch ? `&epoch=${epoch}` : "";
    return this.call("GET", `/conversations/${id}/log?after=${last}&wait=${wait}${life}`, null, signal);
  }
}
