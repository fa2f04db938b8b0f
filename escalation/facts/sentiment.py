"""How does the customer feel? VADER's word list, corrected by what people write to support."""

import math
import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from escalation.facts.reading import plain
from escalation.facts.values import Signal
from escalation.signals.learnt import USUAL, Heard, chance

# Valences in VADER's scale (−4…4). Words that mean trouble rather than anger weigh little:
# a calm “my payment failed” is a question, not a complaint.
_SUPPORT_WORDS: Final[Mapping[str, float]] = {
    "useless": -3.0, "unacceptable": -3.2, "unusable": -2.6, "joke": -1.6, "scam": -3.2,
    "ripoff": -3.0, "clueless": -2.4, "incompetent": -3.0, "pathetic": -3.0, "appalling": -3.2,
    "fuming": -3.2, "livid": -3.2, "wtf": -3.0, "ffs": -3.0, "garbage": -2.6, "rubbish": -2.4,
    "nonsense": -2.0, "runaround": -2.6, "ignored": -2.0, "ignoring": -2.0, "misleading": -2.2,
    "unhelpful": -2.4, "waste": -2.0, "wasting": -2.2, "wasted": -2.2, "fed": -0.4,
    "error": -0.3, "errors": -0.3, "problem": -0.4, "problems": -0.4, "issue": -0.2,
    "issues": -0.2, "failed": -0.6, "fails": -0.6, "fail": -0.6, "cancel": -0.3,
    "cancelled": -0.4, "missing": -0.4, "wrong": -0.7, "stop": -0.3, "stopped": -0.3,
    "charge": -0.1, "charged": -0.1, "dispute": -0.6, "lost": -0.6, "broken": -0.9,
    "alert": 0.0, "alerts": 0.0, "block": -0.2, "blocked": -0.4, "pay": 0.0, "debt": -0.3,
    "stolen": -1.0, "fraud": -0.8, "fraudulent": -0.8, "suspended": -0.5, "avoid": 0.0,
    "mistake": -0.5, "charges": -0.1, "disputing": -0.4, "emergency": -0.5, "rejected": -0.6,
    "declined": -0.5, "panicking": -1.6, "confused": -1.0, "strange": -0.3, "victim": -0.6,
    "please": 0.4, "help": 0.3, "support": 0.2, "like": 0.4, "thanks": 1.4, "critical": -0.2,
    "ridiculous": -2.8,
    "kill": -0.4, "killed": -0.4, "crash": -0.6, "crashed": -0.6, "crashes": -0.6, "abort": -0.3,
}  # fmt: skip
_PHRASES: Final[tuple[tuple[float, str], ...]] = (
    (-0.45, r"\bstill\s+(?:not|no|isn't|doesn't|does\s+not|can't|cannot|hasn't|waiting)\b"),
    (-0.40, r"\b(?:third|fourth|fifth|3rd|4th|5th|tenth|10th|hundredth)\s+time\b"),
    (-0.35, r"\b(?:second|2nd)\s+time\b|\bover\s+and\s+over\b|\b(?:yet\s+)?again\s*[!?]{2,}"),
    (-0.45, r"\b(?:fed\s+up|had\s+enough|(?:sick|tired)\s+of)\b"),
    (-0.45, r"\bwast(?:e|ing)\s+(?:of\s+|my\s+)*time\b"),
    (-0.40, r"\bno\s*(?:one|body)\s+(?:is\s+)?(?:answer|repl|respond|help|car)\w*"),
    (-0.35, r"\b(?:for\s+(?:days|weeks|months|hours)|(?:days|weeks|months)\s+later)\b"),
    (-0.15, r"(?:\bnot|n't|\bnever)\s+(?:help\w*|work\w*|good|acceptable|solved|fixed)\b"),
    (-0.45, r"\bwhat\s+(?:the\s+(?:hell|fuck|heck)|a\s+(?:joke|mess))\b|\bare\s+you\s+kidding\b"),
    (-0.40, r"\b(?:worst|never\s+(?:again|using|coming\s+back)|how\s+hard\s+(?:can|is)\s+it)\b"),
    (-0.30, r"\b(?:asap|urgent(?:ly)?|immediately|right\s+now)\b.*!"),
    (0.40, r"\b(?:thank(?:s|\s+you)|perfect|great,?\s+thanks|that\s+(?:helped|worked|solved))\b"),
)  # fmt: skip
_COMPILED: Final = tuple((weight, re.compile(phrase)) for weight, phrase in _PHRASES)
# What the word list's mood weighs beside the learnt sum (docs/signals.md).
LEXICON_WEIGHT: Final = 2.0
_CALM: Final = 0.2
_FAINT: Final = 0.1
_SOMETHING_BAD: Final = -0.3
_UNSUPPORTED: Final = 0.55
_SHOUTED: Final = re.compile(r"\b[A-Z]{3,}\b")
_MARKS: Final = re.compile(r"[!?]{2,}")
_SHOUTED_WORDS: Final = 3
_SHOUT_WEIGHT: Final = -0.25
_MARKS_WEIGHT: Final = -0.10
_READ_AT_MOST: Final = 2_000
# VADER spells pictures out in words, and its time grows with the square of the words.
_PICTURES_READ: Final = 40


