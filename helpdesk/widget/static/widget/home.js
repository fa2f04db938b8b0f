// The view of past conversations, and the ways to begin another.

import { button, el, icon } from "./dom.js";

export function home({ client, words, act }) {
  const rows = client.conversations.map((one) => el("li", {},
    button(".row", { onclick: () => act.open(one.id), "data-unread": one.unread > 0 },
      el("b", { dir: "auto" }, one.preview || words.say("new")),
      one.unread ? el("em", { "aria-label": words.say("unread", { count: one.unread }) }, one.unread) : el("span"),
      el("small", {}, `${words.say(`status_${one.status}`)} · ${words.ago(one.at)}`))));
  return el("div.home", {},
    el("section", {}, el("h3", {}, words.say("conversations")), el("ul", {}, rows)),
    el("footer", {},
      button(".primary", { onclick: () => act.open(null) }, words.say("new")),
      button(".person", { onclick: () => act.person({ anew: true }) }, icon("person"), words.say("person"))));
}

export function loading({ words }) {
  return el("div.wait", { role: "status", "aria-label": words.say("loading") }, el("i"), el("i"), el("i"));
}
