"""``evaluate repeats``: whether a draft that asks for what is known is noticed, and little else."""

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from django.utils import timezone

from helpdesk.copilot.repeating.noticing import repeats
from helpdesk.copilot.repeating.told import Fact, Said, Told
from helpdesk.evaluation.reading import Row, lines
from knowledge.evaluating import BadFile

HELP = "questions of a draft that were answered already: precision, recall, the right value"
ENDINGS = (".jsonl", ".jsonl.gz")


@dataclass(frozen=True, slots=True)
class Looked:
    """One case: the values that should be shown, those that are, and the seconds it took."""

    wanted: list[str]
    shown: list[str]
    seconds: float

    @property
    def is_right(self) -> bool:
        """Whether each value that should be shown is, alone or in the sentence that holds it."""
        shown = [_plain(one) for one in self.shown]
        wanted = map(_plain, self.wanted)
        return all(any(one in said or said in one for said in shown) for one in wanted)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--cases",
        type=Path,
        required=True,
        help='lines {"part", "file", "row", "upto", "typed", "answers"}: what was typed after a'
        " turn (a number: a turn of the dialogue itself), and the values that were known by"
        " then, in words or as [turn, start, end]",
    )
    parser.add_argument(
        "--dialogues",
        type=Path,
        required=True,
        help='folder of the files: lines {"turns": [{"role", "text"}], "account"?, "earlier"?}',
    )


def run(options: dict[str, Any]) -> dict[str, Any]:
    """Figures of each part: by a part that was held back nothing was mended."""
    cases = lines(options["cases"], "part", "file", "row", "upto", "typed", "answers")
    dialogues = _Dialogues(options["dialogues"])
    looked: dict[str, list[Looked]] = {}
    for case in cases:
        looked.setdefault(case["part"], []).append(_look(case, dialogues.row(case)))
    every = [one for part in looked.values() for one in part]
    return {
        "n": len(every),
        **{part: _figures(looked[part]) for part in sorted(looked)},
        "median_ms": round(median(one.seconds for one in every) * 1000, 3),
        "slowest_ms": round(max(one.seconds for one in every) * 1000, 3),
    }


class _Dialogues:
    """The files of a folder, each read once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, list[Row]] = {}

    def row(self, case: Row) -> Row:
        """Raises ``BadFile`` for a file or a row that is not there."""
        name = str(case["file"])
        if name not in self._read:
            self._read[name] = lines(self._path(name), "turns")
        try:
            return self._read[name][case["row"]]
        except IndexError as error:
            raise BadFile(f"{name}: has no row {case['row']}.") from error

    def _path(self, name: str) -> Path:
        paths = (self._folder / f"{name}{ending}" for ending in ENDINGS)
        found = next((path for path in paths if path.exists()), None)
        if found is None:
            raise BadFile(f"{self._folder}: has no {name}.jsonl or {name}.jsonl.gz.")
        return found


def _look(case: Row, dialogue: Row) -> Looked:
    turns = dialogue["turns"]
    typed = case["typed"]
    draft = turns[typed]["text"] if isinstance(typed, int) else typed
    told = Told(_lines(turns[: case["upto"] + 1]), list(_facts(dialogue)))
    began = process_time()
    shown = [one.found.value for one in repeats(draft, told)]
    took = process_time() - began
    return Looked([_answer(one, turns) for one in case["answers"]], shown, took)


def _lines(turns: Sequence[Row]) -> list[Said]:
    return [
        Said(turn["text"], "" if turn["role"] == "contact" else str(turn["role"]), seq)
        for seq, turn in enumerate(turns, start=1)
    ]


def _facts(dialogue: Row) -> Iterator[Fact]:
    for name, value in dialogue.get("account", {}).items():
        yield Fact(name, str(value))
    for one in dialogue.get("earlier", ()):
        yield Fact(one["label"], one["text"], earlier=timezone.now())


def _answer(answer: str | list[int], turns: Sequence[Row]) -> str:
    if isinstance(answer, str):
        return answer
    turn, start, end = answer
    return str(turns[turn]["text"][start:end])


def _figures(looked: Sequence[Looked]) -> dict[str, Any]:
    """``{n, should, precision, recall, right}``: ``right`` of those that were rightly shown."""
    should = [one for one in looked if one.wanted]
    noticed = [one for one in looked if one.shown]
    both = [one for one in should if one.shown]
    return {
        "n": len(looked),
        "should": len(should),
        "precision": _share(len(both), len(noticed)),
        "recall": _share(len(both), len(should)),
        "right": _share(sum(one.is_right for one in both), len(both)),
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _plain(text: str) -> str:
    return " ".join(text.lower().split())
