"""Suggestions in the sources' own words, where there is no model or its words are not backed.

What goes to the customer is in their language as far as ours go: German, else English.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from helpdesk.assistant.answering.answer import Answer
from helpdesk.conversations.models import Conversation
from helpdesk.copilot.case import Case
from helpdesk.copilot.material import Source
from helpdesk.copilot.wording import UPDATE
from helpdesk.handoff.lines import Line, shortened
from helpdesk.handoff.telling import tell

GOAL_WORDS: Final = 25
ANSWER_WORDS: Final = 30
Status = Conversation.Status


def greeting(case: Case) -> str:
    """Without a name there is none to say."""
    hello = _words(case)["hello"]
    return (
        hello.format(name=case.name.split()[0])
        if case.name.strip()
        else hello.replace(" {name}", "")
    )


def framed(text: str, case: Case) -> str:
    """The words to the customer under a greeting; nothing stays nothing."""
    return f"{greeting(case)}\n\n{text}" if text else ""


def reply(quoted: Answer) -> str:
    """The pieces of the article that fit best, under its title."""
    return quoted.text


def update(facts: Sequence[Source]) -> str:
    """All the facts, as sentences to the customer."""
    return "\n".join(fact.words for fact in facts)


def facts_of(case: Case, zone: ZoneInfo) -> list[Source]:
    """How the matter stands, in sentences that a customer may read: no more than is known.

    Times by the clock of ``zone``.
    """
    words = _words(case)
    said = [words["about"].format(goal=shortened(" ".join(case.goal.split()), GOAL_WORDS))]
    for one in case.promises:
        due = _clock(one.due_at.astimezone(zone))
        kind = "late" if one.due_at <= case.now else "owed"
        said.append(words[kind].format(text=one.text, due=due))
    if not case.promises:
        said.append(words["waits" if case.status == Status.WAITING else "with_us"])
    return [Source(sentence) for sentence in said]


def _clock(moment: datetime) -> str:
    """``07.12.2026 10:00 CET``: whose clock it is goes along, a customer may be anywhere."""
    zone = moment.tzname() or ""
    # Some zones have no name of their own, and are called by their distance.
    named = f"UTC{zone}" if zone.startswith(("+", "-")) else zone
    return f"{moment:%d.%m.%Y %H:%M} {named}"


def summary(lines: Sequence[Source], case: Case) -> tuple[str, tuple[Source, ...]]:
    """What the customer wants and said, what we said last, and what is promised: all quoted.

    Also the lines that it quotes.
    """
    told = tell([_line(one) for one in lines], case.goal)
    ours = [one for one in lines if one.title == "Agent"] or [
        one for one in lines if one.title == "Assistant"
    ]
    parts = [
        (_("Asks"), told.goal),
        (_("Wants"), told.wanted.text if told.wanted else ""),
        (_("Numbers"), " · ".join(piece.text for piece in told.identifiers[:8])),
        (_("Also said"), " ".join(piece.text for piece in told.said)),
        (_("We said last"), shortened(_bare(ours[-1]), ANSWER_WORDS) if ours else ""),
        (_("Promised"), "; ".join(one.text for one in case.promises)),
    ]
    text = "\n".join(f"{label}: {words}" for label, words in parts if words)
    quoted = {piece.seq for piece in told.pieces}
    return text, tuple(one for one in lines if one.seq in quoted)


def _line(source: Source) -> Line:
    return Line(source.seq, source.title == "Customer", _bare(source))


def _bare(source: Source) -> str:
    return source.words.partition(": ")[2]


def _words(case: Case) -> dict[str, str]:
    return UPDATE[case.language.lower().startswith("de")]
