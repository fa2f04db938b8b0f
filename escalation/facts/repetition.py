"""Does the conversation go in circles? Questions asked again, answers given again, no help."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from escalation import reasons
from escalation.facts.no_help import said_no_help
from escalation.facts.reading import FILLERS, plain, stem, tokens
from escalation.facts.slips import is_one_slip
from escalation.facts.values import Exchange, Signal
from escalation.signals.learnt import chance
from escalation.signals.meaning import BY_WORDS, Sense

_MANNER_WORDS: Final = (
    "good morning afternoon evening day dear team sorry bye goodbye regards kind best hallo guten "
    "tag bonjour bonsoir hola buenos días"
)
_MANNERS: Final = frozenset(_MANNER_WORDS.split())
_SIGNS: Final = re.compile(r"[?!.…,;:？！。]+")
# A pasted log has more of them, and none is a question.
_LINES: Final = 12
_REPHRASED: Final = 0.6
_SISTERS: Final = 0.75
# Each word is compared with each: nobody asks with so many, a pasted log may.
_CONTENT_WORDS: Final = 80
# So many first letters in common make one word of two: export, exporting.
_SAME_BEGINNING: Final = 4
# Below this two answers merely share the language; not worth showing to anyone.
_WORTH_SHOWING: Final = 0.5
# Logistic regression over the pairs of docs/signals.md, which says how good it is: nearness,
# letters, and minus the bias; where the tenant's field is known, and where it is not.
_IN_ITS_FIELD: Final = (11.6, 2.4, 3.6)
_ANYWHERE: Final = (8.7, 6.3, 7.0)
_SAME_SENSE: Final = 0.89
# Two questions of one talk are about the same thing, and its sense alone makes the pairs of those
# weights look alike. So it must be nearly certain: score by what was learnt; docs/signals.md.
_LEARNT: Final = (0.0, 0.3, 0.75, _SAME_SENSE)
_COUNTED: Final = (0.0, 0.3, 0.6, _SAME_SENSE)
# Who is that far from asking the same is not there either when a threshold gives way to a mood.
_ASKING_ON: Final = 0.34
# The sense of a longer text is its subject, no longer what it asks.
_WORDS_WITH_SENSE: Final = 30
# Who brings more of them tells more, or asks for more.
_NEW_WORDS: Final = 3
# What lies further back is another matter by now, and each costs a comparison.
_COMPARED: Final = 40
_MEANT: Final = 3
_QUESTION: Final = re.compile(r"[^.!?\n]{8,300}\?")
CONTRADICTED: Final = "contradicted"


def alike(one: str, other: str) -> float:
    """How much two questions ask the same (0–1), by their content words, forgiving slips.

    Two questions that each have a word of their own (export invoices, export contacts) are
    sisters rather than the same question, and count for less.
    """
    first, second = _content(one), _content(other)
    score = _cosine(_pieces(first), _pieces(second))
    sisters = _has_own_word(first, second) and _has_own_word(second, first)
    return round(score * (_SISTERS if sisters else 1), 3)


def same_question(one: str, other: str, sense: Sense = BY_WORDS, answer: str = "") -> float:
    """How much a question asks the same as an earlier one (0–1), by words and by meaning.

    Sisters that differ in one word each mean almost the same to a model: words decide there.
    ``answer`` is what the other one got: who takes up its words asks on, not again.
    """
    first, second = _without_addresses(one), _without_addresses(other)
    if _bare(first) == _bare(second) != "":  # also where no word tells anything: “???”, “😡”
        return 1.0
    worded = alike(first, second)
    if _are_sisters(first, second):
        return worded
    meant = _meant(one, other, sense)
    if meant > _ASKING_ON and _asks_on(first, second, answer):
        meant = _ASKING_ON
    # The guarantee holds for the same words; the same sense is for the tenant's rule.
    return max(worded, meant)


def _meant(one: str, other: str, sense: Sense) -> float:
    """How much both mean the same (0–``_SAME_SENSE``); 0 where their meaning is not known."""
    nearness = sense.nearness(one, other)
    if nearness is None:
        return 0.0
    first, second = _without_addresses(one), _without_addresses(other)
    near, letters, bias = _IN_ITS_FIELD if sense.centre is not None else _ANYWHERE
    learnt = chance(near * nearness + letters * letters_alike(first, second) - bias)
    return round(float(np.interp(learnt * _SAME_SENSE, _LEARNT, _COUNTED)), 4)


def _asks_on(question: str, earlier: str, answer: str) -> bool:
    """Whether it leads on: a long report, many words that are new, or one of the answer's."""
    if max(len(question.split()), len(earlier.split())) > _WORDS_WITH_SENSE:
        return True
    before, answered = _content(earlier), _content(answer)
    new = [word for word in _content(question) if not _is_among(word, before)]
    return len(new) > _NEW_WORDS or any(_is_among(word, answered) for word in new)


def _without_addresses(text: str) -> str:
    """Who writes the same address twice has not asked the same twice."""
    return " ".join(word for word in text.split() if "@" not in word)


def _bare(text: str) -> str:
    """The text without its signs; one sign where there is nothing else."""
    read = plain(text)
    return " ".join(_SIGNS.sub(" ", read).split()) or read[:1]


