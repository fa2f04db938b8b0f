// The live socket: says what moved. Lost connections come back with growing, random pauses. Each
// connection brings a ticket of its own, which only a page of ours can ask for.

import { tellLoggedOut } from "./asking.js";
import { say } from "./say.js";

const PING_MS = 25_000;
const ANSWER_MS = 15_000;
const LOGGED_OUT = 4401;
const REFUSED = 4403;

const WORDS = { live: say("Live"), waiting: say("Connecting"), lost: say("Offline, trying again") };

export function openSocket(listeners) {
  let socket = null;
  let attempts = 0;
  let heard = 0;
  let asked = 0;
  let rest = 0;
  let wasLive = false;

  async function connect() {
    const answer = await getTicket();
    if (answer.code === LOGGED_OUT) return loggedOut();
    if (!answer.ticket) return closed(answer);
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    socket = new WebSocket(`${scheme}//${location.host}/ws/inbox`);
    heard = Date.now();
    socket.addEventListener("open", () => send({ type: "hello", ticket: answer.ticket }));
    socket.addEventListener("message", (event) => receive(JSON.parse(event.data)));
    socket.addEventListener("close", closed);
  }

  function receive(frame) {
    heard = Date.now();
    if (frame.type === "ready") {
      attempts = 0;
      wasLive = true;
      show("live");
      listeners.onReady(frame);
    }
    if (frame.type === "present") listeners.onPresent(frame);
    if (frame.type === "moved") listeners.onMoved(frame.conversations);
    if (frame.type === "whisper") listeners.onWhisper(frame);
    if (frame.type === "bye") rest = frame.retry_after_ms;
  }

  // A page that was live asks for the log-in, and keeps what is being written; whoever is in again
  // is connected again.
  function loggedOut() {
    show("lost");
    if (wasLive) tellLoggedOut();
    document.body.addEventListener("handrail:logged-in", connect, { once: true });
  }

  // Also with 4401: a ticket may have expired on its way. Whether we are logged in, the next one says.
  function closed({ code, retry_after_ms: asked = rest }) {
    show("lost");
    if (code === REFUSED) return;
    setTimeout(connect, asked + backoff(attempts));
    attempts += 1;
    rest = 0;
  }

  // Whether it went.
  function send(frame) {
    if (socket?.readyState !== WebSocket.OPEN) return false;
    socket.send(JSON.stringify(frame));
    return true;
  }

  // A line is dead that was asked and has not answered at the next beat. Not by the clock: a tab behind
  // beats once a minute, and a machine that slept not at all.
  function beat() {
    if (asked > heard) socket?.close();
    asked = Date.now();
    send({ type: "ping" });
  }

  setInterval(beat, PING_MS);

  connect();
  return { send };
}

// Full jitter: those who lost their line together come back at moments of their own.
export const backoff = (attempts) => Math.random() * Math.min(30_000, 200 * 2 ** attempts);

// {ticket}, or why there is none, as the socket would have said it: {code, retry_after_ms}.
async function getTicket() {
  const desk = document.getElementById("desk");
  const headers = { ...JSON.parse(desk.getAttribute("hx-headers")), "HX-Request": "true" };
  try {
    const answer = await fetch(desk.dataset.ticket, { method: "POST", headers, redirect: "manual", signal: AbortSignal.timeout(ANSWER_MS) });
    if (answer.headers.has("HX-Redirect")) return { code: LOGGED_OUT };
    if (answer.ok) return await answer.json();
    const asked = Number(answer.headers.get("Retry-After")) * 1000 || 0;
    return { code: answer.status === 403 ? LOGGED_OUT : 0, retry_after_ms: asked };
  } catch {
    return { code: 0 };
  }
}

function show(state) {
  const place = document.querySelector(".connection");
  place.dataset.connection = state;
  place.title = WORDS[state];
  place.querySelector(".connection-words").textContent = WORDS[state];
}
