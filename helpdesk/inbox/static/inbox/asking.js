// Ask the server something outside of htmx: `post(address, fields)` → { ok, status, content }.

import { say } from "./say.js";

const desk = () => document.getElementById("desk");

export const token = () => JSON.parse(desk().getAttribute("hx-headers"))["X-CSRFToken"];

// After a log-in there is another one, for htmx and for every form on the page.
export function renewToken(fresh) {
  desk().setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": fresh }));
  for (const field of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) field.value = fresh;
}

export const tellLoggedOut = (again = () => {}) =>
  document.body.dispatchEvent(new CustomEvent("handrail:logged-out", { detail: { again } }));

export async function post(address, fields = {}) {
  const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
  try {
    const answer = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token() } });
    if (answer.redirected || answer.status === 403) return loggedOut();
    const content = answer.status === 204 ? {} : await answer.json();
    return { ok: answer.ok, status: answer.status, content };
  } catch {
    return { ok: false, status: 0, content: { detail: say("The server cannot be reached. What you wrote is kept here.") } };
  }
}

function loggedOut() {
  tellLoggedOut();
  return { ok: false, status: 401, content: { detail: say("You are logged out. What you wrote is kept here.") } };
}