def _lines(text: str) -> dict[str, str]:
    """The lines that ask something, by what is left of them without signs."""
    told = ((_bare(line), line) for line in text.splitlines()[:_LINES])
    return {bare: line for bare, line in told if bare and not _is_manner(bare)}


def _is_manner(bare: str) -> bool:
    words = tokens(bare)
    return bool(words) and all(word in FILLERS or word in _MANNERS for word in words)


def letters_alike(one: str, other: str) -> float:
    """How many runs of letters two texts share (0–1)."""
    return _cosine(_pieces(tokens(one)), _pieces(tokens(other)))


def rephrased(question: str, history: Sequence[Exchange], sense: Sense = BY_WORDS) -> Signal:
    """How much the question is one that was asked before, with the earlier wording.

    A line of it that stood among the lines of an earlier one was asked before too.
    """
    latest = history[-_COMPARED:]
    scored = [
        (same_question(question, past.question, known, past.answer), past.question)
        for past, known in zip(latest, _senses(latest, sense), strict=True)
    ]
    lines = _lines(question)
    scored += [
        (1.0, lines[one]) for past in latest for one in lines.keys() & _lines(past.question).keys()
    ]
    score, earlier = max(scored, default=(0.0, ""))
    return Signal(score, (earlier,)) if score > 0 else Signal()


def repeated(answer: str, history: Sequence[Exchange]) -> Signal:
    """How much the answer is one that was given before, with the earlier wording."""
    scored = [(_same_text(answer, past.answer), past.answer) for past in history]
    score, earlier = max(scored, default=(0.0, ""))
    return Signal(round(score, 3), (earlier[:160],)) if score >= _WORTH_SHOWING else Signal()


def asked_again(answer: str, history: Sequence[Exchange], asked_back: Sequence[str] = ()) -> Signal:
    """How much a question in the answer is one that the assistant has asked before."""
    said = [*(past.answer for past in history[-_COMPARED:]), *asked_back]
    scored = [
        (_same_text(question, earlier), earlier)
        for question in _questions(answer)
        for text in said
        for earlier in _questions(text)
    ]
    score, earlier = max(scored, default=(0.0, ""))
    return Signal(round(score, 3), (earlier,)) if score >= _WORTH_SHOWING else Signal()


def failures(
    question: str, history: Sequence[Exchange], sense: Sense = BY_WORDS
) -> tuple[str, ...]:
    """Why each earlier answer of this stretch failed, as far as the customer showed it."""
    latest = history[-_COMPARED:]
    followed = pairwise([*latest, Exchange(question, "")])
    whys = (
        _why_failed(past, after.question, known)
        for (past, after), known in zip(followed, _senses(latest, sense), strict=True)
    )
    return tuple(why for why in whys if why)


def _senses(latest: Sequence[Exchange], sense: Sense) -> Iterator[Sense]:
    """By meaning where it is recent, by words before: each new text costs the model's time."""
    older = len(latest) - _MEANT
    return (BY_WORDS if place < older else sense for place in range(len(latest)))


def _why_failed(past: Exchange, after: str, sense: Sense) -> str:
    if past.verdict == CONTRADICTED:
        return reasons.NOT_SOLVED
    if words := said_no_help(after):
        return f"“{words}”"
    if same_question(after, past.question, sense, past.answer) >= _REPHRASED:
        return reasons.ASKED_AGAIN.format(words=after[:120])
    return ""


def _same_text(one: str, other: str) -> float:
    if plain(one) == plain(other):
        return 1.0 if one.strip() else 0.0
    return letters_alike(one, other)


def _questions(answer: str) -> list[str]:
    return [found.strip() for found in _QUESTION.findall(answer)]


def _are_sisters(one: str, other: str) -> bool:
    first, second = _content(one), _content(other)
    apart = _own_words(first, second), _own_words(second, first)
    return apart[0] == apart[1] == 1 and len(first) > 1


def _content(text: str) -> tuple[str, ...]:
    told = dict.fromkeys(stem(word) for word in tokens(text) if word not in FILLERS)
    return tuple(told)[:_CONTENT_WORDS]


def _has_own_word(words: Iterable[str], others: Sequence[str]) -> bool:
    return any(not _is_among(word, others) for word in words)


def _own_words(words: Iterable[str], others: Sequence[str]) -> int:
    return sum(not _is_among(word, others) for word in words)


def _is_among(word: str, others: Iterable[str]) -> bool:
    return any(_same_word(word, other) for other in others)


def _same_word(one: str, other: str) -> bool:
    if one == other or is_one_slip(one, other):
        return True
    shortest = min(len(one), len(other))
    return shortest >= _SAME_BEGINNING and one[:_SAME_BEGINNING] == other[:_SAME_BEGINNING]


def _pieces(words: Iterable[str]) -> Counter[str]:
    """Runs of two to four letters inside the words, counted."""
    framed = [f"<{word}>" for word in words]
    return Counter(
        word[at : at + size]
        for word in framed
        for size in (2, 3, 4)
        for at in range(len(word) - size + 1)
    )


def _cosine(one: Counter[str], other: Counter[str]) -> float:
    shared = sum(count * other[piece] for piece, count in one.items())
    return shared / (_length(one) * _length(other)) if shared else 0.0


def _length(pieces: Counter[str]) -> float:
    return math.sqrt(sum(count * count for count in pieces.values()))
