"""What is personal leaves for a model as a placeholder, and comes back in the answer.

One mask belongs to one conversation: the same value is [EMAIL_1] in every call, question and
passage of it. A placeholder is given its value back where the customer wrote it in this
conversation, or where a passage that the sentence names publishes it; nowhere else. What is kept
of a value between calls is a keyed digest, from which nobody reads it.
"""

import re
from collections.abc import Mapping, Sequence

from django.utils.crypto import salted_hmac

from helpdesk.assistant.personal_data import recognising
from helpdesk.assistant.personal_data.spans import Kind, Span
from tenants.context import current_schema

# As they stand in a prompt and in an answer.
PLACEHOLDER = re.compile(rf"\[({'|'.join(Kind)})_\d{{1,4}}\]")
Digests = Mapping[str, str]


class Mask:
    """Hides and shows the values of one conversation, in one turn.

    ``kept``: digests by placeholder, as ``digests`` gave them after an earlier turn. ``is_on``
    False: everything stays as it is.
    """

    def __init__(self, owner: str, kept: Digests | None = None, *, is_on: bool = True) -> None:
        self.is_on = is_on
        self._owner = owner
        self._digests = dict(kept or {})
        self._known = {digest: placeholder for placeholder, digest in self._digests.items()}
        self._values: dict[str, str] = {}
        self._own: set[str] = set()
        self._published: dict[int, set[str]] = {}

    @property
    def digests(self) -> dict[str, str]:
        """By placeholder, of this turn and those before; to be kept with the conversation."""
        return dict(self._digests)

    @property
    def used(self) -> list[str]:
        """The placeholders that stand for something in this turn."""
        return list(self._values)

    def hide_own(self, text: str) -> str:
        """What the customer wrote, without what is personal in it."""
        spans = recognising.find(text) if self.is_on else ()
        self._own.update(self._placeholder(span.kind, _value(text, span)) for span in spans)
        return self._replaced(text, spans)

    def hide_passage(self, text: str, place: int) -> str:
        """The passage at this place without addresses and numbers, and without what is known.

        Names are not looked for: what an article has in capitals is mostly the product.
        """
        if not self.is_on:
            return text
        spans = recognising.merged(recognising.find_proven(text), self._occurrences(text))
        self._published[place] = {
            self._placeholder(span.kind, _value(text, span)) for span in spans
        }
        return self._replaced(text, spans)

    def may_show(self, text: str, places: Sequence[int]) -> bool:
        """Whether every placeholder of a sentence that names these passages may be filled."""
        allowed = self._own.union(*(self._published.get(place, set()) for place in places))
        return all(found[0] in allowed for found in PLACEHOLDER.finditer(text))

    def shown(self, text: str) -> str:
        """The text with its values in the place of their placeholders."""
        return PLACEHOLDER.sub(lambda found: self._values.get(found[0], found[0]), text)

    def _occurrences(self, text: str) -> list[Span]:
        """Where a passage says what the customer said: names and places, word for word."""
        own = {self._values[one]: one for one in self._own if one in self._values}
        if not own:
            return []
        longest_first = sorted(own, key=len, reverse=True)
        pattern = rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)"
        return [
            Span(found.start(), found.end(), Kind(own[found[0]][1:].partition("_")[0]))
            for found in re.finditer(pattern, text)
        ]

    def _replaced(self, text: str, spans: Sequence[Span]) -> str:
        for span in reversed(spans):
            hidden = self._placeholder(span.kind, _value(text, span))
            text = f"{text[: span.start]}{hidden}{text[span.end :]}"
        return text

    def _placeholder(self, kind: Kind, value: str) -> str:
        digest = self._digest(kind, value)
        placeholder = self._known.get(digest)
        if placeholder is None:
            number = 1 + sum(one.startswith(f"[{kind}_") for one in self._digests)
            placeholder = f"[{kind}_{number}]"
            self._known[digest] = placeholder
            self._digests[placeholder] = digest
        self._values.setdefault(placeholder, value)
        return placeholder

    def _digest(self, kind: Kind, value: str) -> str:
        same = f"{self._owner}|{kind}|{' '.join(value.casefold().split())}"
        return salted_hmac("assistant.masking", same, algorithm="sha256").hexdigest()[:24]


def _value(text: str, span: Span) -> str:
    return text[span.start : span.end]


def owner_of(conversation_id: int | None) -> str:
    """Whose digests they are: no two workspaces or conversations have one in common."""
    return f"{current_schema()}|{conversation_id or ''}"
