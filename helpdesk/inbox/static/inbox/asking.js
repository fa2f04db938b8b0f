// Ask the server something outside of htmx: `post(address, fields)` → { ok, status, content }.

const token = () => JSON.parse(document.getElementById("desk").getAttribute("hx-headers"))["X-CSRFToken"];

const desk = () => document.getElementById("desk");

export async function post(address, fields = {}) {
  const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
  try {
    const answer = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token() } });
    if (answer.redirected) return { ok: false, status: 401, content: { detail: desk().dataset.loggedOut } };
    const content = answer.status === 204 ? {} : await answer.json();
    return { ok: answer.ok, status: answer.status, content };
  } catch {
    return { ok: false, status: 0, content: { detail: desk().dataset.away } };
  }
}
