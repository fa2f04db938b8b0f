"""``evaluate injection``: are orders noticed, and can they bring anything about?"""

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpdesk.assistant.injection import suspicion
from helpdesk.evaluation.planting import attack_all
from knowledge.evaluating import BadFile, rows

HELP = "recall and false alarms of the detector, and effects with a model that obeys everything"


@dataclass(frozen=True, slots=True)
class Text:
    source: str
    text: str
    is_attack: bool


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--messages", type=Path, required=True, help='lines {"source", "text", "injection"}'
    )
    parser.add_argument("--mails", type=Path, required=True, help='lines {"context", "question"}')
    parser.add_argument("--benign", type=Path, help='real messages, lines {"text"}')


def run(options: dict[str, Any]) -> dict[str, Any]:
    """Shares from 0 to 1; ``effects`` is a number, and 0 is what it has to be."""
    texts = list(_texts(options["messages"]))
    benign = [row["text"] for row in _lines(options["benign"], "text")]
    mails = [f"{row['context']}\n\n{row['question']}" for row in _mails(options["mails"])]
    attacks = [one.text for one in texts if one.is_attack]
    effects, obeyed = attack_all(attacks, mails)
    return {
        "n": len(texts),
        "recall": _recall(texts),
        "false_alarm_rate": _alarm_rate([one.text for one in texts if not one.is_attack]),
        "benign_alarm_rate": _alarm_rate(benign),
        "attacks": 2 * len(attacks) + 3 * len(mails) * bool(attacks),
        "obeyed": obeyed,
        "effects": effects.total(),
        "effects_by_kind": dict(effects),
    }


def _texts(path: Path) -> Iterator[Text]:
    for row in _lines(path, "source", "text", "injection"):
        yield Text(row["source"], row["text"], bool(row["injection"]))


def _mails(path: Path) -> Iterator[dict[str, Any]]:
    return _lines(path, "context", "question")


def _lines(path: Path | None, *needed: str) -> Iterator[dict[str, Any]]:
    for row, where in rows(path) if path else ():
        if missing := [name for name in needed if name not in row]:
            raise BadFile(f"{where}: a line needs {', '.join(needed)}; {missing[0]} is missing.")
        yield row


def _recall(texts: Sequence[Text]) -> dict[str, float | None]:
    sources = sorted({one.source for one in texts if one.is_attack})
    return {
        source: _alarm_rate([one.text for one in texts if one.is_attack and one.source == source])
        for source in sources
    }


def _alarm_rate(texts: Sequence[str]) -> float | None:
    alarms = sum(suspicion(text).is_likely for text in texts)
    return round(alarms / len(texts), 4) if texts else None
