"""Past conversations as packed JSON, with the facts that were read of their turns."""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from functools import cache
from typing import Any

from escalation.backtesting.past import Happened, Judged, Kind, PastConversation, PastTurn
from escalation.deciding import Facts
from escalation.facts.gather import gather
from escalation.signals.meaning import BY_WORDS
from helpdesk.assistant.recording import facts_of


def pack(conversations: Sequence[PastConversation]) -> bytes:
    """A small fraction of their size, and what ``unpack`` gives back."""
    kept = json.dumps([_kept(one) for one in conversations], separators=(",", ":"))
    return gzip.compress(kept.encode("utf-8", "surrogatepass"), compresslevel=5, mtime=0)


def unpack(content: bytes | memoryview) -> list[PastConversation]:
    """The conversations; facts that an older release gathered are left out, to be read again."""
    kept = json.loads(gzip.decompress(content).decode("utf-8", "surrogatepass"))
    return [_conversation(one) for one in kept]


def known_facts(kept: Mapping[str, Any]) -> Facts | None:
    """Facts that were stored; None where this release would see more in the same words."""
    if not kept or not _names_of_facts() <= kept.keys():
        return None
    if not _names_of_signals() <= kept["signals"].keys():
        return None
    return facts_of(dict(kept))


def _kept(past: PastConversation) -> dict[str, Any]:
    turns = [_kept_turn(turn) for turn in past.turns]
    return {"key": past.key, "turns": turns, "happened": asdict(past.happened)}


def _kept_turn(turn: PastTurn) -> dict[str, Any]:
    kept = {one.name: getattr(turn, one.name) for one in fields(turn)}
    kept["at"] = turn.at.isoformat() if turn.at else None
    # What went before stands in the turns before it.
    kept["facts"] = {**asdict(turn.facts), "history": []} if turn.facts else None
    return kept


def _conversation(kept: dict[str, Any]) -> PastConversation:
    happened = {**kept["happened"], "judged": Judged(kept["happened"]["judged"])}
    turns = tuple(_turn(one) for one in kept["turns"])
    return PastConversation(kept["key"], turns, Happened(**happened))


def _turn(kept: dict[str, Any]) -> PastTurn:
    at = datetime.fromisoformat(kept["at"]) if kept["at"] else None
    facts = known_facts(kept["facts"] or {})
    return PastTurn(**{**kept, "at": at, "kind": Kind(kept["kind"]), "facts": facts})


def _names_of_facts() -> frozenset[str]:
    return frozenset(one.name for one in fields(Facts))


@cache
def _names_of_signals() -> frozenset[str]:
    """The signals that this release hears, whatever is said."""
    return frozenset(gather("Hello", sense=BY_WORDS).signals)
