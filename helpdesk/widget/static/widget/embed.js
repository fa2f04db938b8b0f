// The loader: shows the launcher, keeps the page's calls, and fetches the chat when it is opened.
(() => {
  "use strict";
  const early = window.Handrail;
  if (early && early.version) return;

  const baked = __HANDRAIL_CONFIG__; // filled in by the server for the tenant of this host
  const script = document.currentScript;
  const base = new URL(script ? script.src : baked.origin).origin;
  const place = `handrail:${new URL(base).host}`;
  const listeners = {};
  const settings = { ...baked, ...(script ? { ...script.dataset } : {}) };
  let element, app, loading, identity = null, opened = false, unread = 0, tries = 0, started = false;

  const stylesheet = `
    :host { all: initial; }
    .launcher { all: unset; box-sizing: border-box; position: fixed; z-index: 2147483000; cursor: pointer;
      inset-block-end: max(20px, env(safe-area-inset-bottom)); inset-inline-end: 20px;
      inline-size: 58px; block-size: 58px; border-radius: 20px; display: grid; place-items: center;
      background: var(--brand); color: var(--on-brand); touch-action: manipulation;
      box-shadow: 0 1px 2px rgb(0 0 0 / .18), 0 12px 28px -6px rgb(0 0 0 / .32);
      transition: transform .2s cubic-bezier(.2,.9,.3,1.2), border-radius .2s; }
    :host([side="left"]) .launcher { inset-inline: 20px auto; }
    .launcher:hover { transform: translateY(-2px) scale(1.03); }
    .launcher:active { transform: scale(.95); }
    .launcher:focus-visible { outline: 3px solid var(--brand); outline-offset: 3px; }
    .launcher svg { inline-size: 27px; block-size: 27px; grid-area: 1/1; fill: none; stroke: currentColor; stroke-width: 2;
      stroke-linecap: round; stroke-linejoin: round; transition: transform .2s, opacity .15s; }
    .launcher .down, .launcher[aria-expanded=true] .chat { opacity: 0; transform: scale(.6) rotate(20deg); }
    .launcher[aria-expanded=true] .down { opacity: 1; transform: none; }
    .launcher[aria-busy=true] svg { animation: breathe 1s ease-in-out infinite alternate; }
    .badge { position: absolute; inset-block-start: -5px; inset-inline-end: -5px; min-inline-size: 22px; block-size: 22px;
      box-sizing: border-box; padding-inline: 6px; border-radius: 11px; background: #c81e3a; color: #fff;
      font: 650 12px/22px ui-sans-serif, system-ui, sans-serif; text-align: center; box-shadow: 0 0 0 2.5px #fff; }
    .badge:empty { display: none; }
    @keyframes breathe { to { opacity: .45; } }
    @media (max-width: 520px), (max-height: 520px) { .launcher[aria-expanded=true] { display: none; } }
    @media (prefers-reduced-motion: reduce) { .launcher, .launcher svg { transition: none; animation: none !important; } }
    @media print { .launcher { display: none; } }`;

  const words = {
    en: ["Open chat", "Close chat", "unread"],
    de: ["Chat öffnen", "Chat schließen", "ungelesen"],
  };

  function emit(name, detail) {
    for (const listener of listeners[name] || []) {
      try { listener(detail); } catch (error) { setTimeout(() => { throw error; }); }
    }
  }

  // WCAG relative luminance, 0 to 1.
  function lightness(colour) {
    const channels = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2];
  }

  // Black or white, whichever reads better on the brand's colour.
  function inkOn(colour) {
    return lightness(colour) > 0.3 ? "#111318" : "#ffffff";
  }

  function shape(name, path) {
    const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    picture.setAttribute("viewBox", "0 0 24 24");
    picture.setAttribute("aria-hidden", "true");
    picture.classList.add(name);
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    line.setAttribute("d", path);
    picture.append(line);
    return picture;
  }

  class HandrailWidget extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return;
      const root = this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(stylesheet);
      root.adoptedStyleSheets = [sheet];
      this.launcher = document.createElement("button");
      this.launcher.type = "button";
      this.launcher.className = "launcher";
      this.launcher.setAttribute("aria-haspopup", "dialog");
      this.badge = document.createElement("i");
      this.badge.className = "badge";
      this.badge.setAttribute("aria-hidden", "true");
      this.launcher.append(
        shape("chat", "M4 11.5C4 7.4 7.6 4.5 12 4.5s8 2.9 8 7-3.6 7-8 7c-.9 0-1.8-.1-2.6-.4L5 19.8l1-3.4c-1.3-1.3-2-3-2-4.9zM8.8 11.5h.01M12 11.5h.01M15.2 11.5h.01"),
        shape("down", "M6 9.5l6 6 6-6"),
        this.badge,
      );
      this.launcher.addEventListener("click", () => api.toggle());
      root.append(this.launcher);
    }
  }

  function paint() {
    if (!element) return;
    const colour = /^#[0-9a-f]{6}$/i.test(settings.colour || "") ? settings.colour : "#3b4252";
    element.style.setProperty("--brand", colour);
    element.style.setProperty("--on-brand", inkOn(colour));
    // Words in the brand's colour on white need 4.5 to 1; a bright brand's words are black.
    element.style.setProperty("--voice-on-white", 1.05 / (lightness(colour) + 0.05) < 4.5 ? "#15181e" : colour);
    if (settings.side) element.setAttribute("side", settings.side);
    const [open, close, waiting] = words[(settings.locale || "en").slice(0, 2)] || words.en;
    const label = opened ? close : unread ? `${open} (${unread} ${waiting})` : open;
    element.launcher.setAttribute("aria-label", label);
    element.launcher.setAttribute("aria-expanded", String(opened));
    element.badge.textContent = unread && !opened ? (unread > 9 ? "9+" : unread) : "";
  }

  function remember(key, value) {
    try {
      if (value === undefined) return localStorage.getItem(`${place}:${key}`);
      if (value === null) localStorage.removeItem(`${place}:${key}`);
      else localStorage.setItem(`${place}:${key}`, value);
    } catch { /* storage is switched off: the chat works without memory */ }
    return null;
  }

  const context = {
    base, place, settings, emit, inkOn,
    identity: () => identity,
    element: () => element,
    isOpen: () => opened,
    close: () => api.close(),
    setUnread(count) {
      if (count === unread) return;
      unread = count;
      paint();
      emit("unread", count);
    },
  };

  function load() {
    if (loading) return loading;
    element.launcher.setAttribute("aria-busy", "true");
    // A failed module stays failed under its address, so a retry asks for another one.
    const address = `${base}/widget/app/${baked.version}/app.js${tries++ ? `?try=${tries}` : ""}`;
    loading = import(address)
      .then((module) => { app = module.start(context); return app; })
      .catch((error) => { loading = null; opened = false; paint(); throw error; })
      .finally(() => element.launcher.removeAttribute("aria-busy"));
    return loading;
  }

  // While the chat is not loaded, one small request tells whether an answer is waiting.
  async function look() {
    if (app || loading || document.hidden) return;
    const slot = identity ? null : JSON.parse(remember("slot:visitor") || "null");
    if (!slot || !slot.live) return;
    const answer = await fetch(`${base}/widget/unread`, { headers: { Authorization: `Bearer ${slot.token}` } });
    if (answer.ok && !app) context.setUnread((await answer.json()).unread);
  }

  function begin() {
    if (!started || element || !document.body) return;
    element = document.querySelector("handrail-widget") || document.createElement("handrail-widget");
    if (!element.isConnected) document.body.append(element);
    paint();
    const check = () => look().catch(() => { /* asked again in half a minute */ });
    check();
    setInterval(check, 30000);
    emit("ready", { version: baked.version });
    if (remember("open") === "1" || "open" in settings) api.open({ quiet: true });
  }

  const api = {
    version: baked.version,
    init(options) {
      Object.assign(settings, options || {});
      if (options && options.identity) api.identify(options.identity);
      started = true;
      begin();
      paint();
      if (app) app.restyle();
    },
    // how: { ask: "text" } puts a question into the composer of a new conversation; with
    // send: true it is sent at once.
    open(how) {
      if (!element) { settings.open = ""; return; }
      if (opened) { if (app && how) app.show(how); return; }
      opened = true;
      remember("open", "1");
      paint();
      load().then((chat) => { if (opened) { chat.show(how); emit("open"); } }).catch(() => emit("error"));
    },
    close() {
      if (!opened) return;
      opened = false;
      remember("open", null);
      paint();
      if (app) app.hide();
      if (element) element.launcher.focus({ preventScroll: true });
      emit("close");
    },
    toggle() { return opened ? api.close() : api.open(); },
    identify(who) {
      identity = who;
      if (app) app.identify();
    },
    logout() {
      identity = null;
      api.close();
      if (app) app.logout();
      try {
        for (const key of Object.keys(localStorage)) {
          if (key.startsWith(`${place}:`)) localStorage.removeItem(key);
        }
      } catch { /* nothing was kept */ }
      context.setUnread(0);
    },
    setLocale(locale) {
      settings.locale = locale;
      paint();
      if (app) app.restyle();
    },
    on(name, listener) { (listeners[name] = listeners[name] || []).push(listener); return api; },
    off(name, listener) {
      listeners[name] = (listeners[name] || []).filter((kept) => kept !== listener);
      return api;
    },
    push(...calls) { for (const [name, ...values] of calls) if (name in api) api[name](...values); },
  };

  if (!customElements.get("handrail-widget")) customElements.define("handrail-widget", HandrailWidget);
  window.Handrail = api;
  if (Array.isArray(early)) api.push(...early);
  if (!("manual" in settings)) started = true;
  if (document.body) begin();
  else document.addEventListener("DOMContentLoaded", begin);
})();
