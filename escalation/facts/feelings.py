"""Which feeling is it, and does the mood fall? Anger, anxiety, confusion, distrust.

What is said outright counts as a bad mood even where no word is a bad one: "I am so lost". What is
said in passing only warms the other rules (escalation/heating.py).
"""

import re
from collections.abc import Sequence
from typing import Final

from escalation.facts.phrases import heard_in, phrase
from escalation.facts.reading import plain
from escalation.facts.values import Signal

_OUTRIGHT: Final = 0.7
_IN_PASSING: Final = 0.35
_VERY: Final = r"(?:really|very|so|extremely|completely|totally|utterly|getting)"

_FEELINGS: Final = (
    phrase(_OUTRIGHT, rf"\b{_VERY} (?:worried|anxious|nervous|scared|afraid)\b", "anxiety"),
    phrase(_OUTRIGHT, r"\bpanic(?:king|ked)?\b|\bfreaking out\b|\bterrified\b", "anxiety"),
    phrase(_OUTRIGHT, r"\b(?:desperate|i'?m scared|i am scared)\b", "anxiety"),
    phrase(_OUTRIGHT, r"\b(?:habe (?:\w+ )?(?:angst|panik)|große sorgen|verzweifelt)\b", "anxiety"),
    phrase(_OUTRIGHT, r"\b(?:très inqui[eè]te?|angoissée?|je panique)\b", "anxiety"),
    phrase(_OUTRIGHT, r"\b(?:muy preocupad[oa]|desesperad[oa]|tengo miedo)\b", "anxiety"),
    phrase(_IN_PASSING, r"\b(?:worried|anxious|nervous|besorgt|inqui[eè]te?|preocupad[oa])\b"),
    phrase(
        _OUTRIGHT,
        r"\b(?:don't|do not|can't|cannot|no longer) (?:trust|believe) "
        r"(?:you|this|your|what you|an? (?:bot|machine|robot|computer))\b",
        "distrust",
    ),
    phrase(_OUTRIGHT, r"\bis (?:this|it|that) (?:all )?a (?:scam|fraud)\b", "distrust"),
    phrase(
        _OUTRIGHT, r"\byou(?:'re| are) (?:\w+ )?(?:scam\w*|ly(?:ing|ars?)|liars?)\b", "distrust"
    ),
    phrase(_OUTRIGHT, r"\b(?:rip-?off|shady|dishonest|deceptive|abzocke|arnaque)\b", "distrust"),
    phrase(_OUTRIGHT, r"\bvertraue? (?:euch|ihnen|dir) nicht\b", "distrust"),
    phrase(_OUTRIGHT, r"\bne vous (?:fais|crois) (?:pas|plus)\b|\bno (?:me )?f[ií]o\b", "distrust"),
    phrase(_OUTRIGHT, r"\bno conf[ií]o en\b|\bes una estafa\b", "distrust"),
    phrase(_IN_PASSING, r"\b(?:can|should) i (?:really )?trust\b|\bis this (?:legit|even real)\b"),
    phrase(_OUTRIGHT, rf"\b{_VERY} (?:confused|confusing|lost)\b", "confusion"),
    phrase(_OUTRIGHT, r"\b(?:makes? no|(?:doesn't|does not) make any) sense\b", "confusion"),
    phrase(_OUTRIGHT, r"\bno idea what (?:you|to do|this|any)\b", "confusion"),
    phrase(_OUTRIGHT, r"\bunderstand (?:any of|anything|a word|nothing)\b", "confusion"),
    phrase(_OUTRIGHT, r"\bverstehe? (?:\w+ )?(?:nichts|nur bahnhof)\b", "confusion"),
    phrase(_OUTRIGHT, r"\bne comprends (?:rien|plus rien)\b|\bno entiendo nada\b", "confusion"),
    phrase(_IN_PASSING, r"\b(?:confus(?:ed|ing)|verwirr\w+|confundid[oa])\b"),
    phrase(_IN_PASSING, r"\bi (?:don't|do not) (?:understand|get (?:it|this))\b"),
)
_ANGER: Final = re.compile(
    r"\b(?:angry|furious|livid|fuming|outrag\w+|pissed|fed\s+up|(?:sick|tired)\s+of|had\s+enough"
    r"|ridiculous|unacceptable|disgust\w+|wtf|bullshit|f\S?u?ck\w*|hell|joke|wütend|unverschämt\w*"
    r"|inadmissible|furieux|furieuse|indignad[oa]|inaceptable)\b"
)
_ANGRY_FROM: Final = -0.5
# So many moods, each below the last, make a fall.
_STEPS: Final = 2


def felt(text: str, mood: Signal) -> Signal:
    """The mood with what is felt: at least as bad as the feeling that is said.

    A bad mood without any other feeling is anger.
    """
    feeling = heard_in(text, _FEELINGS)
    kinds = feeling.kinds
    if _ANGER.search(plain(text)) or (not kinds and mood.score <= _ANGRY_FROM):
        kinds = ("anger", *kinds) if mood.score < 0 else kinds
    if -feeling.score < min(mood.score, 0):
        return Signal(-feeling.score, feeling.words, kinds)
    return Signal(mood.score, mood.words, kinds)


def worsening(course: Sequence[float], words: tuple[str, ...]) -> Signal:
    """How far the mood fell (0–1) with every message up to now; two falls at least.

    What went before and was better than neutral counts as neutral: thanks are no height to
    fall from.
    """
    level = [min(mood, 0.0) for mood in course]
    start = len(level) - 1
    while start > 0 and level[start] < level[start - 1]:
        start -= 1
    if len(level) - 1 - start < _STEPS:
        return Signal()
    return Signal(round(level[start] - level[-1], 3), words)
