"""Which risk topics does a message touch? Word lists that a tenant's staff can read and write.

One phrase a line. Endings do not matter (refund, refunds, refunded), nor do articles; up to two
other words may stand between the words of a phrase; a line that begins with a minus sign is an
exception.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import Final, Protocol

from escalation.facts.reading import plain, stem, tokens
from escalation.facts.values import TopicFound
from escalation.rules import TOPIC_LIMITS, TopicSpec

_WORDS_BETWEEN: Final = 2
_ARTICLES: Final = frozenset({"a", "an", "the"})
# Scripts from here on are written without spaces between words, so phrases are looked up whole.
_UNSPACED_FROM: Final = "\u2e80"


class Hearing(Protocol):
    """What was learnt to be heard in a text: now, or at the time from which facts were kept."""

    @property
    def names(self) -> Sequence[str]: ...

    def score(self, name: str) -> float: ...

    def words(self, name: str) -> tuple[str, ...]: ...


def topics_heard(
    text: str, topics: Sequence[TopicSpec], heard: Hearing, points: float = 0.0
) -> tuple[TopicFound, ...]:
    """The topics that the text touches by their words, or by what was learnt of their kind.

    ``points``: by how much their thresholds give way now.
    """
    worded = {found.name: found for found in topics_in(text, topics)}
    told = (worded.get(topic.name) or _learnt(text, topic, heard, points) for topic in topics)
    return tuple(found for found in told if found)


def clear(found: TopicFound, topic: TopicSpec, points: float = 0.0) -> TopicFound | None:
    """What is found, if the message is about the topic as clearly as the tenant wants it.

    What a tenant set below the lowest threshold that we offer is not pulled up to it.
    """
    if found.score >= topic.limit:
        return found
    lowered = max(topic.limit - points, min(topic.limit, TOPIC_LIMITS.low))
    return replace(found, missed=topic.limit) if found.score >= lowered else None


def _learnt(text: str, topic: TopicSpec, heard: Hearing, points: float) -> TopicFound | None:
    """Found by its signal, unless an exception of the tenant's stands in the text."""
    if topic.signal not in heard.names:
        return None
    # Rounded first: facts that were kept must come to the same.
    faint = TopicFound(topic.name, topic.label, (), round(heard.score(topic.signal), 3))
    found = clear(faint, topic, points)
    if found is None or has_exception(text, topic):
        return None
    return replace(found, words=heard.words(topic.signal))


def has_exception(text: str, topic: TopicSpec) -> bool:
    """Whether an exception of the topic's word list stands in the text."""
    stemmed = tuple(stem(word) for word in tokens(text))
    return any(True for phrase in _phrases(topic.words)[1] for _ in _spans(stemmed, phrase))


def topics_in(text: str, topics: Sequence[TopicSpec]) -> tuple[TopicFound, ...]:
    """The topics whose word lists the text touches, each with the customer's own words."""
    typed = tokens(text)
    found = []
    for topic in topics:
        if words := _words_found(typed, plain(text), topic):
            found.append(TopicFound(topic.name, topic.label, words))
    return tuple(found)


def _words_found(typed: Sequence[str], read: str, topic: TopicSpec) -> tuple[str, ...]:
    wanted, excepted = _phrases(topic.words)
    stemmed = tuple(stem(word) for word in typed)
    taken = {place for phrase in excepted for span in _spans(stemmed, phrase) for place in span}
    spans = [span for phrase in wanted for span in _spans(stemmed, phrase)]
    spaced = (" ".join(typed[span[0] : span[-1] + 1]) for span in spans if not taken & set(span))
    return tuple(dict.fromkeys([*spaced, *_unspaced(read, topic.words)]))


@lru_cache(maxsize=1_000)
def _phrases(words: str) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]:
    """The stems of the phrases that count, and of those that are exceptions."""
    lines = [line.strip() for line in words.splitlines() if line.strip(" -")]
    wanted = [_stems(line) for line in lines if not line.startswith("-")]
    excepted = [_stems(line) for line in lines if line.startswith("-")]
    return tuple(filter(None, wanted)), tuple(filter(None, excepted))


def _stems(phrase: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in tokens(phrase) if word not in _ARTICLES)


def _spans(stemmed: Sequence[str], phrase: Sequence[str]) -> Iterator[tuple[int, ...]]:
    """The places of the phrase's words, for each place where it begins."""
    if not set(phrase) <= set(stemmed):
        return
    for start, word in enumerate(stemmed):
        if word == phrase[0] and (span := _span_from(stemmed, phrase, start)):
            yield span


def _span_from(stemmed: Sequence[str], phrase: Sequence[str], start: int) -> tuple[int, ...]:
    places = [start]
    for _, word in pairwise(phrase):
        reach = range(places[-1] + 1, min(places[-1] + _WORDS_BETWEEN + 2, len(stemmed)))
        place = next((at for at in reach if stemmed[at] == word), None)
        if place is None:
            return ()
        places.append(place)
    return tuple(places)


def _unspaced(read: str, words: str) -> list[str]:
    lines = (plain(line) for line in words.splitlines())
    return [line for line in lines if line and line[0] >= _UNSPACED_FROM and line in read]
