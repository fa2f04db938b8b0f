// The widget's words. A tenant may put its own in the place of any of them (brand.strings).

const en = {
  write: "Write a message…",
  send: "Send",
  person: "Talk to a person",
  close: "Close chat",
  back: "Back",
  options: "Conversation options",
  conversations: "Your conversations",
  new: "New conversation",
  greeting: "How can we help?",
  ai_note: "AI can make mistakes.",
  disclosure: "An AI assistant answers first. You can talk to a person at any time.",
  assistant: "Assistant",
  ai: "AI assistant",
  team: "Support team",
  team_role: "Support",
  you: "You",
  nobody: "Waiting for a person",
  sources: "Sources",
  helpful: "Helpful",
  unhelpful: "Not helpful",
  rate: "Rate this answer",
  solved_q: "Did that solve it?",
  yes: "Yes, thanks",
  no: "Not yet",
  solved_yes: "Good to hear. Write any time if something else comes up.",
  solved_no: "You said: not yet.",
  waiting: "You are in line for a person",
  waiting_since: "Waiting since {time}",
  asking: "Getting a person for you…",
  cancel_wait: "Stop waiting",
  reach_q: "How should we reach you?",
  wait_unknown: "We cannot say yet how long it will take.",
  wait_lasts: "It will take about {time} min.",
  place: "Number {place} in line",
  way_chat: "In the chat",
  way_callback: "Call me",
  way_email: "E-mail me",
  bad_tel: "Give a number with its country code, like +49 30 123456.",
  bad_email: "Give an address like name@firm.com.",
  email: "E-mail",
  phone: "Phone",
  save: "Save",
  csat_q: "How did we do?",
  csat_1: "Terrible",
  csat_2: "Poor",
  csat_3: "Okay",
  csat_4: "Good",
  csat_5: "Great",
  comment: "Anything to add? (optional)",
  submit: "Send feedback",
  skip_survey: "Skip",
  survey_done: "Thank you for your feedback.",
  end: "End conversation",
  end_q: "End this conversation?",
  end_yes: "End it",
  end_no: "Keep going",
  ended: "This conversation is closed. Write to reopen it.",
  reconnecting: "Reconnecting… What you write is kept and will be sent.",
  refused: "We could not verify who you are. Please reload the page.",
  stopped: "This chat is not available here.",
  stopped_short: "Not available",
  sending: "Sending",
  kept: "Kept, will be sent",
  sent: "Sent",
  seen: "Seen",
  failed: "Not sent",
  failed_too_long: "Too long to send. Please shorten it.",
  failed_blocked: "This message could not be accepted.",
  retry: "Try again",
  discard: "Discard",
  typing: "{name} is writing",
  now: "just now",
  today: "Today",
  yesterday: "Yesterday",
  redacted: "This message was removed.",
  latest: "New messages",
  log: "Messages",
  status_assisted: "With the assistant",
  status_waiting: "Waiting for a person",
  status_open: "With our team",
  status_snoozed: "With our team",
  status_resolved: "Closed",
  unread: "{count} unread",
  too_long: "{count} characters too many",
  new_tab: "opens in a new tab",
  event_joined: "{name} joined and can see this chat",
  event_resolved: "Conversation closed",
  event_reopened: "Conversation reopened",
  event_wait_cancelled: "You stopped waiting for a person",
  loading: "Loading…",
  attach: "Attach a file",
  drop: "Drop files to attach them",
  files: "Files",
  remove_file: "Remove {name}",
  cancel_file: "Cancel {name}",
  uploading: "Uploading…",
  file_waiting: "Waiting for the connection…",
  file_lost: "Not uploaded in time. Please attach it again.",
  file_failed: "Could not be uploaded.",
  download: "Download {name}",
  view: "View {name}",
  why_kind: "This kind of file cannot be sent, or it is damaged.",
  why_file_too_large: "Larger than {mb} MB.",
  why_too_many_files: "At most {most} files at once.",
  why_empty_file: "This file is empty.",
  why_quota: "Too many files for now. Please try again later.",
  why_infected: "Blocked by a virus scanner.",
  why_files_off: "Files cannot be sent here.",
  failed_file_gone: "A file is no longer there. Please attach it again.",
};

