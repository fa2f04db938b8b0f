"""What is known before the agent asks: lines of the conversation, the account, earlier cases."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from helpdesk.copilot.repeating.questions import (
    SENTENCE_AT_MOST,
    Question,
    questions_in,
    readable,
)

# "3. November" is no end of a sentence, "4711. I bought it" is.
_ENDS = re.compile(
    r"(?<=[!?])\s+|(?<=[^\W\d][.])\s+|\n+"
    r"|(?<=\d[.])\s+(?=[A-ZÄÖÜ])(?!Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)"
)


@dataclass(frozen=True)
class Said:
    """A line of the conversation; ``who`` is empty for the customer, else who spoke for us."""

    text: str
    who: str = ""
    seq: int = 0
    at: datetime | None = None

    @property
    def by_contact(self) -> bool:
        return not self.who

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        parts = _ENDS.split(readable(self.text).replace("*", ""))
        return tuple(part.strip()[:SENTENCE_AT_MOST] for part in parts if part.strip())

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        return tuple(questions_in(readable(self.text)))


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the account holds, or an earlier conversation: ``name`` as it is called there."""

    name: str
    value: str
    # Whether it was said in an earlier conversation, and when.
    earlier: datetime | None = None


@dataclass(frozen=True)
class Told:
    """``lines`` oldest first; ``facts`` in the order in which they count."""

    lines: Sequence[Said] = ()
    facts: Sequence[Fact] = ()

    @cached_property
    def latest_first(self) -> list[Said]:
        return list(reversed(self.lines))

    @cached_property
    def answered(self) -> list[tuple[Question, Said]]:
        """Each question of ours with the customer's next line, latest first."""
        found: list[tuple[Question, Said]] = []
        open_questions: tuple[Question, ...] = ()
        for line in self.lines:
            if line.by_contact:
                found += [(question, line) for question in open_questions]
                open_questions = ()
            else:
                open_questions = (*open_questions, *line.questions)
        return found[::-1]
