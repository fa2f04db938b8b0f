// The copilot's part of the panel: a draft is read along while it is written, and put into the composer.

export function startCopilot() {
  document.addEventListener("click", (event) => {
    const wanted = event.target.closest("[data-suggested]");
    if (wanted) putIn(wanted.dataset.suggested);
  });
  // Asked for again, a draft takes the place of the one of its kind.
  document.body.addEventListener("htmx:beforeSwap", ({ detail: { target, serverResponse } }) => {
    if (target.id !== "suggestions") return;
    const fresh = new DOMParser().parseFromString(serverResponse, "text/html").querySelector(".suggestion");
    if (fresh) document.getElementById(fresh.id)?.remove();
  });
}

export function readAlong({ suggestion, text }) {
  const place = document.querySelector(`[data-aloud="${CSS.escape(suggestion)}"]`);
  if (place) place.textContent = text;
}

// Only put in: who sends it is the agent.
function putIn(words) {
  const reply = document.querySelector('#composer input[name="mode"][value="reply"]');
  if (reply && !reply.disabled && !reply.checked) reply.click();
  const field = document.getElementById("body");
  const before = field.value.trimEnd();
  field.value = before ? `${before}\n\n${words}` : words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}
