// The top of the panel: whose chat this is, who speaks now, and what else can be done.

import { avatar } from "./avatars.js";
import { button, el, icon } from "./dom.js";

// One line: "AI assistant", "Maya · Support", "Waiting for a person".
function speaks({ thread, words, client }) {
  if (client.refused || client.stopped) return ["off", words.say("stopped_short")];
  const { status, speaker } = (thread && thread.state) || {};
  if (status === "resolved") return ["off", words.say("status_resolved")];
  if (status === "waiting") return ["nobody", words.say("nobody")];
  if (speaker && speaker.kind === "agent") return ["agent", `${speaker.name || words.say("team")} · ${words.say("team_role")}`];
  return ["assistant", words.say("ai")];
}

export function header(desk, { canGoBack, menuOpen }) {
  const { thread, words, brand, act } = desk;
  const [kind, line] = speaks(desk);
  const speaker = (thread && thread.state.speaker) || {};
  const face = kind === "agent" ? { ...speaker, kind } : { kind: brand.logo ? "brand" : "brandname" };
  return el("header.head", {},
    canGoBack ? button(".round", { "aria-label": words.say("back"), onclick: () => act.home() }, icon("back")) : null,
    avatar(face, { ...desk, big: true }),
    el("div.who", {}, el("h2", { id: "handrail-title" }, brand.name), el("p", { "data-kind": kind, role: "status" }, el("span", {}, line))),
    thread ? button(".round", {
      "aria-label": words.say("options"), "aria-haspopup": "menu", "aria-expanded": String(menuOpen), onclick: () => act.menu(),
    }, icon("more")) : null,
    button(".round", { "aria-label": words.say("close"), onclick: () => act.close() }, icon("close")),
    menuOpen ? menu(desk) : null);
}

function menu({ thread, words, act }) {
  const endable = !thread.isNew && thread.state.status !== "resolved";
  return el("div.menu", { role: "menu", onkeydown: arrows },
    button("", { role: "menuitem", onclick: () => act.open(null) }, icon("plus"), words.say("new")),
    endable ? button("", { role: "menuitem", onclick: () => act.askToEnd() }, icon("check"), words.say("end")) : null);
}

function arrows(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...event.currentTarget.children];
  const at = items.indexOf(event.target);
  items[(at + step + items.length) % items.length].focus();
}
