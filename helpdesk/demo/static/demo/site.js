// The company's own script: tells the chat who is signed in, and hands it a question to start with.
"use strict";

// Calls made before the chat is loaded wait in this list.
window.Handrail = window.Handrail || [];

const { identity } = document.body.dataset;
if (identity) window.Handrail.push(["identify", identity]);

for (const button of document.querySelectorAll("[data-ask]")) {
  button.addEventListener("click", () => window.Handrail.push(["open", { ask: button.dataset.ask }]));
}

for (const link of document.querySelectorAll("[data-logout]")) {
  link.addEventListener("click", () => window.Handrail.push(["logout"]));
}
