// Beside a reply: what a first reply lacks, promises heard in it, what it asks again, and an offer.

import { toast } from "./page.js";
import { say } from "./say.js";

// A look must not keep a reply waiting: what takes longer is not waited for.
const LOOK_WITHIN_MS = 1_500;

const form = () => document.getElementById("composer");
const hints = () => document.getElementById("hints");
const isReply = () => form().querySelector('input[name="mode"]:checked')?.value === "reply";

export function startBeside() {
  document.body.addEventListener("htmx:confirm", onSend);
  document.addEventListener("click", (event) => {
    const offer = event.target.closest("[data-offer]");
    if (offer) putIn(offer);
    const known = event.target.closest("[data-instead]");
    if (known) confirmInstead(known);
    const edit = event.target.closest("[data-edit-summary]");
    if (edit) openSummary(edit);
  });
}

// The first press looks; the second, or the same keys again, sends whatever was said.
function onSend(event) {
  if (!event.detail.elt.matches?.(".send-reply, .send-later") || !isReply()) return;
  if (!hints() || hints().dataset.shown || !document.querySelector("[data-first-reply]")) return;
  event.preventDefault();
  look().then((found) => (found ? show(found) : event.detail.issueRequest(true)));
}

// The hints as nodes, or null when there are none, or no answer.
async function look() {
  const body = new URLSearchParams({ body: form().elements.body.value });
  const headers = { "X-CSRFToken": form().elements.csrfmiddlewaretoken.value };
  try {
    const signal = AbortSignal.timeout(LOOK_WITHIN_MS);
    const answer = await fetch(hints().dataset.look, { method: "POST", body, headers, signal });
    if (answer.status !== 200) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes;
  } catch {
    return null;
  }
}

function show(found) {
  hints().replaceChildren(...found);
  hints().hidden = false;
  hints().dataset.shown = "yes";
  form().querySelector(".send-reply").lastChild.textContent = say("Send anyway");
  form().elements.body.focus();
}

export function clearBeside() {
  document.getElementById("heard")?.replaceChildren();
  form().querySelector('input[name="make_good"]')?.remove();
  // A note is no reply: the first one is still to come.
  if (isReply()) document.querySelector("[data-first-reply]")?.removeAttribute("data-first-reply");
  if (!hints()?.dataset.shown) return;
  hints().replaceChildren();
  hints().hidden = true;
  delete hints().dataset.shown;
  form().querySelector(".send-reply").lastChild.textContent = say("Send");
}

// What is known is confirmed, not asked again: the sentence takes the place of the question.
function confirmInstead({ dataset: { asked, instead } }) {
  const field = form().elements.body;
  const at = field.value.indexOf(asked);
  const rest = field.value.trimEnd();
  if (at >= 0) field.setRangeText(instead, at, at + asked.length, "end");
  else field.value = rest ? `${rest} ${instead}` : instead;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

function openSummary(button) {
  const own = document.getElementById("own-summary");
  own.hidden = !own.hidden;
  button.setAttribute("aria-expanded", String(!own.hidden));
  if (!own.hidden) own.elements.words.focus();
}

// An offer goes into the reply as words that may be edited, and is recorded when that is sent.
function putIn(offer) {
  const field = form().elements.body;
  const before = field.value.trimEnd();
  field.value = before ? `${before}\n\n${offer.dataset.words}` : offer.dataset.words;
  form().querySelector('input[name="make_good"]')?.remove();
  form().append(Object.assign(document.createElement("input"), { type: "hidden", name: "make_good", value: offer.dataset.offer }));
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
  toast(say("“{name}” is in your reply. It is given when you send that.", { name: offer.dataset.name }));
}
