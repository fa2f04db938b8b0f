// Shows the small part of Markdown that answers use, as DOM nodes: paragraphs, lists, headings as
// bold lines, bold, italics, code and links. Everything else stays the text it is.

import { el } from "./dom.js";

const inline = /(`[^`\n]+`)|(\*\*(?=\S)[^\n]+?\*\*)|(\*(?=\S)[^*\n]+?\*)|(\b_(?=\S)[^_\n]+?_\b)|\[([^\]\n]+)\]\(([^)\s]+)\)|(https?:\/\/[^\s<>()]+[^\s<>().,;:!?'"])/;
const bullet = /^\s{0,3}[-*•]\s+/;
const number = /^\s{0,3}(\d{1,3})[.)]\s+/;

// Only addresses that cannot run anything: http, https and mailto. Those without a host are `base`'s.
export function safeLink(address, base) {
  try {
    const url = new URL(address, base);
    return ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

function link(label, address) {
  const href = safeLink(address);
  if (!href) return label;
  return el("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, label);
}

function words(text) {
  const parts = [];
  let rest = text;
  for (let found = inline.exec(rest); found; found = inline.exec(rest)) {
    const [whole, code, bold, star, underscore, label, address, bare] = found;
    parts.push(rest.slice(0, found.index));
    if (code) parts.push(el("code", {}, code.slice(1, -1)));
    else if (bold) parts.push(el("strong", {}, words(bold.slice(2, -2))));
    else if (star || underscore) parts.push(el("em", {}, words(whole.slice(1, -1))));
    else if (label) parts.push(link(label, address));
    else if (bare) parts.push(link(bare.replace(/^https?:\/\//, ""), bare));
    rest = rest.slice(found.index + whole.length);
  }
  parts.push(rest);
  return parts.filter((part) => part !== "");
}

function lines(block) {
  return block.flatMap((line, at) => (at ? [el("br"), ...words(line)] : words(line)));
}

function list(block, marker, tag) {
  const items = [];
  for (const line of block) {
    if (marker.test(line)) items.push([line.replace(marker, "")]);
    else items[items.length - 1].push(line.trim());
  }
  const start = tag === "ol" ? Number(number.exec(block[0])[1]) : 1;
  return el(tag, { start: start > 1 ? start : null }, items.map((item) => el("li", {}, lines(item))));
}

function fenced(block) {
  return el("pre", { tabindex: "0" }, el("code", {}, block.slice(1, block.at(-1).startsWith("```") && block.length > 1 ? -1 : undefined).join("\n")));
}

function kindOf(line) {
  if (bullet.test(line)) return "ul";
  if (number.test(line)) return "ol";
  if (/^\s{0,3}#{1,6}\s/.test(line)) return "heading";
  return "p";
}

function blocksOf(text) {
  const blocks = [];
  let current = null, fence = false;
  for (const line of text.replace(/\r\n?/g, "\n").split("\n")) {
    if (fence) {
      current.lines.push(line);
      if (line.startsWith("```")) { fence = false; current = null; }
    } else if (line.startsWith("```")) {
      fence = true;
      blocks.push(current = { kind: "pre", lines: [line] });
    } else if (!line.trim()) {
      current = null;
    } else {
      const kind = kindOf(line);
      const goesOn = current && (kind === current.kind || (kind === "p" && current.kind !== "heading")) && kind !== "heading";
      if (goesOn) current.lines.push(line);
      else blocks.push(current = { kind, lines: [line] });
    }
  }
  return blocks;
}

function draw({ kind, lines: block }) {
  if (kind === "pre") return fenced(block);
  if (kind === "ul") return list(block, bullet, "ul");
  if (kind === "ol") return list(block, number, "ol");
  if (kind === "heading") return el("p", {}, el("strong", {}, words(block[0].replace(/^\s*#+\s+/, ""))));
  return el("p", {}, lines(block));
}

export function markdown(text) {
  return blocksOf(text).map(draw);
}

// What a customer typed is shown as typed: line breaks and addresses, nothing else.
export function plain(text) {
  const bare = /(https?:\/\/[^\s<>()]+[^\s<>().,;:!?'"])/;
  return text.split(bare).map((part, at) => (at % 2 ? link(part, part) : part));
}
