// Times as the agent's own clock has them; the server writes UTC, which stands where no script runs.

import { language } from "./say.js";

// English as in Europe: the day before the month, twenty-four hours.
const LOCALE = language === "en" ? "en-GB" : language;
const TIME = { hour: "2-digit", minute: "2-digit" };
const FORMS = {
  time: new Intl.DateTimeFormat(LOCALE, TIME),
  day: new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short", ...TIME }),
};
const WHOLE = new Intl.DateTimeFormat(LOCALE, { dateStyle: "long", timeStyle: "long" });

export function startClock() {
  setClock();
  document.body.addEventListener("htmx:load", setClock);
}

function setClock() {
  for (const time of document.querySelectorAll("time[data-clock]")) {
    const at = new Date(time.dateTime);
    const form = FORMS[time.dataset.clock]; // none: how long it is stays, and the moment is told
    if (form) {
      time.textContent = form.format(at);
    }
    time.title = WHOLE.format(at);
    time.removeAttribute("data-clock");
  }
}
