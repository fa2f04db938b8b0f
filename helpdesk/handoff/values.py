"""Finds the values in what was said: codes, dates, amounts, addresses, names. No model.

An extract, never a guess: each value is a piece of the text as it was typed. The patterns are
English where they know words (months, days, numbers); signs and digits are read in any language.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

_MONTH: Final = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_DAY: Final = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_ORDINAL: Final = r"\d{1,2}(?:st|nd|rd|th)"
_FEW: Final = "one|two|three|four|five|six|seven|eight|nine|ten"
_MONEY: Final = "dollars|euros?|pounds|usd|eur|gbp"
_JOINING: Final = "of|the|at|de|la|and|&|-"
_STREET: Final = (
    r"(?:Street|Road|Avenue|Lane|Drive|Way|Place|Square|Boulevard|Court|Terrace"
    r"|St|Rd|Ave|Ln|Dr|Blvd|Ct)\b\.?"
)
_BIG: Final = r"(?:[A-Z]|\d[\d/]{0,8}(?:st|nd|rd|th)?\s+[A-Z])[\w'’&/-]*(?:\.(?=\w)[\w'’&/-]+)*"

# In order: what an earlier pattern has taken whole is not read again by a later one.
_PATTERNS: Final = tuple(
    (kind, re.compile(pattern, flags))
    for kind, pattern, flags in (
        ("email", r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+", 0),
        ("link", r"\bhttps?://[^\s<>\"]{1,500}|\bwww\.[^\s<>\"]{1,500}", re.IGNORECASE),
        (
            "address",
            rf"\b\d{{1,5}}[a-z]?\s+(?:[A-Z][\w'’.-]{{0,30}}\s+){{1,4}}{_STREET}"
            r"(?:,\s*[A-Z][\w-]{1,30}(?:\s+[A-Z][\w-]{1,30})?)?(?:,?\s+[A-Z]{0,2}\s?\d{4,6}\b)?"
            r"|\b[A-ZÄÖÜ][\w.-]{0,30}(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse)\s+\d{1,4}[a-z]?\b"
            r"(?:,?\s+\d{5}\s+[A-ZÄÖÜ][\w-]{1,30})?",
            0,
        ),
        ("amount", rf"[$€£]\s?\d[\d.,]{{0,20}}|\b\d[\d.,]{{0,20}}\s?(?:{_MONEY})\b", re.IGNORECASE),
        (
            "date",
            rf"\b\d{{4}}-\d\d-\d\d\b|\b\d{{1,2}}([/.])\d{{1,2}}\1(?:\d{{4}}|\d\d)\b"
            rf"|\b(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTH}|(?:this|next)\s+month)\b"
            rf"|\b(?:{_MONTH})\s+(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}}\b)?"
            rf"|\b(?:(?:next|this|coming)\s+)?{_DAY}\b(?:\s+next\s+week\b)?"
            rf"|\b(?:the\s+)?{_ORDINAL}\b"
            r"|\b(?:day\s+after\s+tomorrow|today|tomorrow|tonight|yesterday|next\s+week)\b",
            re.IGNORECASE,
        ),
        (
            "time",
            r"\b\d{1,2}(?::\d\d)?\s?(?:[ap]\.?m\b|o'clock)(?:\s+in\s+the\s+\w+)?|\b\d{1,2}:\d\d\b"
            r"|\b(?:quarter|half)\s+(?:past|to)\s+\w+(?:\s+in\s+the\s+\w+)?"
            r"|\b(?:morning|afternoon|evening|noon)\b(?:\s+\d{1,2}(?::\d\d)?)?",
            re.IGNORECASE,
        ),
        ("phone", r"\+?\(?\d[\d ()./-]{6,18}\d", 0),
        (
            "count",
            rf"(?<![\w$€£.,])(?:\d{{1,3}}(?:[.,]\d{{3}})*|{_FEW})[ \t]+(?:[a-z]+[ \t]+)?[a-z]+",
            0,
        ),
        (
            "name",
            rf"(?<!\w)(?<!\d[.,]){_BIG}(?:[ \t]+(?:(?:{_JOINING})[ \t]+){{0,2}}(?:{_BIG}|\d+\b))*",
            0,
        ),
        ("identifier", r"[^\s\"“”<>()\[\]{}*,;\d]{0,100}\d[^\s\"“”<>()\[\]{}*,;]{0,100}", 0),
    )
)
_EDGES: Final = " .,:;!?'’\"*-"
# Fewer for codes: a minus or a brace may be part of what was typed.
_CODE_EDGES: Final = ".,:;!?'’\"“”"
_ENDED: Final = frozenset('.!?:*“"-')
# Words that begin sentences; a name is what is left when they are gone.
_BEGINNING_WORDS: Final = (
    "i i've i'm i'll i'd ok okay yes no there there's your you please what which when "
    "where would do does is are it it's its how can could that this and but so in on at "
    "for from have sure great thanks thank alright sorry any anything my we they he she "
    "has had will shall should may let all right perfect good hi hello hey unfortunately "
    "to confirm if not enjoy see just also got found here here's then with by or as was be "
    "only why did don't because still once after before since while now "
    "try make note however keep maybe again reinstall restart update check"
)
_BEGINNINGS: Final = frozenset(_BEGINNING_WORDS.split())
# What follows the thing that is counted.
_ENDS: Final = _BEGINNINGS | {"of", "the", "a", "per"}
_PRESSING: Final = frozenset({"click", "press", "tap", "choose", "select", "open"})
_PRESSED: Final = re.compile(
    rf"\b(?:{'|'.join(_PRESSING)}|go\s+to|klicken?|drücken?|wählen?|öffnen?)"
    r"\s+(?:(?:on|the|sie|auf)\s+)*[*_“\"']*$",
    re.IGNORECASE,
)
# Letters before a name in which the word that presses it is looked for.
_LOOKED_BACK: Final = 60
# The way through a menu: “Settings › Plan and billing”.
_LEADS_ON: Final = re.compile(r"[*_]*[ \t]*[›»>→][ \t]*[*_]*\w")
_LED_TO: Final = re.compile(r"[^\s>][ \t]*[›»>→][ \t]*[*_]*$")
# The number of a line in a list.
_LISTED: Final = re.compile(r"\d{1,2}[.)]")
_ARTICLES: Final = frozenset({"a", "an", "the"})
# As long as this a token with a digit in it is a code rather than a number (docs/signals.md).
CODE_LETTERS: Final = 5


@dataclass(frozen=True, slots=True)
class Value:
    """A piece of the text, and what it looks like: an amount, a date, a name …"""

    kind: str
    text: str


# ``values_in``, or the same with a memory while one case is described.
ReadValues = Callable[[str], Sequence[Value]]


class Texts:
    """Texts that are asked again and again whether one of them has a value (``is_in``)."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        # A line each: what is looked for is one line, and ends where one does.
        self._lines = "\n".join(map(_plain, texts))

    def add(self, text: str) -> None:
        self._lines = f"{self._lines}\n{_plain(text)}"

    def have(self, value: str) -> bool:
        """Costs one search, however many texts there are."""
        return _stands_in(_plain(value), self._lines)


