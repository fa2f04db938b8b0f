"""Is the customer about to buy, and what for would they need a person?

Prices and what a plan includes are answered by articles. Discounts, procurement, implementation,
custom needs and timing are not.
"""

from collections.abc import Mapping
from typing import Final

from escalation.facts.phrases import heard_in, phrase
from escalation.facts.values import Signal
from escalation.signals.learnt import USUAL, Heard

_SOON: Final = (
    r"(?:by|before|next|this|within|in) (?:\w+ )?(?:month|week|quarter|year|q[1-4]|days?)"
)
_BUY: Final = r"(?:buy|purchase|sign up|subscribe|upgrade|go live|get started|sign)"
_SAID: Final = 0.9
_WISH: Final = "a wish to buy"
_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "discount": (
        r"\b(?:volume|bulk|non-?profit|student|loyalty) (?:pric\w+|discounts?|rates?)\b",
        r"\b(?:any|a|get|offer|give|better|special) (?:\w+ )?(?:discounts?|price|pricing|deal)\b"
        r".{0,40}\b(?:if|when|for) (?:we|i|our|\d+)\b",
        r"\bdiscounts? (?:for|on) (?:\d+|annual|yearly|several|multiple|many|large|our|us)\b",
        r"\bnegotiat(?:e|ing|ion)\b",
        r"\b(?:mengenrabatt|remise sur volume|descuento por volumen)\b",
    ),
    "procurement": (
        r"\b(?:procurement|purchase order|security questionnaire|rfp|rfq|w-?9 form|pro ?forma)\b",
        r"\bvendor (?:form|registration|onboarding|assessment)\b|\bnet[- ](?:30|60)\b",
        r"\b(?:get|send|request|need|want|have) (?:us |me )?(?:an? )?(?:\w+ )?quot(?:e|ation)\b",
        r"\bpay (?:by|on|via|with) (?:an )?invoice instead\b",
        r"\bangebot (?:für|erstellen|anfordern)|\b(?:un devis|pedir presupuesto)\b",
    ),
    "implementation": (
        r"\bimplementation (?:costs?|plan|support|timeline|services?|partner|help|fee)\b",
        r"\broll(?:ing)? (?:it |this )?out (?:to|across|for|in)\b|\bproof of concept\b",
        r"\bpilot (?:project|program\w*|phase|with)\b",
        r"\bonboard(?:ing)? (?:our|my|\d+|the whole) (?:\w+ )?"
        r"(?:team|company|staff|users|employees|people)\b",
    ),
    "custom needs": (
        r"\bcustom (?:plan|pricing|contract|package|development|solution|requirements|needs"
        r"|integration)\b",
        r"\benterprise (?:pricing|contract|agreement|deal)\b",
        r"\bwhite[- ]?label\b",
        r"\b(?:for|about|around|with) (?:\d{2,}|our (?:whole|entire)) "
        r"(?:users|seats|employees|agents|licen[cs]es|companies)\b",
    ),
    "timing": (
        rf"\b(?:want|need|plan|planning|hope|looking|like) to {_BUY} .{{0,40}}\b{_SOON}\b",
        rf"\bready to {_BUY}\b",
        r"\bhow soon (?:can|could) (?:we|i) (?:start|go live|get started|be up)\b",
    ),
    _WISH: (
        r"\b(?:talk|speak) (?:to|with) (?:your )?sales\b|\bcontact sales\b",
        r"\b(?:request|book|schedule|get) a demo\b|\binterested in (?:buying|purchasing)\b",
    ),
}
_PHRASES: Final = tuple(
    phrase(_SAID, pattern, kind) for kind, patterns in _KINDS.items() for pattern in patterns
)

# What was learnt hardly carries over to another company (docs/signals.md): alone it stays below
# the usual threshold, and counts where a tenant lowers that.
_LEARNT: Final = 0.85


def about_to_buy(text: str, heard: Heard) -> Signal:
    """How much it sounds like buying (0–1), with its kinds: by words, or by what was learnt."""
    said, learnt = heard_in(text, _PHRASES), min(heard.score("buying_intent"), _LEARNT)
    if said.score >= learnt or learnt < USUAL:
        return said
    kinds = said.kinds or (_WISH,)
    return Signal(round(learnt, 3), said.words or heard.words("buying_intent"), kinds)
