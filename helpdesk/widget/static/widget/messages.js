// One entry of the log as elements: bubbles, sources, thumbs, events.

import { avatar } from "./avatars.js";
import { button, el, icon } from "./dom.js";
import { sentFiles } from "./files.js";
import { markdown, plain, safeLink } from "./markdown.js";

// Messages of one author this close stand under one name.
const together = 5 * 60000;

export function follows(item, before) {
  return Boolean(before && before.kind === "message" && before.sender === item.sender && before.author.name === item.author.name
    && new Date(item.at) - new Date(before.at) < together);
}

function nameOf({ sender, author }, { words }) {
  if (sender === "assistant") return [words.say("ai")];
  return [author.name || words.say("team"), el("span", {}, ` · ${words.say("team_role")}`)];
}

function sources(list, { words, base }) {
  const cards = list.map(({ title, url, quote }) => {
    const href = url ? safeLink(url, base) : null;
    const inside = [icon("page"), el("b", {}, title), href ? icon("next") : null, quote ? el("q", {}, quote) : null];
    return el("li", {}, href
      ? el("a", { href, target: "_blank", rel: "noopener", title: `${title} (${words.say("new_tab")})` }, inside)
      : el("span.source", {}, inside));
  });
  return el("ul.sources", { "aria-label": words.say("sources") }, cards);
}

function thumb(item, up, { thread, words, act }) {
  const chosen = thread.own.thumbs[item.seq] === up;
  return button(".thumb", {
    "aria-label": words.say(up ? "helpful" : "unhelpful"),
    "aria-pressed": String(chosen),
    onclick: () => act.thumbs(item.seq, up),
  }, icon(up ? "up" : "down"));
}

// What stands under an answer: the time, and whether it helped.
function under(item, desk) {
  const time = el("time", { datetime: item.at }, desk.words.time(item.at));
  if (!item.data.ask_solved) return el("div.mark", {}, time);
  return el("div.under", { role: "group", "aria-label": desk.words.say("rate") },
    el("span.mark", {}, time), thumb(item, true, desk), thumb(item, false, desk));
}

function solvedQuestion(item, { thread, words, act }) {
  const given = thread.own.solved[item.seq] ?? { confirmed: true, contradicted: false }[item.data.verdict];
  if (given !== undefined) return el("div.mark", {}, words.say(given ? "solved_yes" : "solved_no"));
  return el("div.chips", { role: "group", "aria-label": words.say("solved_q") },
    el("span.mark", {}, words.say("solved_q")),
    button(".chip", { onclick: () => act.solved(item.seq, true) }, words.say("yes")),
    button(".chip", { onclick: () => act.solved(item.seq, false) }, words.say("no")));
}

function quickReplies(item, { act }) {
  const chips = item.data.quick_replies.map((text) => button(".chip", { onclick: () => act.say(text) }, text));
  return el("div.chips", { role: "group" }, chips);
}

function bubble(item, words) {
  if (item.data.redacted) return el("div.bubble.gone", {}, words.say("redacted"));
  return item.body ? el("div.bubble", { dir: "auto" }, markdown(item.body)) : null;
}

export function theirs(item, before, isLast, desk) {
  const first = !follows(item, before);
  const data = item.data;
  return el(first ? "article.entry.first" : "article.entry", {},
    first ? el("p.name", {}, nameOf(item, desk)) : null,
    first ? avatar(item.author, desk) : null,
    el("div.part", {},
      bubble(item, desk.words),
      sentFiles(data.attachments, desk),
      data.sources && data.sources.length ? sources(data.sources, desk) : null,
      under(item, desk),
      data.ask_solved && (isLast || item.data.verdict || item.seq in desk.thread.own.solved) ? solvedQuestion(item, desk) : null,
      isLast && data.quick_replies && data.quick_replies.length ? quickReplies(item, desk) : null));
}

function mark(entry, { thread, words, act, client }) {
  if (entry.failed) {
    const why = words.has(`failed_${entry.failed}`) ? `failed_${entry.failed}` : "failed";
    return el("div.mark.bad", { role: "alert" }, icon("alert"), words.say(why),
      button("", { onclick: () => act.retry(entry.cid) }, words.say("retry")),
      button("", { onclick: () => act.discard(entry) }, words.say("discard")));
  }
  if (!entry.seq && !entry.sent) {
    const key = client.online ? "sending" : "kept";
    return el("div.mark", {}, icon(client.online ? "clock" : "cloud"), words.say(key));
  }
  const seen = entry.seq && entry.seq <= (thread.state.agent_seen || 0);
  const state = words.say(seen ? "seen" : "sent");
  return el(seen ? "div.mark.seen" : "div.mark", {}, el("time", { datetime: entry.at }, words.time(entry.at)),
    icon(seen ? "checks" : "check"), el("span.quiet", {}, state));
}

export function mine(entry, before, desk) {
  const waits = !entry.seq && !entry.sent;
  const classes = ["entry", "mine", follows(entry, before) ? "" : "first", entry.failed ? "failed" : waits ? "waits" : ""].filter(Boolean);
  const gone = entry.data && entry.data.redacted;
  const said = entry.body ? el("div.bubble", { dir: "auto" }, plain(entry.body)) : null;
  const content = gone ? el("div.bubble.gone", {}, desk.words.say("redacted")) : [sentFiles(entry.data?.attachments, desk), said];
  return el(`article.${classes.join(".")}`, {},
    el("div.part", {}, el("span.quiet", {}, desk.words.say("you")), content, mark(entry, desk)));
}

const told = new Set(["handed_off", "nobody_there", "way_chosen"]);

// The tenant's own words in its own language; ours where we have them in the customer's.
export function happened(item, { words }) {
  const { event, agent } = item.data;
  if (told.has(event) && item.body) return el("p.happened.said", {}, icon("person"), el("span", {}, item.body));
  const own = words.has(`event_${event}`) ? words.say(`event_${event}`, { name: agent || words.say("team") }) : item.body;
  return el("p.happened", {}, own);
}
