"""Where a backtest takes its conversations from: the tenant's own, a file, or the sample."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol

import numpy as np

from escalation.backtesting.past import PastConversation, read
from escalation.models import Backtest
from escalation.signals.meaning import ENOUGH, Sense
from escalation.signals.pieces import READ_AT_MOST, Vector
from helpdesk.backtests import sample
from helpdesk.backtests.handing_in import hand_in, own_conversations
from helpdesk.backtests.models import PastFile, PastPart, Run
from helpdesk.backtests.packing import pack, unpack
from knowledge import field as field_of
from knowledge.embeddings import embed

AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Batch:
    """Some conversations that are read, and the cursor behind them.

    ``rows``: the tenant's own, by primary key. ``part``: of a file, to be kept when it was read
    for the first time.
    """

    conversations: Sequence[PastConversation]
    cursor: int
    rows: Sequence[int] = ()
    part: PastPart | None = None
    is_new: bool = False

    def where(self, number: int) -> dict[str, Any]:
        """Where the conversation of this number can be found again."""
        if self.rows:
            return {"conversation_id": self.rows[number]}
        return {"part": self.cursor, "number": number}


class Source(Protocol):
    """Gives one batch after the other, and keeps what was read in the caller's transaction."""

    def next(self) -> Batch | None: ...

    def keep(self, batch: Batch) -> None: ...


@dataclass(slots=True)
class Own:
    """The tenant's conversations that began since then."""

    since: datetime
    cursor: int
    centre: Vector | None = None

    def next(self) -> Batch | None:
        rows = list(own_conversations(self.since).filter(pk__gt=self.cursor)[:AT_ONCE])
        if not rows:
            return None
        self.cursor = rows[-1].pk
        ids = [row.pk for row in rows]
        return Batch(hand_in(rows, self._sense), self.cursor, rows=ids)

    def keep(self, batch: Batch) -> None:
        """Nothing: turns keep their facts."""

    def _sense(self, texts: Sequence[str]) -> Sense:
        return sense_of(texts, self.centre)


@dataclass(slots=True)
class Filed:
    """A file, part by part."""

    file: PastFile
    cursor: int

    def next(self) -> Batch | None:
        part = self.file.parts.filter(place__gt=self.cursor).first()
        if part is None:
            return None
        self.cursor = part.place
        kept = unpack(part.content)
        is_new = not all(one.is_read for one in kept)
        return Batch(read_all(kept), part.place, part=part, is_new=is_new)

    def keep(self, batch: Batch) -> None:
        """The next backtest of this file finds it read."""
        if batch.part and batch.is_new:
            PastPart.objects.filter(pk=batch.part.pk).update(content=pack(batch.conversations))


@dataclass(slots=True)
class Sample:
    """The conversations that come with Handrail, in one batch."""

    cursor: int
    conversations: Sequence[PastConversation] = field(default_factory=sample.conversations)

    def next(self) -> Batch | None:
        if self.cursor:
            return None
        self.cursor = 1
        return Batch(read_all(self.conversations), 1)

    def keep(self, batch: Batch) -> None:
        """Nothing: it is small."""


def source_of(run: Run) -> Source:
    """The run's source, from where it is. A file that was deleted meanwhile gives no more."""
    kind = run.backtest.source
    if kind == Backtest.Source.SAMPLE:
        return Sample(run.cursor)
    if kind == Backtest.Source.FILE:
        return Filed(run.file or PastFile(), run.cursor)
    return Own(run.since or run.backtest.created_at, run.cursor, field_of.centre())


def read_all(conversations: Sequence[PastConversation]) -> list[PastConversation]:
    """The same with the facts of their turns, their texts read by the model all at once."""
    unread = [one for one in conversations if not one.is_read]
    texts = [turn.question for one in unread for turn in one.turns]
    sense = sense_of(texts)
    return [one if one.is_read else read(one, sense) for one in conversations]


def sense_of(texts: Sequence[str], centre: Vector | None = None) -> Sense:
    """What these texts mean; without a centre, theirs is taken where there are enough."""
    wanted = list(dict.fromkeys(text[:READ_AT_MOST] for text in texts if text.strip()))
    # Half a character, which a file may bring, is none to the model.
    clean = [text.encode("utf-8", "replace").decode() for text in wanted]
    vectors = [np.asarray(one, np.float32) for one in embed(clean)] if clean else []
    known = dict(zip(wanted, vectors, strict=True))
    if centre is None and len(vectors) >= ENOUGH:
        centre = np.mean(vectors, axis=0, dtype=np.float32)
    return Sense(lambda text: known.get(text[:READ_AT_MOST]), centre)
