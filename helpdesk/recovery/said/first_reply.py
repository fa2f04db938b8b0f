"""Whether the first words of a person, after the assistant failed, set out to repair it. No model.

Four things a customer needs then (seed: "acknowledge and own the moment"): that the trouble is
acknowledged, that what they said is known, what happens next and by when, and that nobody hides
behind the machine. By words and phrases, English and German; what is quoted from the customer
says nothing about the agent. Figures: docs/recovery.md.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext_noop as _

from helpdesk.recovery.said.phrases import alternatives, everyday, phrase
from helpdesk.recovery.said.sentences import Sentence, sentences
from helpdesk.recovery.said.when import moments


class Lacking(StrEnum):
    """What a first reply lacks; the value is kept, ``HINTS`` is what the agent reads."""

    ACKNOWLEDGES = "acknowledges"
    CONTEXT = "context"
    NEXT_ACTION = "next_action"
    TIME = "time"
    BLAMES = "blames"


HINTS: Final[Mapping[str, str]] = {
    Lacking.ACKNOWLEDGES: _(
        "Say that you see the trouble this was: “Thanks for sticking with us.”"
    ),
    Lacking.CONTEXT: _(
        "Show that you have read it: name what they asked for, or a detail they gave."
    ),
    Lacking.NEXT_ACTION: _("Say what you do next: “I am checking your account now.”"),
    Lacking.TIME: _("Say by when: “I will write by 4 pm.”"),
    Lacking.BLAMES: _("Do not blame the assistant. To the customer it is all one company."),
}

_MACHINE: Final = alternatives("machine")
_SCORN: Final = alternatives("scorn")
_BLAMES: Final = re.compile(
    rf"\b{_MACHINE}\b[^.!?]{{0,45}}\b{_SCORN}\b|\b{_SCORN}\b[^.!?]{{0,25}}\b{_MACHINE}\b",
    re.IGNORECASE,
)
# The machine named as what did not help, without a judgement, owns the moment: the seed's words.
_OWNS: Final = re.compile(rf"\b{_MACHINE}\b[^.!?]{{0,30}}\b{alternatives('owns')}\b", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W_][\w'’-]+")
# "gekündigt" is about the "Kündigung", "abgebucht" about the "Abbuchung".
_PARTICIPLE: Final = re.compile(r"^(ab|an|auf|aus|ein|nach|vor|weg|zu|zurück)?ge(?=\w{4})")
_FOLD: Final = str.maketrans("äöü", "aou")
# Said of anything: that one of these stands in a reply shows nothing.
_EVERYDAY: Final = everyday()


@dataclass(frozen=True, slots=True)
class Known:
    """What the prepared case holds: values as they were typed, and the words of what is wanted."""

    values: frozenset[str]
    words: frozenset[str]


def known_of(package: Mapping[str, Any]) -> Known:
    """Read from a package of any version; what it lacks is left out."""
    goal = package.get("goal") or {}
    told = [str(goal.get("text", "")), str(goal.get("latest", ""))]
    told += [str(one.get("text", "")) for one in package.get("said") or []]
    told += [str(one.get("question", "")) for one in package.get("tried") or []]
    # A greeting by name shows nothing.
    details = [one for one in package.get("details") or [] if one.get("kind") != "name"]
    values = {str(one.get("text", "")).lower() for one in details}
    return Known(frozenset(value for value in values if len(value) > 1), frozenset(_words(told)))


def lacking(reply: str, known: Known, now: datetime) -> tuple[Lacking, ...]:
    """What ``reply`` lacks, in the order of ``Lacking``; nothing when it sets out to repair.

    ``now`` is aware, in the tenant's zone. A few tenths of a millisecond for a usual reply.
    """
    said = list(sentences(reply))
    own = " ".join(sentence.text for sentence in said)
    lacks = {
        Lacking.ACKNOWLEDGES: not phrase("acknowledges").search(own),
        Lacking.CONTEXT: not _has_context(own, known),
        Lacking.BLAMES: any(_blames(sentence.text) for sentence in said),
        **_next_action(said, now),
    }
    return tuple(item for item in Lacking if lacks[item])


def _next_action(said: Iterable[Sentence], now: datetime) -> dict[Lacking, bool]:
    """An act that is done or under way needs no time; one that lies ahead does."""
    does_now = waits = has_time = states = False
    for sentence in said:
        does_now = does_now or bool(phrase("acts_now").search(sentence.text))
        waits = waits or bool(phrase("acts_later").search(sentence.text))
        has_time = has_time or bool(moments(sentence.text, now))
        states = states or _states_something(sentence)
    return {
        Lacking.NEXT_ACTION: not (does_now or waits or states),
        Lacking.TIME: waits and not does_now and not has_time,
    }


def _states_something(sentence: Sentence) -> bool:
    """No question, greeting, apology or word about the machine: what is left tells what is so now.

    No list holds all that a person can do; what says nothing of it is a short list.
    """
    says_nothing = ("acknowledges", "has_read", "polite")
    if sentence.is_question or any(phrase(name).search(sentence.text) for name in says_nothing):
        return False
    return len(_WORD.findall(sentence.text)) > 2 and not _blames(sentence.text)


def _has_context(own: str, known: Known) -> bool:
    low = own.lower()
    if phrase("has_read").search(own) or any(value in low for value in known.values):
        return True
    return bool(known.words & set(_words([own])))


def _blames(sentence: str) -> bool:
    return bool(_BLAMES.search(_OWNS.sub(" ", sentence)))


def _words(texts: Iterable[str]) -> set[str]:
    """Stems of the words that say what something is about: an inflection is no other word."""
    found = (word.lower().strip("'’-") for text in texts for word in _WORD.findall(text))
    telling = (word for word in found if len(word) >= 4 and word not in _EVERYDAY)
    return {_PARTICIPLE.sub(r"\1", word.translate(_FOLD))[:6] for word in telling}
