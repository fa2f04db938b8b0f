// The open chat: a dialog with a header, a view, and the keyboard's ways in and out.

import { Conversation } from "./conversation.js";
import { el, icon, reconcile } from "./dom.js";
import { header } from "./header.js";
import { home, loading } from "./home.js";
import { styledRoot } from "./styles.js";
import { Words } from "./strings.js";

// A short break in the line is nobody's business.
const patience = 2000;

export class Panel {
  constructor(context, client) {
    Object.assign(this, { context, client, menuOpen: false, screen: null });
    this.top = el("div");
    this.notes = el("div", { "aria-live": "polite" });
    this.middle = el("div.view");
    this.node = el("section.panel", {
      role: "dialog", "aria-labelledby": "handrail-title", hidden: true, onkeydown: (event) => this.key(event),
    }, this.top, this.notes, this.middle);
    styledRoot(context.element()).append(this.node);
    document.addEventListener("visibilitychange", () => this.read());
    this.restyle();
  }

  restyle() {
    const { settings } = this.context;
    const brand = this.brand;
    this.words = new Words(settings.locale || brand.locale, { ...brand.strings, ...settings.strings });
    this.node.lang = this.words.language;
    this.node.dir = this.words.direction;
    const { base, inkOn } = this.context;
    this.desk = { client: this.client, words: this.words, brand, base, inkOn, act: this.acts(), thread: this.client.thread };
    this.view = null;
    this.update();
  }

  // The loader knows name and colour before the desk has answered.
  get brand() {
    const { name, locale } = this.context.settings;
    return this.client.brand || { name, locale, greeting: "", disclosure: "", logo: "" };
  }

  show({ ask, send } = {}) {
    this.node.hidden = false;
    this.asked = ask;
    this.sends = send;
    this.update();
    this.read();
    // Still loading: the focus goes on when there is where to write.
    this.arriving = !this.view;
    this.focus();
  }

  hide() {
    this.node.hidden = true;
    if (this.view) this.view.composer.still();
  }

  focus() {
    const typing = this.view && !matchMedia("(pointer: coarse)").matches;
    if (typing) this.view.composer.focus();
    else this.node.querySelector("button").focus({ preventScroll: true });
  }

  update(fresh) {
    const { client, desk } = this;
    if (desk.brand !== this.brand && client.brand) return this.restyle();
    desk.thread = client.thread;
    const held = this.node.getRootNode().activeElement;
    reconcile(this.top, [this.headPart()]);
    reconcile(this.notes, this.banner());
    this.fill(fresh);
    this.keepFocus(held);
    if (fresh) this.read();
    this.context.setUnread(client.unread);
  }

  // What had the focus may have been drawn anew.
  keepFocus(held) {
    const arrived = this.arriving && this.view;
    if (this.node.hidden || !(arrived || (held && !held.isConnected))) return;
    if (arrived) this.arriving = false;
    const label = held && held.getAttribute("aria-label");
    const again = label && !arrived && [...this.node.querySelectorAll("[aria-label]")].filter((one) => one.getAttribute("aria-label") === label).at(-1);
    if (again) again.focus({ preventScroll: true });
    else this.focus();
  }

  fill(fresh) {
    const { client, desk, words } = this;
    if (!client.contact) {
      this.view = null;
      return reconcile(this.middle, client.refused ? [] : [{ key: "loading", sign: words.locale, make: () => loading(desk) }]);
    }
    if (this.asked && !(client.thread && client.thread.isNew)) client.open(null);
    if (!client.thread) {
      this.view = null;
      const sign = JSON.stringify([words.locale, client.conversations]);
      return reconcile(this.middle, [{ key: "home", sign, make: () => home(desk) }]);
    }
    const view = this.view || (this.view = new Conversation(desk));
    const opened = this.shown !== client.thread || !view.node.isConnected;
    reconcile(this.middle, [{ key: "talk", sign: view, make: () => view.node }]);
    this.shown = client.thread;
    if (opened) view.open(client.thread);
    else view.update(fresh);
    const { asked } = this;
    this.asked = null;
    if (!asked) return;
    view.composer.take(asked);
    if (this.sends) view.composer.send();
  }