const de = {
  write: "Nachricht schreiben …",
  send: "Senden",
  person: "Mit einem Menschen sprechen",
  close: "Chat schließen",
  back: "Zurück",
  options: "Optionen",
  conversations: "Ihre Unterhaltungen",
  new: "Neue Unterhaltung",
  greeting: "Wie können wir helfen?",
  ai_note: "KI kann sich irren.",
  disclosure: "Zuerst antwortet ein KI-Assistent. Sie können jederzeit mit einem Menschen sprechen.",
  assistant: "Assistent",
  ai: "KI-Assistent",
  team: "Support-Team",
  team_role: "Support",
  you: "Sie",
  nobody: "Es wird jemand gesucht",
  sources: "Quellen",
  helpful: "Hilfreich",
  unhelpful: "Nicht hilfreich",
  rate: "Diese Antwort bewerten",
  solved_q: "War das die Lösung?",
  yes: "Ja, danke",
  no: "Noch nicht",
  solved_yes: "Schön. Schreiben Sie jederzeit, wenn noch etwas ist.",
  solved_no: "Ihre Antwort: noch nicht.",
  waiting: "Gleich ist jemand für Sie da",
  waiting_since: "Wartet seit {time}",
  asking: "Wir holen jemanden dazu …",
  cancel_wait: "Nicht mehr warten",
  reach_q: "Wie erreichen wir Sie?",
  wait_unknown: "Wie lange es dauert, wissen wir noch nicht.",
  wait_lasts: "Es dauert etwa {time} Min.",
  place: "Nummer {place} in der Reihe",
  way_chat: "Hier im Chat",
  way_callback: "Per Anruf",
  way_email: "Per E-Mail",
  bad_tel: "Bitte mit Ländervorwahl, etwa +49 30 123456.",
  bad_email: "Bitte eine Adresse wie name@firma.de.",
  email: "E-Mail",
  phone: "Telefon",
  save: "Speichern",
  csat_q: "Wie waren wir?",
  csat_1: "Sehr schlecht",
  csat_2: "Schlecht",
  csat_3: "In Ordnung",
  csat_4: "Gut",
  csat_5: "Sehr gut",
  comment: "Möchten Sie etwas ergänzen? (freiwillig)",
  submit: "Rückmeldung senden",
  skip_survey: "Überspringen",
  survey_done: "Danke für Ihre Rückmeldung.",
  end: "Unterhaltung beenden",
  end_q: "Unterhaltung beenden?",
  end_yes: "Beenden",
  end_no: "Weiter",
  ended: "Die Unterhaltung ist geschlossen. Schreiben Sie, um sie wieder zu öffnen.",
  reconnecting: "Verbindung wird hergestellt … Was Sie schreiben, bleibt erhalten.",
  refused: "Wir konnten Sie nicht zuordnen. Bitte laden Sie die Seite neu.",
  stopped: "Der Chat ist hier nicht verfügbar.",
  stopped_short: "Nicht verfügbar",
  sending: "Wird gesendet",
  kept: "Wird später gesendet",
  sent: "Gesendet",
  seen: "Gelesen",
  failed: "Nicht gesendet",
  failed_too_long: "Zu lang. Bitte kürzen Sie die Nachricht.",
  failed_blocked: "Diese Nachricht konnte nicht angenommen werden.",
  retry: "Noch einmal",
  discard: "Verwerfen",
  typing: "{name} schreibt",
  now: "gerade eben",
  today: "Heute",
  yesterday: "Gestern",
  redacted: "Diese Nachricht wurde entfernt.",
  latest: "Neue Nachrichten",
  log: "Nachrichten",
  status_assisted: "Beim Assistenten",
  status_waiting: "Wartet auf einen Menschen",
  status_open: "Bei unserem Team",
  status_snoozed: "Bei unserem Team",
  status_resolved: "Geschlossen",
  unread: "{count} ungelesen",
  too_long: "{count} Zeichen zu viel",
  new_tab: "öffnet in neuem Tab",
  event_joined: "{name} ist dabei und kann diesen Chat sehen",
  event_resolved: "Unterhaltung geschlossen",
  event_reopened: "Unterhaltung wieder geöffnet",
  event_wait_cancelled: "Sie warten nicht mehr auf einen Menschen",
  loading: "Lädt …",
  attach: "Datei anhängen",
  drop: "Dateien hier ablegen",
  files: "Dateien",
  remove_file: "{name} entfernen",
  cancel_file: "{name} abbrechen",
  uploading: "Wird hochgeladen …",
  file_waiting: "Wartet auf die Verbindung …",
  file_lost: "Nicht rechtzeitig hochgeladen. Bitte noch einmal anhängen.",
  file_failed: "Konnte nicht hochgeladen werden.",
  download: "{name} herunterladen",
  view: "{name} ansehen",
  why_kind: "Diese Art von Datei geht nicht, oder sie ist beschädigt.",
  why_file_too_large: "Größer als {mb} MB.",
  why_too_many_files: "Höchstens {most} Dateien auf einmal.",
  why_empty_file: "Diese Datei ist leer.",
  why_quota: "Zu viele Dateien im Moment. Bitte später noch einmal.",
  why_infected: "Vom Virenscanner gesperrt.",
  why_files_off: "Hier können keine Dateien gesendet werden.",
  failed_file_gone: "Eine Datei ist nicht mehr da. Bitte hängen Sie sie noch einmal an.",
};

