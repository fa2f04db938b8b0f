// What the browser keeps for this tenant: who the visitor is, logs, drafts, outbox. Works without
// storage too (private windows, blocked site data), then for the length of the page.

const fallback = new Map();

export class Memory {
  constructor(place) {
    this.place = place;
  }

  read(key, otherwise = null) {
    const name = `${this.place}:${key}`;
    try {
      const text = localStorage.getItem(name);
      return text === null ? otherwise : JSON.parse(text);
    } catch {
      return fallback.has(name) ? JSON.parse(fallback.get(name)) : otherwise;
    }
  }

  write(key, value) {
    const name = `${this.place}:${key}`;
    if ((value ?? null) === null) return this.drop(name);
    const text = JSON.stringify(value);
    try {
      localStorage.setItem(name, text);
    } catch {
      fallback.set(name, text);
    }
  }

  drop(name) {
    fallback.delete(name);
    try {
      localStorage.removeItem(name);
    } catch {
      // Nothing can be stored, so nothing is left behind either.
    }
  }

  // This browser's own random id: a signed proof stays with whoever brought it first.
  browser() {
    const id = this.read("browser") || newId();
    this.write("browser", id);
    return id;
  }

  // Calls back when another tab of the same site changed one of our keys.
  watch(changed) {
    window.addEventListener("storage", (event) => {
      if (event.key && event.key.startsWith(`${this.place}:`)) changed(event.key.slice(this.place.length + 1));
    });
  }
}

// A random id, also where the page is not served over TLS and crypto.randomUUID is missing.
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