  headPart() {
    const { client, menuOpen } = this;
    const canGoBack = Boolean(client.thread && client.conversations.length);
    const { speaker, status } = (client.thread && client.thread.state) || {};
    const ends = client.thread && !client.thread.isNew;
    const sign = JSON.stringify([this.words.locale, this.brand, canGoBack, menuOpen, speaker, status, ends, Boolean(client.thread), client.refused, client.stopped]);
    return { key: "head", sign, make: () => header(this.desk, { canGoBack, menuOpen }) };
  }

  banner() {
    const { client, words } = this;
    const trouble = client.stopped ? "stopped" : client.refused ? "refused" : client.online ? "" : "reconnecting";
    clearTimeout(this.waiting);
    this.brokenSince = trouble ? this.brokenSince || Date.now() : 0;
    const due = this.brokenSince + (client.contact ? patience : 3 * patience) - Date.now();
    if (trouble === "reconnecting" && due > 0) {
      this.waiting = setTimeout(() => this.update(), due + 20);
      return [];
    }
    return trouble ? [{ key: trouble, sign: words.locale, make: () => el("div.banner", { role: "status" }, icon("cloud"), el("span", {}, words.say(trouble))) }] : [];
  }

  // Seen is what was on a visible screen.
  read() {
    if (this.node.hidden || document.hidden) return;
    this.client.sawAll();
    this.context.setUnread(this.client.unread);
  }

  key(event) {
    if (event.key === "Escape") {
      event.stopPropagation();
      if (this.menuOpen) this.menu(false);
      else this.context.close();
    }
    if (event.key === "Tab") this.keepInside(event);
  }

  keepInside(event) {
    const stops = [...this.node.querySelectorAll("button, a[href], input, textarea, [tabindex='0']")]
      .filter((one) => !one.disabled && one.getClientRects().length);
    const active = this.node.getRootNode().activeElement;
    const edge = event.shiftKey ? stops[0] : stops.at(-1);
    if (active !== edge) return;
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops[0]).focus();
  }

  menu(open) {
    this.menuOpen = open;
    this.update();
    const target = this.top.querySelector(open ? "[role=menuitem]" : "[aria-haspopup]");
    if (target) target.focus();
  }

  open(id) {
    this.menuOpen = false;
    this.client.open(id);
    this.update();
    this.read();
    this.focus();
  }

  // What the views may ask for.
  acts() {
    const { client } = this;
    const own = (part, key, value) => { client.thread.remember(part, key, value); this.update(); };
    return {
      open: (id) => this.open(id),
      home: () => { client.shut(); this.update(); this.focus(); },
      close: () => this.context.close(),
      menu: () => this.menu(!this.menuOpen),
      say: (text, files) => { client.say(text, files); this.view.toEnd(); },
      person: ({ anew } = {}) => { if (anew) this.open(null); client.act("talk_to_person"); },
      cancelWait: () => client.act("cancel_wait"),
      askToEnd: () => { this.menuOpen = false; this.view.ending = true; this.update(); },
      keep: () => { this.view.ending = false; this.update(); this.focus(); },
      end: () => { this.view.ending = false; client.act("end"); this.focus(); },
      retry: (cid) => client.retry(cid),
      discard: (entry) => {
        client.discard(entry.cid);
        this.view.composer.put(entry.body);
        if (entry.data?.attachments) client.tray.put(entry.data.attachments);
      },
      thumbs: (seq, up) => { client.act("thumbs", { seq, up }); own("thumbs", seq, up); },
      solved: (seq, yes) => { client.act("solved", { seq, yes }); own("solved", seq, yes); },
      askWay: (way) => { own("way", "open", way); this.view.toEnd(); },
      reach: (how) => { client.act("reach_me", how); own("way", "open", ""); },
      answerSurvey: (invitation, answer) => {
        client.act("survey", { invitation, ...answer });
        own("surveys", invitation, answer.skip ? "skipped" : "answered");
      },
    };
  }
}
