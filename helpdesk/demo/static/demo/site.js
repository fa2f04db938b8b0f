// The company's own script: tells the chat who is signed in, and hands it a question to start with.
"use strict";

const chat = (window.Handrail = window.Handrail || []);
const { identity } = document.body.dataset;
if (identity) chat.push(["identify", identity]);

const told = document.querySelector("[data-told]");

for (const button of document.querySelectorAll("[data-ask]")) {
  button.addEventListener("click", async () => {
    window.Handrail.push(["open"]);
    try {
      await navigator.clipboard.writeText(button.dataset.ask);
      told.textContent = "The question is copied: paste it into the chat.";
    } catch {
      told.textContent = "Type the question into the chat.";
    }
  });
}

for (const link of document.querySelectorAll("[data-logout]")) {
  link.addEventListener("click", () => window.Handrail.push(["logout"]));
}
