// Small comforts of the help centre; every page works without them.
(() => {
  "use strict";

  // Buttons that open the chat appear once there is a chat to open.
  function offerChat(root) {
    if (!window.Handrail) return;
    for (const button of root.querySelectorAll("[data-open-chat]")) button.hidden = false;
  }

  function emptyFloatingResults() {
    const results = document.querySelector(".results.floating");
    if (results) results.replaceChildren();
  }

  window.addEventListener("load", () => offerChat(document));
  document.addEventListener("htmx:afterSwap", (event) => offerChat(event.target.parentElement || document));

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-open-chat]")) window.Handrail.open();
    else if (!event.target.closest("[data-search]")) emptyFloatingResults();
  });

  document.addEventListener("keydown", (event) => {
    const field = document.getElementById("q");
    const writing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && field && !writing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      field.focus();
    } else if (event.key === "Escape") {
      emptyFloatingResults();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      move(event, event.key === "ArrowDown" ? 1 : -1);
    }
  });

  // Arrow keys lead from the field through the results and back.
  function move(event, step) {
    const search = event.target.closest("[data-search]");
    if (!search) return;
    const stops = [search.querySelector("#q"), ...search.querySelectorAll(".result")];
    const next = stops[stops.indexOf(document.activeElement) + step];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  }
})();