def sentiment(text: str, heard: Heard) -> Signal:
    """The mood of the text from −1 (furious) to 1 (delighted), with the words that made it.

    Below zero it is minus what ``upset`` says, of which little counts where the word list hears
    nothing bad: trouble alone is not anger. Who is not upset may be pleased.
    """
    listed, hurt = lexicon_mood(text), upset(text, heard)
    if listed.score > 0 and hurt.score < _CALM:
        return listed
    share = 1.0 if listed.score <= _SOMETHING_BAD else _UNSUPPORTED
    mood = hurt.score * share
    return Signal(-round(mood, 3), hurt.words) if mood >= _FAINT else Signal()


def upset(text: str, heard: Heard) -> Signal:
    """How upset the customer is (0–1): what was learnt, and the word list beside it."""
    if not text.strip():
        return Signal()
    listed = lexicon_mood(text)
    score = chance(heard.raw("upset") - LEXICON_WEIGHT * listed.score)
    if not heard.is_meant:  # then the word list knows more
        score = max(score, -listed.score)
    if score < USUAL:
        return Signal(score)
    return Signal(score, listed.words if listed.score < 0 else heard.words("upset"))


def lexicon_mood(text: str) -> Signal:
    """The same by the word list alone."""
    read = _begin(text)
    base = float(_analyser().polarity_scores(read)["compound"])
    found = [(weight, match[0]) for weight, rx in _COMPILED if (match := rx.search(plain(read)))]
    shift = sum(weight for weight, _ in found) + _loudness(read, base)
    # Both parts are squashed together, so that much of one cannot leave the scale.
    score = math.tanh(math.atanh(max(-0.99, min(0.99, base))) + shift * 1.5)
    words = [words for weight, words in found if weight * score > 0]
    return Signal(round(score, 3), tuple(dict.fromkeys([*words, *_strong_words(read, score)])))


class _Analyser(SentimentIntensityAnalyzer):
    """VADER, at a cost that grows with the text alone.

    It looks for "not" among the three words before one that it knows, and for that makes all words
    of the text small, again for each.
    """

    @staticmethod
    def _negation_check(valence: float, words: list[str], back: int, at: int) -> float:
        begin = max(at - 3, 0)
        near = words[begin : at + 1]
        checked = SentimentIntensityAnalyzer._negation_check(valence, near, back, at - begin)
        return float(checked)


@cache
def _analyser() -> SentimentIntensityAnalyzer:
    analyser = _Analyser()
    analyser.lexicon.update(_SUPPORT_WORDS)
    return analyser


def _begin(text: str) -> str:
    """The beginning of the text, and of its pictures."""
    read, pictures = text[:_READ_AT_MOST], _analyser().emojis
    places = [place for place, letter in enumerate(read) if letter in pictures]
    if len(places) <= _PICTURES_READ:
        return read
    rest = places[_PICTURES_READ]
    return read[:rest] + "".join(letter for letter in read[rest:] if letter not in pictures)


def _loudness(read: str, base: float) -> float:
    """Shouting makes a complaint worse; it never makes a friendly message a complaint."""
    if base > 0:
        return 0.0
    shouted = len(_SHOUTED.findall(read)) >= _SHOUTED_WORDS
    return shouted * _SHOUT_WEIGHT + bool(_MARKS.search(read)) * _MARKS_WEIGHT


def _strong_words(read: str, score: float) -> list[str]:
    lexicon = _analyser().lexicon
    return [word for word in plain(read).split() if lexicon.get(word.strip(".,!?"), 0) * score > 1]
