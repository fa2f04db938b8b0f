// The live socket: says what moved. Lost connections come back with growing, random pauses. Each
// connection brings a ticket of its own, which only a page of ours can ask for.

const PING_MS = 25_000;
const DEAD_MS = 60_000;
const LOGGED_OUT = 4401;
const REFUSED = 4403;

const WORDS = { live: "Live", waiting: "Connecting", lost: "Offline, trying again" };

export function openSocket(listeners) {
  let socket = null;
  let attempts = 0;
  let heard = 0;
  let wasLive = false;

  async function connect() {
    const answer = await getTicket();
    if (!answer.ticket) return closed(answer.code);
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    socket = new WebSocket(`${scheme}//${location.host}/ws/inbox`);
    heard = Date.now();
    socket.addEventListener("open", () => send({ type: "hello", ticket: answer.ticket }));
    socket.addEventListener("message", (event) => receive(JSON.parse(event.data)));
    socket.addEventListener("close", (event) => closed(event.code));
  }

  function receive(frame) {
    heard = Date.now();
    if (frame.type === "ready") {
      attempts = 0;
      wasLive = true;
      show("live");
      listeners.onReady();
    }
    if (frame.type === "moved") listeners.onMoved(frame.conversations);
    if (frame.type === "whisper") listeners.onWhisper(frame);
  }

  function closed(code) {
    // A page that was live is sent to the log-in page; one that never was must not reload for ever.
    if (code === LOGGED_OUT && wasLive) return location.reload();
    show("lost");
    if (code === LOGGED_OUT || code === REFUSED) return;
    const ceiling = Math.min(30_000, 200 * 2 ** attempts);
    attempts += 1;
    setTimeout(connect, Math.random() * ceiling);
  }

  function send(frame) {
    if (socket && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
  }

  setInterval(() => {
    if (socket && Date.now() - heard > DEAD_MS) socket.close();
    else send({ type: "ping" });
  }, PING_MS);

  connect();
  return { send };
}

// {ticket}, or {code}: why there is none, as the socket would have said it.
async function getTicket() {
  const desk = document.getElementById("desk");
  const headers = { ...JSON.parse(desk.getAttribute("hx-headers")), "HX-Request": "true" };
  try {
    const answer = await fetch(desk.dataset.ticket, { method: "POST", headers, redirect: "manual" });
    if (answer.headers.has("HX-Redirect")) return { code: LOGGED_OUT };
    if (answer.ok) return await answer.json();
    return { code: answer.status === 403 ? LOGGED_OUT : 0 };
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
