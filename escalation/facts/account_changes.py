"""Does the customer want something done to their account, which the assistant may not do?

"How do I change my address?" asks how and is none of it; "Can you change my address?" is.
"""

from typing import Final

from escalation.facts.phrases import heard_in, phrase
from escalation.facts.values import Signal

_DO: Final = (
    r"(?:change|updat|edit|correct|cancel|clos|delet|remov|merg|transfer|unlock|unblock|reactivat"
    r"|reopen|upgrad|downgrad|switch|add|mov|extend|paus|swap|renam|approv|enabl|disabl|activat"
    r"|increas|rais|lower|restor|refund|look (?:up|into|at)|check|access|fix)(?:e|es|ing)?"
)
# A password is left out: everybody resets their own.
_THING: Final = (
    r"(?:accounts?|profile|subscriptions?|plan|membership|contract|orders?|bookings?|reservations?"
    r"|appointment|address|e-?mail|phone|number|name|payment|limits?|invoices?|users?|seats?"
    r"|licen[cs]es?|roles?|permissions?|2fa|two-factor|log-?ins?|delivery|shipment|flights?|tickets?"
    r"|card)\b"
)
_OURS: Final = r"(?:(?:on|for|from|to|in) )?(?:my|our|his|her|their|this)"
_ASKED: Final = (
    r"\b(?:(?:can|could|will|would) (?:you|someone|somebody)"
    r"(?: (?:please|kindly|just|help me|mind|also))*|(?:need|want|like|asking|require) you to)"
)
_LOCKED: Final = r"(?:locked|suspended|blocked|disabled|deactivated|frozen|restricted)"

_PHRASES: Final = (
    phrase(
        0.75, rf"{_ASKED} (?:please )?{_DO} (?:\w+ ){{0,3}}?{_OURS} (?:[\w-]+ ){{0,3}}?{_THING}"
    ),
    phrase(0.6, rf"\b(?:please|pls|plz|kindly) {_DO} {_OURS} (?:[\w-]+ ){{0,3}}?{_THING}"),
    phrase(0.4, rf"^\W*{_DO} (?:my|our) (?:[\w-]+ ){{0,2}}?{_THING}"),
    phrase(
        0.7, rf"\blocked out of (?:my|our) |\b(?:my|our) account (?:is|was|got|has been) {_LOCKED}"
    ),
    phrase(0.7, r"\b(?:only|our) (?:admin|administrator|owner) (?:has )?left\b"),
    phrase(
        0.75,
        r"\b(?:können|könnten|kannst|könntest) (?:sie|du) (?:bitte )?(?:mein|unser)\w* .{0,60}?"
        r"(?:ändern|kündigen|löschen|stornieren|sperren|entsperren|verschieben|prüfen)\b",
    ),
    phrase(
        0.6,
        r"\bbitte (?:ändern|kündigen|löschen|stornieren|sperren|entsperren|prüfen) sie "
        r"(?:mein|unser)",
    ),
    phrase(
        0.75,
        r"\b(?:pouvez|pourriez)[- ]vous (?:changer|modifier|annuler|supprimer|débloquer|vérifier) "
        r"(?:mon|ma|mes|notre|nos)\b",
    ),
    phrase(
        0.75,
        r"\b(?:puede[ns]?|podr[ií]a[ns]?) (?:cambiar|modificar|cancelar|eliminar|borrar|desbloquear"
        r"|revisar) (?:mis?|nuestr[oa]s?)\b",
    ),
)


def account_change(text: str) -> Signal:
    """How clearly something is to be done for them (0–1): 0.75 asked of us, 0.4 barely said."""
    return heard_in(text, _PHRASES)
