"""What a person needs to know to act, by what the case is about, and how to ask for it.

The fields and their order follow the five documents in which support teams say what a hand-off
must hold: the customer's goal, what was tried, account context, files and technical evidence
("Recovering from AI chatbot customer support failure": context completeness); name, an address
and one clarifying question, never a long form ("When to escalate from AI chatbot to a live human
agent"); key fields collected and the urgency (both, and "Escalation done right"). The weights
are ours: 3 without it nobody can begin, 2 it would be asked next, 1 it is good to have.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_noop as _

_WHERE: Final = (
    "windows macos mac linux android iphone ipad ios chrome firefox safari edge browser app "
    "desktop laptop phone tablet version"
)
_PLACES: Final = frozenset(_WHERE.split())
_SINCE: Final = frozenset(
    ["since", "ago", "yesterday", "today", "week", "month", "seit", "gestern", "heute"]
)
_SHOWN: Final = re.compile(
    r"[“\"»„][^“”\"»«„]{8,}|\b(?:error|fehler)\s+(?:code\s+)?[:#]?\s*\w*\d|\b(?:says?|reads?)[:,]?\s+\S"
)


@dataclass(frozen=True, slots=True)
class Known:
    """What a case holds already, as plain values; ``kinds`` of all values in the dialogue."""

    goal: str = ""
    wanted: str = ""
    name: str = ""
    address: str = ""
    is_identified: bool = False
    kinds: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    text: str = ""
    has_files: bool = False
    page: str = ""
    # The field that the customer was asked for, and answered.
    answered: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to know: our label, the question in each language ("" is never asked), a test."""

    name: str
    label: str
    is_known: Callable[[Known], bool]
    english: str = ""
    german: str = ""

    def question(self, language: str) -> str:
        """The question to the customer; German where that is their language, else English."""
        return self.german if language.lower().startswith("de") else self.english


_FIELDS: Final = (
    Field(
        "goal",
        _("what it is about"),
        lambda known: bool(known.goal),
        "While you wait: what can we help you with?",
        "Während Sie warten: Worum geht es?",
    ),
    Field(
        "wanted",
        _("what they want to come of it"),
        lambda known: bool(known.wanted),
        "While you wait: what would you like us to do?",
        "Während Sie warten: Was sollen wir für Sie tun?",
    ),
    Field(
        "order",
        _("order or invoice number"),
        lambda known: "identifier" in known.kinds,
        "While you wait: what is the number of the order or invoice?",
        "Während Sie warten: Wie lautet die Bestell- oder Rechnungsnummer?",
    ),
    Field(
        "amount",
        _("amount"),
        lambda known: "amount" in known.kinds,
        "While you wait: which amount is it about?",
        "Während Sie warten: Um welchen Betrag geht es?",
    ),
    Field(
        "when",
        _("when it happened"),
        lambda known: bool({"date", "time"} & known.kinds or _SINCE & known.words),
        "While you wait: when did this happen?",
        "Während Sie warten: Wann ist das passiert?",
    ),
    Field(
        "account",
        _("account"),
        lambda known: known.is_identified or bool(known.address or "email" in known.kinds),
        "While you wait: which e-mail address is the account under?",
        "Während Sie warten: Unter welcher E-Mail-Adresse läuft das Konto?",
    ),
    Field(
        "shown",
        _("what the screen says"),
        lambda known: known.has_files or bool(_SHOWN.search(known.text)),
        "While you wait: what exactly does the screen say? A screenshot helps too.",
        "Während Sie warten: Was genau steht auf dem Bildschirm? Ein Bild hilft auch.",
    ),
    Field("where", _("where it happens"), lambda known: bool(known.page or _PLACES & known.words)),
    Field(
        "size",
        _("for how many"),
        lambda known: bool({"count", "amount"} & known.kinds),
        "While you wait: for how many people would it be?",
        "Während Sie warten: Für wie viele Personen wäre es?",
    ),
    Field("reach", _("e-mail or phone"), lambda known: known.is_identified or bool(known.address)),
    Field("name", _("name"), lambda known: bool(known.name)),
)
FIELDS: Final[Mapping[str, Field]] = {field.name: field for field in _FIELDS}

_ALWAYS: Final = {"goal": 3, "reach": 2, "name": 1}
_NEEDS: Final[Mapping[str, Mapping[str, int]]] = {
    "billing_dispute": {"order": 3, "amount": 2, "when": 2, "wanted": 1},
    "refund": {"order": 3, "wanted": 2, "amount": 1},
    "cancellation": {"account": 3, "wanted": 1, "when": 1},
    "account_security": {"account": 3, "when": 2},
    "fault": {"shown": 3, "where": 2, "when": 1},
    "buying": {"size": 2, "wanted": 1},
}
# What was learnt goes by another name than the topic that a tenant may have for it.
_SAME: Final = {"security": "account_security", "bug_report": "fault", "buying_intent": "buying"}
# Who writes about these is asked nothing by a machine any more.
_NOT_TO_BE_ASKED: Final = frozenset({"safety", "legal", "personal_data"})


def needs_of(category: str) -> dict[str, int]:
    """The fields that matter for this category, with their weights, in the order of the card."""
    return {**_ALWAYS, **_NEEDS.get(_SAME.get(category, category), {})}


def may_ask(category: str) -> bool:
    """Whether the assistant may ask anything in such a case."""
    return category not in _NOT_TO_BE_ASKED
