// Files as elements: chips in the composer, pictures and chips in the log.

import { button, el, icon } from "./dom.js";
import { inWork } from "./tray.js";

// In the tray: what it is, how far it has come, and the ways to go on.
export function waitingFile(file, tray, words) {
  const failed = file.state === "failed" || file.state === "lost";
  const face = file.picture ? el("img", { src: file.picture, alt: "", onerror: (event) => event.target.replaceWith(icon("page")) }) : icon("page");
  const node = el(`li.upload.${file.state}`, {},
    el("span.leaf", {}, face),
    el("span.about", {}, el("b", { dir: "auto" }, file.name), el("span", {}, stateOf(file, words, tray.client.files || {}))),
    failed && file.blob && file.why === undefined ? button("", { onclick: () => tray.retry(file) }, words.say("retry")) : null,
    button(".away", { "aria-label": words.say(inWork.has(file.state) ? "cancel_file" : "remove_file", { name: file.name }), onclick: () => tray.remove(file) }, icon("close")));
  file.onshare = (share) => node.style.setProperty("--share", share.toFixed(3));
  return node;
}

function stateOf({ state, why, said, size }, words, { max_bytes: bytes, most }) {
  const limits = { mb: Math.floor(bytes / 1048576), most };
  if (state === "lost") return words.say("file_lost");
  if (state === "failed") return words.has(`why_${why}`) ? words.say(`why_${why}`, limits) : said || words.say("file_failed");
  if (state === "loading") return words.say("uploading");
  if (state === "waiting") return words.say("file_waiting");
  return words.size(size);
}

// In the log: pictures as pictures, all else by name; one press fetches it.
export function sentFiles(list, desk) {
  if (!list || !list.length) return null;
  const pictures = list.filter((file) => file.width);
  return el("ul.files", { "aria-label": desk.words.say("files") },
    list.map((file) => el(pictures.length > 1 && file.width ? "li.small" : "li", {}, file.width ? picture(file, desk) : chip(file, desk))));
}

function chip(file, desk) {
  const { words } = desk;
  return button(".file", { "aria-label": words.say("download", { name: file.name }), onclick: () => fetchFile(file, desk, "url") },
    el("span.leaf", {}, icon("page")), el("span.about", {}, el("b", { dir: "auto" }, file.name), el("span", {}, words.size(file.size))), icon("fetch"));
}

function picture(file, desk) {
  const image = el("img", { alt: "", loading: "lazy" });
  const frame = button(".shot", {
    "aria-label": desk.words.say("view", { name: file.name }), title: file.name,
    vars: { "--ratio": `${file.width} / ${file.height}`, "--wide": `${file.width}px` },
    onclick: () => fetchFile(file, desk, "preview"),
  }, image);
  image.onload = () => frame.classList.add("here");
  image.onerror = () => frame.replaceWith(chip(file, desk));
  linksOf(file, desk).then(({ preview, url }) => { image.src = desk.base + (preview || url); }, () => image.onerror());
  return frame;
}

const linksOf = ({ id }, { client, thread }) => client.api.links(thread.id, id);

async function fetchFile(file, desk, which) {
  const links = await linksOf(file, desk).catch(() => null);
  if (links) el("a", { href: desk.base + (links[which] || links.url), target: "_blank", rel: "noopener" }).click();
}
