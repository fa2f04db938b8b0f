// A log-in that ended while one writes: the page asks for it in a dialog and goes on where it was,
// with the text, the files and the client id as they are. What was pressed is done then.

import { renewToken, token } from "./asking.js";
import { toast } from "./page.js";
import { say } from "./say.js";

let waiting = []; // what was pressed meanwhile
let asking = false;
let renewedAt = 0;

const RENEW_MS = 10_000;

const desk = () => document.getElementById("desk");
const dialog = () => document.getElementById("again");
const wrong = () => document.getElementById("again-wrong");

export function startSession() {
  // htmx would go to the log-in page, and leave what is being written.
  document.body.addEventListener("htmx:beforeOnLoad", (event) => {
    const to = event.detail.xhr.getResponseHeader("HX-Redirect");
    if (!to?.startsWith(desk().dataset.login)) return;
    event.preventDefault();
    loggedOut(againOf(event));
  });
  // A log-in in another tab makes this page's token old.
  document.body.addEventListener("htmx:responseError", (event) => {
    if (asksWhoIsHere(event.detail.xhr)) loggedOut(againOf(event));
  });
  document.body.addEventListener("handrail:logged-out", ({ detail }) => loggedOut(detail.again));
  dialog().querySelector("form").addEventListener("submit", logIn);
  dialog().addEventListener("cancel", stop);
}

// Whether a refusal makes us look who is logged in, rather than say that it was refused.
export const asksWhoIsHere = ({ status }) => status === 403 && Date.now() - renewedAt > RENEW_MS;

// Only what somebody pressed is pressed again; the rest comes back by itself.
function againOf({ detail: { elt, requestConfig } }) {
  return requestConfig?.verb === "post" && elt.matches("button, form") ? () => press(elt) : () => {};
}

const press = (elt) => (elt.matches("form") ? elt.requestSubmit() : elt.click());

async function loggedOut(again) {
  waiting.push(again);
  if (asking) return;
  asking = true;
  const now = await (await fetch(dialog().dataset.at).catch(() => null))?.json().catch(() => null);
  if (now?.me) return goOn(now);
  if (!now) return stop();
  renewToken(now.token);
  if (!dialog().open) dialog().showModal();
}

async function logIn(event) {
  event.preventDefault();
  const body = new URLSearchParams(new FormData(event.target));
  const headers = { "X-CSRFToken": token() };
  const answer = await fetch(dialog().dataset.at, { method: "POST", body, headers }).catch(() => null);
  const content = await answer?.json().catch(() => null);
  if (answer?.ok) return goOn(content);
  wrong().textContent = content?.detail ?? say("The server cannot be reached. What you wrote is kept here.");
  wrong().hidden = false;
  event.target.elements.password.select();
}

// Somebody else's desk is another page.
function goOn({ me, token: fresh }) {
  if (String(me) !== desk().dataset.agent) return location.reload();
  renewToken(fresh);
  renewedAt = Date.now();
  wrong().hidden = true;
  dialog().querySelector('[name="password"]').value = "";
  if (dialog().open) {
    dialog().close();
    toast(say("You are logged in again."));
  }
  const pressed = waiting;
  stop();
  document.body.dispatchEvent(new CustomEvent("handrail:logged-in"));
  for (const again of pressed) again();
}

function stop() {
  waiting = [];
  asking = false;
}
