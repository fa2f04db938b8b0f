// The warning before a reply that crosses something its author has not seen. The server finds it, by the
// place in the log that the composer knew; here that place is kept, and the warning shown.

// What came in at the moment of sending was on the screen and yet not seen.
const SEEN_AFTER_MS = 2_000;
const NEAR_END = 120;

let waiting = 0;

const form = () => document.getElementById("composer");
const box = () => document.getElementById("collision");
const upto = () => Number(document.getElementById("cursor")?.dataset.upto ?? 0);

export function startCollisions() {
  document.body.addEventListener("htmx:responseError", ({ detail: { xhr, target } }) => {
    if (xhr.status === 409 && (xhr.getResponseHeader("HX-Trigger") ?? "").includes("handrail:collision")) show(xhr.responseText);
  });
  document.body.addEventListener("handrail:answered", ({ detail: { failed } }) => failed || clear());
  document.addEventListener("click", ({ target }) => {
    if (target.closest("[data-send-anyway]")) sendAnyway();
    if (target.closest("[data-look-first]")) lookFirst();
  });
  document.addEventListener("scroll", afterSwap, { capture: true, passive: true });
  document.addEventListener("visibilitychange", afterSwap);
}

// What stands at the end of the thread for a while, before one's eyes, is known.
export function afterSwap() {
  if (!form() || waiting || upto() <= known() || !isBeforeEyes()) return;
  const { id } = document.getElementById("thread").dataset;
  const seen = upto();
  waiting = setTimeout(() => {
    waiting = 0;
    if (document.getElementById("thread")?.dataset.id === id && isBeforeEyes()) know(seen);
    afterSwap();
  }, SEEN_AFTER_MS);
}

const known = () => Number(form().elements.known.value);

function know(seq) {
  form().elements.known.value = Math.max(known(), seq);
}

function isBeforeEyes() {
  const scroll = document.getElementById("scroll");
  return !document.hidden && Boolean(scroll) && scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_END;
}

function show(text) {
  box().replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
  box().hidden = false;
  box().querySelector("[data-send-anyway]").type = "button"; // Enter in the text looks again
  box().focus();
}

function clear() {
  if (!box()) return;
  box().replaceChildren();
  box().hidden = true;
}

// The fields of the warning go along with the reply, which is otherwise as it was.
function sendAnyway() {
  form().querySelector(".send-reply").click();
}

function lookFirst() {
  know(Number(box().querySelector('[name="told"]').value));
  clear();
  const scroll = document.getElementById("scroll");
  scroll.scrollTop = scroll.scrollHeight;
  form().elements.body.focus();
}
