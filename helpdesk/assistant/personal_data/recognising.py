"""Everything personal in a text, each place once: the surer form wins."""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from threading import Thread

from helpdesk.assistant.personal_data import keys, national_ids, phones, structured, tagging
from helpdesk.assistant.personal_data.spans import Folded, Span, clear_of

Finder = Callable[[str], Iterator[Span]]

# In this order: a card is digits that a pattern for telephones would take too.
_PROVEN: tuple[Finder, ...] = (
    keys.find_certain,
    structured.find,
    keys.find_likely,
    national_ids.find,
    phones.find,
)


# A conversation's last questions are told again with each of its turns, and so are the passages
# that are asked for most.
REMEMBERED = 256


@lru_cache(maxsize=REMEMBERED)
def find(text: str) -> tuple[Span, ...]:
    """All that is found, in reading order, without overlaps."""
    return _found(text, (*_PROVEN, tagging.find))


@lru_cache(maxsize=REMEMBERED)
def find_proven(text: str) -> tuple[Span, ...]:
    """Only what a form, a sum or a word beside it proves: no names, no places."""
    return _found(text, _PROVEN)


def find_meanwhile(text: str) -> None:
    """Begin to look beside what goes on, so that who asks ``find`` later need not wait."""
    Thread(target=find, args=[text], name="personal-data", daemon=True).start()


def merged(surer: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """Both in reading order, the surer where they overlap."""
    kept = list(surer)
    return sorted([*kept, *clear_of(others, kept)])


def _found(text: str, finders: Iterable[Finder]) -> tuple[Span, ...]:
    folded = Folded.of(text)
    found: list[Span] = []
    for finder in finders:
        found = merged(found, finder(folded.text))
    return tuple(folded.in_original(span) for span in found)
