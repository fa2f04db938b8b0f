// "Cleo is typing", or a colleague: shown for a few seconds after the last sign of it.

const SHOWN_MS = 6_000;
let timer = 0;

export function showTyping({ who, on, name }) {
  if (who === "agent" && name === document.getElementById("desk").dataset.me) return;
  clearTimeout(timer);
  if (!on) return hideTyping();
  const place = document.getElementById("typing");
  const contact = document.querySelector(".thread-who h2").textContent;
  const speaker = who === "contact" ? contact : name || "The assistant";
  place.textContent = `${speaker} is typing…`;
  place.hidden = false;
  timer = setTimeout(hideTyping, SHOWN_MS);
}

export function hideTyping() {
  const place = document.getElementById("typing");
  if (place) place.hidden = true;
}
