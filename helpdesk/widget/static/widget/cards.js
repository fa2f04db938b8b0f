// What the chat asks of the customer: how to reach them, how it was, whether to end.

import { button, el, icon } from "./dom.js";

const asks = { callback: ["tel", "phone"], email: ["email", "email"] };

// The same as the desk holds against it (helpdesk/waiting/ways.py).
const fits = {
  tel: (text) => /^\+?[\d\s()./-]+$/.test(text) && /^.{6,15}$/.test(text.replace(/\D/g, "")),
  email: (text) => /^\S+@\S+\.\S+$/.test(text),
};

// How a person will turn to them. It can be changed until one comes.
export function ways({ thread, words, act }) {
  const { way: chosen, offers, expected } = thread;
  const open = thread.own.way?.open;
  const choose = (way) => (thread.state.ways[way] === false ? act.askWay(way) : act.reach({ way }));
  const chip = (way) => button(".chip", { "aria-pressed": String(way === (open || chosen)), onclick: () => choose(way) }, words.say(`way_${way}`));
  // Who was told that nobody is there knows as much as we do.
  const lasts = expected.time ? "wait_lasts" : thread.told("nobody_there", "handed_off")?.data.why ? "" : "wait_unknown";
  const note = lasts && el("p", {}, words.say(lasts, expected));
  if (!offers[1]) return el(note ? "div.card" : "div", {}, note);
  return el("div.card", {},
    el("h3", {}, words.say("reach_q")), note,
    el("div.row-of", { role: "group", "aria-label": words.say("reach_q") }, offers.map(chip)),
    open ? address(open, words, act) : null);
}

function address(way, words, act) {
  const [type, label] = asks[way];
  const wrong = el("p.bad", { role: "alert" });
  const input = el("input", { type, autocomplete: type, maxlength: 200 });
  return el("form", {
    novalidate: true,
    onsubmit(event) {
      event.preventDefault();
      const given = input.value.trim();
      if (fits[type](given)) return act.reach({ way, address: given });
      wrong.textContent = words.say(`bad_${type}`);
      input.setAttribute("aria-invalid", "true");
      input.focus();
    },
  }, el("label", {}, words.say(label), input), wrong, el("button.primary", { type: "submit" }, words.say("save")));
}

function face(score, words, choose) {
  const smile = [
    "M8.5 16.5c1-1.7 2.2-2.3 3.5-2.3s2.5.6 3.5 2.3", "M9 15.8c.9-.9 1.9-1.2 3-1.2s2.1.3 3 1.2",
    "M9 15h6", "M8.8 14.2c.9 1 2 1.5 3.2 1.5s2.3-.5 3.2-1.5", "M8 13.5c.8 2.2 2.2 3.3 4 3.3s3.2-1.1 4-3.3z",
  ][score - 1];
  return button(".face", { "aria-pressed": "false", "data-score": score, onclick: () => choose(score) },
    icon("face", smile), words.say(`csat_${score}`));
}

// The tenant's own question, for those who read the tenant's language.
function question(item, { words, brand }) {
  return item.body && (brand.locale || "en").startsWith(words.language) ? item.body : words.say("csat_q");
}

export function survey(item, desk) {
  const { words, act } = desk;
  const { invitation } = item.data;
  let chosen = null;
  const comment = el("textarea", { name: "comment", maxlength: 2000, "aria-label": words.say("comment"), placeholder: words.say("comment"), hidden: true });
  const submit = el("button.primary", { type: "submit", hidden: true }, words.say("submit"));
  const choose = (score) => {
    chosen = score;
    for (const one of faces.children) one.setAttribute("aria-pressed", String(Number(one.dataset.score) === score));
    comment.hidden = submit.hidden = false;
    comment.focus({ preventScroll: true });
    submit.closest("form").scrollIntoView({ block: "end" });
  };
  const faces = el("div.faces", { role: "group", "aria-label": words.say("csat_q") }, [1, 2, 3, 4, 5].map((score) => face(score, words, choose)));
  return el("form.card", {
    onsubmit(event) {
      event.preventDefault();
      if (chosen) act.answerSurvey(invitation, { score: chosen, comment: comment.value });
    },
  },
    el("h3", {}, question(item, desk)), faces, comment,
    el("div.row-of", {}, submit, button(".plain", { onclick: () => act.answerSurvey(invitation, { skip: true }) }, words.say("skip_survey"))));
}

export function waiting({ thread, words, act, client }) {
  const asking = thread.state.status !== "waiting";
  const since = thread.state.waiting_since;
  const { place } = thread.expected;
  const said = words.say(asking ? "asking" : place ? "place" : "waiting", { place });
  const note = asking || !since ? null : el("small", {}, words.say("waiting_since", { time: words.time(since) }));
  return el("div.queue", { role: "status" },
    el("span.ring", { "aria-hidden": "true" }),
    el("div", {}, said, note),
    asking || client.doing("cancel_wait") ? null : button(".plain", { onclick: () => act.cancelWait() }, words.say("cancel_wait")));
}

export function askToEnd({ words, act }) {
  return el("div.ask", { role: "alertdialog", "aria-label": words.say("end_q") },
    el("span", {}, words.say("end_q")),
    button(".primary", { onclick: () => act.end() }, words.say("end_yes")),
    button(".plain", { onclick: () => act.keep() }, words.say("end_no")));
}
