"""Looks for the answer to a question in what is known: who said it last, and in which words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from escalation.facts.reading import stem, tokens
from helpdesk.copilot.repeating.questions import Question, matter_in
from helpdesk.copilot.repeating.slots import SLOTS, Slot
from helpdesk.copilot.repeating.told import Fact, Said, Told
from helpdesk.handoff.manners import matter_of

_DOES_NOT_KNOW: Final = re.compile(
    r"\b(?:don't|do not|can't|cannot|didn't|not sure|no idea|never)\b.{0,24}"
    r"\b(?:know|remember|have|find|recall|sure)\b|\bno idea\b|\b(?:weiß|habe"
    r"|finde)\b.{0,24}\bnicht\b|\bkeine ahnung\b",
    re.IGNORECASE,
)
_TRIED: Final = re.compile(
    r"\b(?:have|did) you\b.{0,20}\b(?:tried|try|already|ever)\b|\bhave you (?:\w+ed|done|set)\b"
    r"|\bdid you \w+|\bdoes (?:it|this)\b.{0,24}\b(?:another|different|other)\b"
    r"|\bhaben sie\b.{0,16}\b(?:schon|bereits|es|mal)\b",
    re.IGNORECASE,
)
_DONE: Final = re.compile(
    r"\b(?:tried|\w{3,}ed|did|ran|set)\b|\b(?:habe|haben wir)\b", re.IGNORECASE
)
_UNDONE: Final = re.compile(r"\b(?:haven't|have not|didn't|did not|not yet|noch nicht)\b", re.I)
_BROWSERS: Final = re.compile(
    r"\b(?:firefox|chrome|safari|edge|opera|internet explorer|ie)\b", re.IGNORECASE
)
_ASKS_WHEN_TO_COME: Final = re.compile(
    r"\b(?:call|reach|available|suits?|convenient|instead|erreich\w*|anruf\w*|passt)\b"
)
# Two questions are one from so many words in common on.
_SAME: Final = 0.6
_HALF: Final = 0.5
_ASKS_WHICH: Final = re.compile(
    r"\b(what|which|when|where|why|who|how many|how"
    r"|welche\w*|wann|wo|warum|wer|wie viele|wie|was)\b"
)
_GUEST_WORDS: Final = ("people", "persons", "guests", "seats", "tickets", "personen")
_GUESTS: Final = frozenset(map(stem, _GUEST_WORDS))


@dataclass(frozen=True, slots=True)
class Found:
    """The answer: ``value`` as it was said or is kept, in the sentence ``quote``.

    ``line`` is where it was said here, ``fact`` where it is kept; one of both is there. Without a
    ``slot`` and a fact the value is a sentence.
    """

    value: str
    quote: str
    line: Said | None = None
    fact: Fact | None = None
    slot: Slot | None = None


def answers_to(question: Question, told: Told) -> Iterator[Found]:
    """What is known of it, one for each thing that is asked."""
    asked = [slot for slot in SLOTS if slot.asks.search(question.low)]
    found = [one for slot in asked for one in _first(_for_slot(slot, question, told))]
    yield from found
    if not found:
        yield from _first(_otherwise(question, told))


def _first(found: Iterator[Found]) -> list[Found]:
    one = next(found, None)
    return [] if one is None else [one]


def _for_slot(slot: Slot, question: Question, told: Told) -> Iterator[Found]:
    """From the surest place on."""
    yield from _said(slot, question, told, by_contact=True)
    yield from _answered_slot(slot, question, told)
    yield from _kept(slot, told)
    if slot.is_code:
        yield from _said(slot, question, told, by_contact=False)
    if slot.name == "date" and not _ASKS_WHEN_TO_COME.search(question.low):
        yield from _only_one(slot, told)


def _said(slot: Slot, question: Question, told: Told, *, by_contact: bool) -> Iterator[Found]:
    for line in told.latest_first:
        if line.by_contact == by_contact:
            for sentence in line.sentences:
                found = _value_in(sentence, slot)
                if found and (not slot.needs_matter or _is_meant(slot, found, sentence, question)):
                    yield Found(found, sentence, line, slot=slot)


def _value_in(sentence: str, slot: Slot) -> str:
    for pattern in slot.values:
        if match := pattern.search(sentence):
            more = match.groupdict().get("more") or ""
            return f"{match['value']}{more}".strip(" .,:;")
    return ""


def _only_one(slot: Slot, told: Told) -> Iterator[Found]:
    """Where one day was named in all, it is the day."""
    dated = [
        Found(value, sentence, line, slot=slot)
        for line in told.latest_first
        if line.by_contact
        for sentence in line.sentences
        if (value := _value_in(sentence, slot))
    ]
    if len({one.value.lower() for one in dated}) == 1:
        yield dated[0]


def _is_meant(slot: Slot, value: str, sentence: str, question: Question) -> bool:
    """Of days and counts many are said: this one must be about what is asked."""
    named = {stem(word) for word in tokens(value)[1:]} if slot.is_count else frozenset()
    if named:
        return bool(named & question.matter or (named & _GUESTS and question.matter & _GUESTS))
    return bool(matter_in(sentence.replace(value, " ")) & question.matter)


def _answered_slot(slot: Slot, question: Question, told: Told) -> Iterator[Found]:
    """We asked for this before, and the customer answered."""
    for earlier, line in told.answered:
        if slot.asks.search(earlier.low) and _are_about_one(earlier, question):
            for sentence in line.sentences:
                if value := _value_in(sentence, slot):
                    yield Found(value, sentence, line, slot=slot)
            if not slot.is_code:
                yield from _reply(line)


def _are_about_one(earlier: Question, question: Question) -> bool:
    either_is_bare = not earlier.matter or not question.matter
    return either_is_bare or bool(earlier.matter & question.matter)


def _reply(line: Said) -> Iterator[Found]:
    """The first sentence of an answer that says something."""
    if _DOES_NOT_KNOW.search(line.text):
        return
    said = (one for one in line.sentences if matter_of(one))
    if first := next(said, ""):
        yield Found(first, first, line)


def _kept(slot: Slot, told: Told) -> Iterator[Found]:
    for fact in told.facts:
        name = fact.name.lower()
        if fact.value and any(part in name for part in slot.facts):
            yield Found(fact.value, "", fact=fact, slot=slot)


def _otherwise(question: Question, told: Told) -> Iterator[Found]:
    """What no slot knows: an attribute of the account, something tried, a question asked before."""
    yield from _attribute(question, told)
    if _TRIED.search(question.low):
        yield from _tried(question, told)
    yield from _answered(question, told)


def _attribute(question: Question, told: Told) -> Iterator[Found]:
    if not _ASKS_WHICH.search(question.low):
        return
    for fact in told.facts:
        words = {stem(word) for word in tokens(fact.name.replace("_", " "))}
        if fact.earlier is None and words and words <= question.matter:
            yield Found(fact.value, "", fact=fact)


def _tried(question: Question, told: Told) -> Iterator[Found]:
    """What they say they did, the closest to what is asked."""
    done = [
        (
            _share(question.matter, matter_in(_BROWSERS.sub(r"\g<0> browser", sentence))),
            line,
            sentence,
        )
        for line in told.latest_first
        if line.by_contact
        for sentence in line.sentences
        if _DONE.search(sentence) and not _UNDONE.search(sentence)
    ]
    best, line, sentence = max(done, key=lambda one: one[0], default=(0.0, Said(""), ""))
    if best >= _HALF:
        yield Found(sentence, sentence, line)


def _done_in(sentence: str) -> frozenset[str]:
    """Who names a browser speaks of one."""
    return matter_in(_BROWSERS.sub(r"\g<0> browser", sentence))


def _answered(question: Question, told: Told) -> Iterator[Found]:
    """The same was asked before, in whatever words, and answered."""
    for earlier, line in told.answered:
        common = _share(question.matter, earlier.matter)
        is_same = common >= _SAME and _kind(question) == _kind(earlier)
        if question.matter and is_same:
            yield from _reply(line)


def _share(wanted: frozenset[str], known: frozenset[str]) -> float:
    return len(wanted & known) / len(wanted) if wanted else 0.0


def _kind(question: Question) -> str:
    found = _ASKS_WHICH.search(question.low)
    return found[1].replace("what", "which") if found else ""
