// The desk over HTTP: the session, the list of conversations, and the same log and verbs as the
// socket for networks that let no socket through.

const linksLast = 240000;

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
    this.known = new Map();
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

  send(conversation, message) { return this.call("POST", `/conversations/${conversation}/messages`, message); }

  // Where a file can be fetched; asked for again before the addresses expire.
  async links(conversation, id) {
    const known = this.known.get(id);
    if (known && known.until > Date.now()) return known.links;
    const links = await this.call("GET", `/conversations/${conversation}/files/${id}`);
    this.known.set(id, { links, until: Date.now() + linksLast });
    return links;
  }

  // Not by fetch: that does not tell how far an upload has come.
  upload(conversation, file, progress, signal) {
    const form = new FormData();
    form.append("size", file.size);
    form.append("file", file);
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("POST", `${this.base}/widget/conversations/${conversation}/files`);
      request.setRequestHeader("Authorization", `Bearer ${this.token}`);
      request.responseType = "json";
      request.upload.onprogress = ({ loaded, total }) => progress(loaded / total);
      request.onload = () => (request.status === 201 ? resolve(request.response) : reject(new Refused(request.status, request.response || {})));
      request.onerror = request.onabort = () => reject(new Error("away"));
      signal.onabort = () => request.abort();
      request.send(form);
    });
  }

  act(conversation, entry) { return this.call("POST", `/conversations/${conversation}/actions`, entry); }

  log({ id, last, epoch }, wait, signal) {
    const life = epoch ? `&epoch=${epoch}` : "";
    return this.call("GET", `/conversations/${id}/log?after=${last}&wait=${wait}${life}`, null, signal);
  }
}
