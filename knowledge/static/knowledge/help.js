// Small comforts of the help centre; every page works without them.
(() => {
  "use strict";

  // Buttons that lead to the chat appear once there is a chat.
  function offerChat(root) {
    if (!window.Handrail) return;
    for (const button of root.querySelectorAll("[data-open-chat], [data-ask]")) button.hidden = false;
  }

  function emptyFloatingResults() {
    const results = document.querySelector(".results.floating");
    if (results) results.replaceChildren();
  }

  function closeMenus(except) {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (menu !== except) menu.open = false;
    }
  }

  window.addEventListener("load", () => offerChat(document));
  document.addEventListener("htmx:afterSwap", (event) => offerChat(event.target.parentElement || document));

  document.addEventListener("click", (event) => {
    const question = event.target.closest("[data-ask]");
    closeMenus(event.target.closest("details[data-menu]"));
    if (question) window.Handrail.open({ ask: question.dataset.ask, send: true });
    else if (event.target.closest("[data-open-chat]")) window.Handrail.open();
    else if (!event.target.closest("[data-search]")) emptyFloatingResults();
  });

  // Without a chat the form leads to the search, as it does without script.
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-ask-form]");
    if (!form || !window.Handrail) return;
    event.preventDefault();
    const asked = form.elements.q.value.trim();
    if (asked) window.Handrail.open({ ask: asked, send: true });
    form.reset();
  });

  document.addEventListener("keydown", (event) => {
    const field = document.getElementById("q");
    const writing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && field && !writing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      field.focus();
    }
    if (event.key === "Escape") {
      emptyFloatingResults();
      closeMenus();
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") move(event, event.key === "ArrowDown" ? 1 : -1);
  });

  // Up and down walk from the field through the results.
  function move(event, step) {
    const search = event.target.closest("[data-search]");
    if (!search) return;
    const stops = [search.querySelector("#q"), ...search.querySelectorAll(".result, .ask-about:not([hidden])")];
    const next = stops[stops.indexOf(document.activeElement) + step];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  }
})();
