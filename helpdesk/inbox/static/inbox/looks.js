// How an agent has it: colours, room, single keys. Shown at once, and kept by the server for every
// device of theirs (the button's own request).

import { say } from "./say.js";
import { toast } from "./page.js";

export function startLooks() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-look]");
    if (button) look(button.dataset.look, button.value);
  });
}

function look(name, value) {
  for (const button of document.querySelectorAll(`button[data-look="${name}"]`)) button.setAttribute("aria-pressed", String(button.value === value));
  if (name !== "shortcuts") return document.documentElement.setAttribute(`data-${name}`, value);
  document.getElementById("desk").dataset.shortcuts = value;
  toast(value === "on" ? say("Single keys act as shortcuts.") : say("Single keys do nothing now."));
}