def values_in(text: str) -> list[Value]:
    """The values of the text in the order of their kinds, each once; none inside another."""
    found: dict[str, Value] = {}
    texts = Texts()
    for value in _matches(text):
        if texts.have(value.text):
            continue
        plain = _plain(value.text)
        inner = [one for one in found if one in plain and _stands_in(one, plain)]
        for one in inner:
            del found[one]
        texts = Texts(found) if inner else texts
        texts.add(plain)
        found[plain] = value
    return list(found.values())


def has_values(text: str) -> bool:
    """Whether there is any, which the first that is found says."""
    return next(_matches(text), None) is not None


def codes_in(text: str) -> list[str]:
    """Every token with a digit and at least five characters, as it was typed."""
    tokens = (token.strip(_CODE_EDGES) for token in text.split())
    return [
        token for token in tokens if len(token) >= CODE_LETTERS and any(map(str.isdigit, token))
    ]


def is_in(value: str, text: str) -> bool:
    """Whether the text has the value as whole words, whatever the case and the spaces."""
    return _stands_in(_plain(value), _plain(text))


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def _stands_in(wanted: str, read: str) -> bool:
    at = read.find(wanted) if wanted else -1
    while at >= 0:
        end = at + len(wanted)
        before, after = read[at - 1 : at], read[end : end + 1]
        if not (_joins(before, wanted[0]) or _joins(wanted[-1], after)):
            return True
        at = read.find(wanted, at + 1)
    return False


def _joins(one: str, other: str) -> bool:
    return bool(one and other) and _is_word(one) and _is_word(other)


def _is_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def _matches(text: str) -> Iterator[Value]:
    for kind, pattern in _PATTERNS:
        match = None
        for match in pattern.finditer(text):
            if told := _CLEANED.get(kind, _edged)(match):
                yield Value(kind, told)
        if match and kind in _WHOLE:  # in an address of a page there is no name and no number
            text = pattern.sub(lambda found: "\n" * len(found[0]), text)


def _edged(match: re.Match[str]) -> str:
    return match[0].strip(_EDGES)


def _count(match: re.Match[str]) -> str:
    """“2 tickets” of “2 tickets for the”; nothing of “one in the”, where nothing is counted."""
    words = match[0].split()
    while words and words[-1] in _ENDS:
        words.pop()
    is_counted = words != ["one"] and not _ENDS.intersection(words[1:2])
    return " ".join(words) if is_counted else ""


def _name(match: re.Match[str]) -> str:
    """The name without the words that only begin its sentence; empty when nothing is left.

    One word that begins a sentence is big for that reason alone, unless all of it is big. What is
    to be pressed is a button, and no name.
    """
    words = _edged(match).split()
    if words[0].lower() in _PRESSING or _is_pressed(match):
        return ""
    while words and words[0].lower() in _BEGINNINGS:
        words = words[1:]
    told = " ".join(words)
    is_ordinary = len(words) == 1 and told[1:] == told[1:].lower() and _begins(match)
    return "" if is_ordinary or told.lower() in _ARTICLES else told


def _begins(match: re.Match[str]) -> bool:
    """Whether it is the first of its sentence or line."""
    before = match.string[: match.start()]
    said = before.rstrip()
    return not said or said[-1] in _ENDED or "\n" in before[len(said) :]


def _is_pressed(match: re.Match[str]) -> bool:
    text, begin, end = match.string, match.start(), match.end()
    led_to = _LED_TO.search(text, max(begin - 8, 0), begin) or _LEADS_ON.match(text, end)
    return bool(led_to or _PRESSED.search(text, max(begin - _LOOKED_BACK, 0), begin))


def _phone(match: re.Match[str]) -> str:
    """Empty where a bracket is opened and not closed: that is two numbers."""
    told = _edged(match)
    if told.count("(") > told.count(")"):
        told = told.removeprefix("(")
    return told if told.count("(") == told.count(")") else ""


def _identifier(match: re.Match[str]) -> str:
    """Empty for the number of a line in a list."""
    is_first = not match.string[
        match.string.rfind("\n", 0, match.start()) + 1 : match.start()
    ].strip()
    return "" if is_first and _LISTED.fullmatch(match[0]) else _edged(match)


_WHOLE: Final = frozenset({"email", "link"})
_CLEANED: Final = {"name": _name, "count": _count, "phone": _phone, "identifier": _identifier}
