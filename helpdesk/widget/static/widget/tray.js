// Files that wait to be sent with the next message of one conversation: uploaded at once, one after
// the other, kept over reloads once the desk has them, and never lost without a word.

import { newId } from "./memory.js";

// What is kept and sent of a file.
const facts = ({ id, name, media, size, width, height }) => ({ id, name, media, size, width, height });

export const inWork = new Set(["waiting", "loading"]);

export class Tray {
  constructor(client, thread) {
    Object.assign(this, { client, thread, loading: null });
    // What had not arrived before this page was loaded is only a name by now.
    this.files = thread.files.map((file) => ({ key: newId(), ...file, state: file.id ? "ready" : "lost" }));
  }

  get ready() {
    return this.files.filter((file) => file.state === "ready");
  }

  get busy() {
    return this.files.some((file) => inWork.has(file.state));
  }

  add(blobs) {
    for (const blob of blobs) this.files.push(this.checked(blob));
    this.changed();
    this.upload();
  }

  // The desk looks again; here it spares the customer the wait.
  checked(blob) {
    const { endings, max_bytes: most, most: count } = this.client.files;
    const file = { key: newId(), name: blob.name, size: blob.size, blob, state: "waiting" };
    if (blob.type.startsWith("image/")) file.picture = URL.createObjectURL(blob);
    const known = !/\./.test(blob.name) || endings.some((ending) => blob.name.toLowerCase().endsWith(ending));
    const whole = this.files.filter((one) => one.state !== "failed" && one.state !== "lost").length;
    const why = !known ? "kind" : !blob.size ? "empty_file" : blob.size > most ? "file_too_large" : whole >= count ? "too_many_files" : "";
    return why ? { ...file, state: "failed", why } : file;
  }

  // Files of a message that was taken back from the outbox.
  put(files) {
    this.files.push(...files.map((file) => ({ ...file, key: newId(), state: "ready" })));
    this.changed();
  }

  remove(file) {
    if (this.loading?.file === file) this.loading.stop.abort();
    this.files = this.files.filter((one) => one !== file);
    if (file.picture) URL.revokeObjectURL(file.picture);
    this.changed();
  }

  retry(file) {
    Object.assign(file, { state: "waiting", why: undefined });
    this.changed();
    this.upload();
  }

  // Empties the tray into a message; what could not be uploaded stays, with its reason.
  take() {
    const { ready } = this;
    this.files = this.files.filter((file) => file.state !== "ready");
    this.changed();
    return ready.map(facts);
  }

  async upload() {
    const file = this.files.find((one) => one.state === "waiting");
    if (!file || this.loading || this.client.trays.get(this.thread.id) !== this) return;
    if (!this.client.reaches(this.thread)) return this.later();
    this.loading = { file, stop: new AbortController() };
    try {
      const conversation = await this.client.begun(this.thread);
      file.state = "loading";
      this.changed();
      const { stop } = this.loading;
      // One that stands still for a minute is given up, and tried again.
      const moves = (share) => {
        this.later(60000, () => stop.abort());
        file.onshare?.(share);
      };
      moves(0);
      const kept = await this.client.api.upload(conversation, file.blob, moves, stop.signal);
      Object.assign(file, kept, { state: "ready", blob: undefined });
    } catch (error) {
      this.trouble(file, error);
    }
    this.loading = null;
    this.changed();
    if (file.state !== "waiting") this.upload();
  }

  trouble(file, { status, body, code, message }) {
    if (status === 401) this.client.renew();
    const passing = !status || status === 401 || body.retry;
    Object.assign(file, passing ? { state: "waiting" } : { state: "failed", why: code, said: message });
    if (passing) this.later(body?.after_ms);
  }

  // Whatever is told of the line: that an event comes when it is back is nothing to build on.
  later(wait = 3000, act = () => this.upload()) {
    clearTimeout(this.timer);
    this.timer = setTimeout(act, wait);
  }

  changed() {
    this.thread.files = this.files.filter((file) => file.state !== "failed").map(facts);
    this.client.changed();
  }
}