const tables = { en, de };
const rightToLeft = new Set(["ar", "fa", "he", "ur", "yi", "ckb", "ps", "sd"]);

export class Words {
  constructor(locale, own) {
    this.locale = locale || "en";
    this.language = this.locale.toLowerCase().split(/[-_]/)[0];
    this.table = { ...en, ...(tables[this.language] || {}), ...(own || {}) };
    this.direction = rightToLeft.has(this.language) ? "rtl" : "ltr";
  }

  say(key, values = {}) {
    return (this.table[key] || key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  }

  has(key) {
    return key in this.table;
  }

  format(options, date) {
    try {
      return new Intl.DateTimeFormat(this.locale.replace("_", "-"), options).format(date);
    } catch {
      return new Intl.DateTimeFormat("en", options).format(date);
    }
  }

  size(bytes) {
    const [amount, unit] = bytes < 1e6 ? [Math.ceil(bytes / 1e3), "kB"] : [bytes / 1e6, "MB"];
    return `${amount.toLocaleString(this.locale.replace("_", "-"), { maximumFractionDigits: 1 })} ${unit}`;
  }

  time(at) {
    return this.format({ hour: "numeric", minute: "2-digit" }, new Date(at));
  }

  day(at, now = new Date()) {
    const days = Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86400000);
    if (days === 0) return this.say("today");
    if (days === 1) return this.say("yesterday");
    return this.format({ weekday: "long", day: "numeric", month: "long" }, new Date(at));
  }

  ago(at, now = Date.now()) {
    const minutes = Math.round((new Date(at) - now) / 60000);
    if (minutes === 0) return this.say("now");
    const scale = Math.abs(minutes) < 60 ? [minutes, "minute"] : Math.abs(minutes) < 1440
      ? [Math.round(minutes / 60), "hour"] : [Math.round(minutes / 1440), "day"];
    try {
      return new Intl.RelativeTimeFormat(this.locale.replace("_", "-"), { numeric: "auto", style: "short" }).format(...scale);
    } catch {
      return this.time(at);
    }
  }
}
