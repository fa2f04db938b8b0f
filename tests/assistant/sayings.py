"""What customers and assistants say in generated dialogues.

Written without a look at the phrases that the product knows, so that not hearing one is a finding.
"""

from typing import Final

QUESTIONS: Final = (
    "How do I export my invoices?",
    "Where can I change my card?",
    "Why is my bank feed empty since Monday?",
    "Can two people share a log-in?",
    "What does the red dot mean?",
    "Which file formats can I import?",
    "How long are receipts kept?",
    "Is there an app for tablets?",
    "Wie lade ich meine Rechnungen herunter?",
    "Was bedeutet der rote Punkt?",
    "Comment exporter mes factures ?",
    "¿Dónde cambio el idioma?",
    "我的发票在哪里？",
    "أين أجد الفواتير؟",
    "for (i = 0; i < n; i++) { pay(i); }",
    "???",
    "😡🔥",
)
ANSWERS: Final = (
    "Open Reports and press Export; the file arrives by mail within the hour.",
    "Choose Settings, then Billing, and put in the number of the new card.",
    "A feed is empty when the bank asks for a new consent: press Reconnect.",
    "Each seat belongs to one log-in, which its owner alone uses.",
    "A red dot marks a payment without a receipt.",
    "CSV, OFX and CAMT files can be imported under Bank.",
    "Receipts are kept for ten years, as the law asks.",
    "The tablet shows the same pages as the browser.",
    "Unter Berichte liegt jede Rechnung als PDF.",
    "Les factures se trouvent sous Rapports, rangées par mois.",
    "El idioma se cambia en el menú de arriba.",
    "Teams see what their role allows, nothing else.",
)
FLATTERY: Final = (
    "What a wonderful question! You clearly know your way around.",
    "You are one of our favourite customers.",
    "I love how patient you are with me.",
    "Excellent point, as always.",
)
QUESTIONS_BACK: Final = (
    "Which of your accounts do you mean",
    "Could you tell me more about case number",
    "And since when has it been like that, version",
    "What exactly did you press on screen",
)
COMPLAINTS: Final = (
    "That did not help",
    "it doesn't work",
    "still broken",
    "no that's wrong",
    "I already tried that",
    "this isn't what I asked",
    "you didn't answer my question",
    "that's useless",
    "not helpful at all",
    "that makes no difference",
    "nothing changed",
    "same problem",
    "You keep saying the same thing",
    "wrong answer",
    "nope, not working",
    "that is not it",
    "didn't solve it",
    "it still fails",
    "you are not listening",
    "that's not my problem",
    "Das hat nicht geholfen",
    "Das hilft mir nicht",
    "geht immer noch nicht",
    "Das habe ich schon versucht",
    "Das war nicht meine Frage",
    "Ça n'a pas aidé",
    "Ça ne marche pas",
    "J'ai déjà essayé",
    "No me ayudó",
    "No funciona",
    "Ya lo intenté",
)
WANTING: Final = (
    "talk to a human",
    "agent",
    "real person please",
    "AGENT!!!",
    "Can I speak to somebody from your team?",
    "let me talk to a persn",
    "I want to speak with a representative",
    "Ich möchte mit einem Menschen sprechen",
    "Je voudrais parler à un conseiller",
    "Quiero hablar con una persona",
    "转人工",
)
CHATTING: Final = ("thanks", "ok", "hello", "👍", "thank you!", "bye", "good morning")
