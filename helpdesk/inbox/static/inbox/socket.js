// The live socket: says what moved. Lost connections come back with growing, random pauses.

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

  function connect() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    socket = new WebSocket(`${scheme}//${location.host}/ws/inbox`);
    heard = Date.now();
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
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
  }

  setInterval(() => {
    if (Date.now() - heard > DEAD_MS) socket.close();
    else send({ type: "ping" });
  }, PING_MS);

  connect();
  return { send };
}

function show(state) {
  const place = document.querySelector(".connection");
  place.dataset.connection = state;
  place.title = WORDS[state];
  place.querySelector(".connection-words").textContent = WORDS[state];
}
