// The view of one conversation: the log, who can help, and where to write.

import { avatar } from "./avatars.js";
import { askToEnd, survey, waiting, ways } from "./cards.js";
import { Composer } from "./composer.js";
import { button, el, icon, reconcile } from "./dom.js";
import { markdown } from "./markdown.js";
import { happened, mine, theirs } from "./messages.js";

// Pixels from the end that still count as reading the end.
const near = 80;
const silent = new Set(["redacted", "survey_answered"]);

export class Conversation {
  constructor(desk) {
    this.desk = desk;
    const { words } = desk;
    this.composer = new Composer(desk);
    this.log = el("div.log", { role: "log", "aria-live": "polite", "aria-relevant": "additions", "aria-label": words.say("log"), tabindex: "0", onscroll: () => this.scrolled() });
    this.latest = button(".latest", { hidden: true, onclick: () => this.toEnd() }, icon("arrow"), words.say("latest"));
    this.help = el("div");
    this.foot = el("div.foot", {}, this.latest, this.help, this.composer.node);
    this.drop = el("div.drop", { hidden: true }, icon("clip"), words.say("drop"));
    this.node = el("div.view", {
      ondragenter: (event) => this.dragged(event), ondragover: (event) => this.dragged(event),
      ondragleave: (event) => { if (!this.node.contains(event.relatedTarget)) this.drop.hidden = true; },
      ondrop: (event) => this.dropped(event),
    }, this.log, this.foot, this.drop);
    this.ending = false;
  }

  open(thread) {
    this.desk.thread = thread;
    this.ending = false;
    this.log.replaceChildren();
    this.log.parts = null;
    this.composer.load(thread);
    this.update();
    this.toEnd("instant");
  }

  dragged(event) {
    if (!this.desk.client.files || !event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    this.drop.hidden = false;
  }

  dropped(event) {
    if (this.drop.hidden) return;
    event.preventDefault();
    this.drop.hidden = true;
    this.composer.attach([...event.dataTransfer.files]);
    this.composer.focus();
  }

  update(fresh = []) {
    const atEnd = this.atEnd;
    this.composer.refresh();
    reconcile(this.log, this.parts());
    reconcile(this.help, [this.helpPart()]);
    if (atEnd) this.toEnd();
    else if (fresh.some((item) => item.sender !== "contact")) this.latest.hidden = false;
  }

  get atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.log;
    return scrollHeight - scrollTop - clientHeight < near;
  }

  toEnd(behavior = "auto") {
    this.log.scrollTo({ top: this.log.scrollHeight, behavior });
    this.latest.hidden = true;
  }

  scrolled() {
    if (this.atEnd) this.latest.hidden = true;
  }

  parts() {
    const { desk } = this;
    const { thread, client, words } = desk;
    const parts = [{ key: "hello", sign: "", make: () => this.hello() }];
    let before = null, day = "";
    for (const item of [...thread.items, ...client.pending]) {
      const today = words.day(item.at);
      if (today !== day) {
        parts.push({ key: `day:${today}`, sign: "", make: () => el("p.day", {}, today) });
        before = null;
      }
      day = today;
      const part = this.part(item, before);
      if (part) parts.push(part);
      if (part) before = item;
    }
    return [...parts, ...this.last()].map((part) => ({ ...part, sign: `${words.locale}${part.sign}` }));
  }

  part(item, before) {
    if (item.kind === "event") return this.event(item);
    const { desk } = this;
    const { thread, client } = desk;
    const { seq, data = {}, cid } = item;
    const own = !item.sender || item.sender === "contact";
    const isLast = seq === thread.lastMessage && !client.pending.length && thread.state.status === "assisted";
    const sign = own
      ? [seq, item.sent, item.failed, client.online, seq <= thread.state.agent_seen, data.redacted]
      : [isLast, thread.own.thumbs[seq], thread.own.solved[seq], data.redacted, Boolean(before)];
    const entry = own ? { sender: "contact", author: { kind: "contact", name: "" }, ...item } : item;
    return { key: cid || seq, sign: sign.join(), make: () => (own ? mine(entry, before, desk) : theirs(item, before, isLast, desk)) };
  }

  event(item) {
    const { desk } = this;
    const { event, invitation, kind } = item.data;
    if (event === "survey") {
      const done = desk.thread.own.surveys[invitation];
      if (done === "skipped" || (kind && kind !== "csat")) return null;
      return { key: item.seq, sign: done || "", make: () => (done ? el("p.happened", {}, item.data.thanks || desk.words.say("survey_done")) : survey(item, desk)) };
    }
    if (event === "asked_for") return { key: item.seq, sign: "", make: () => theirs(item, null, false, desk) };
    if (silent.has(event) || (!item.body && !desk.words.has(`event_${event}`))) return null;
    return { key: item.seq, sign: "", make: () => happened(item, desk) };
  }

  // What stands below the last message: a form while waiting, and who is writing.
  last() {
    const { desk } = this;
    const { thread, client } = desk;
    const parts = [];
    if (thread.state.status === "waiting" && thread.state.ways) {
      const { way, offers, expected, state } = thread;
      parts.push({ key: "ways", sign: JSON.stringify([way, thread.own.way, offers, expected, state.ways]), make: () => ways(desk) });
    }
    if (client.typing) parts.push({ key: "typing", sign: client.typing.text || client.typing.name || client.typing.who, make: () => this.typing() });
    return parts;
  }

  typing() {
    const { client, words } = this.desk;
    const { who, name, text } = client.typing;
    const label = words.say("typing", { name: who === "assistant" ? words.say("assistant") : name || words.say("team") });
    return el("div.entry.first.types", { vars: text && { animation: "none" } }, avatar({ kind: who, ...this.desk.thread.state.speaker }, this.desk),
      el("div.part", {}, text ? el("div.bubble", { dir: "auto", "aria-hidden": "true" }, markdown(text)) : el("div.bubble.dots", { role: "img", "aria-label": label }, el("i"), el("i"), el("i"))));
  }

  hello() {
    const { desk } = this;
    const { brand, words } = desk;
    return el("div.hello", {}, avatar({ kind: brand.logo ? "brand" : "assistant" }, desk),
      el("h3", {}, brand.greeting || words.say("greeting")), el("p", {}, brand.disclosure || words.say("disclosure")));
  }

  helpPart() {
    const { desk, ending } = this;
    const { thread, client } = desk;
    const { status, can_talk_to_person: can } = thread.state;
    if (ending) return { key: "end", sign: desk.words.locale, make: () => askToEnd(desk) };
    const asking = client.doing("talk_to_person");
    if (asking || status === "waiting") {
      const sign = [desk.words.locale, asking, status, thread.state.waiting_since, thread.expected.place, client.doing("cancel_wait")].join();
      return { key: "wait", sign, make: () => waiting(desk) };
    }
    return { key: "help", sign: [desk.words.locale, status, can].join(), make: () => this.helpBar(status, can) };
  }

  helpBar(status, can) {
    const { words, act } = this.desk;
    const said = status === "resolved" ? words.say("ended") : status === "assisted" ? words.say("ai_note") : "";
    if (!said && !can) return el("div");
    return el("div.help", {}, el("span", {}, said),
      can ? button(".person", { onclick: () => act.person() }, icon("person"), words.say("person")) : null);
  }
}
