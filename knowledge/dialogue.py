"""A question in its conversation: what is looked for when the last line alone says too little.

"Is it fast?" means nothing without the lines before it. Without a model that rewrites the
question, three things carry the rest of the dialogue into search, each weaker the further back a
line stands: the shelves that it names (``knowledge.shelves``) and, where the question leans on
what went before, its words (``weighed``) and its meaning (``vectors``). A question that can stand
alone does: it may be about another matter, which the last answer must not be found for again.
The figures were chosen on public dialogues: docs/knowledge.md.
"""

import re
from dataclasses import dataclass

import numpy as np

from knowledge.embeddings import embed, embed_question
from knowledge.plain_text import sentences
from knowledge.vector_cache import Vector

# What a line counts for, for each step that it stands before the question.
WORDS_FADE = 0.3
MEANING_FADE = 0.35
# A shelf that is spoken of says already what the dialogue is about.
MEANING_FADE_ON_SHELF = 0.1
LINES_READ = 6
# A question this short, or with one of these words, leans on what went before.
FEW_WORDS = 4
_POINTING = frozenset(("it", "that", "this", "they", "them", "there", "these", "those", "ones"))
_GOING_ON = frozenset(("and", "or", "but", "also", "so", "what"))
MAX_CHARACTERS = 4000
# The embedding model reads about 180 words; a longer question is read sentence by sentence.
LONG_WORDS = 120
SENTENCES_READ = 48


@dataclass(frozen=True, slots=True)
class Dialogue:
    """``question`` is the customer's last turn; ``before`` what both said, oldest first."""

    question: str
    before: tuple[str, ...] = ()

    @classmethod
    def of(cls, question: str, before: tuple[str, ...] = ()) -> "Dialogue":
        """From any text: what PostgreSQL cannot hold is left out, what is too long is cut."""
        lines = tuple(text for line in before[-LINES_READ:] if (text := _clean(line)))
        return cls(_said_once(_clean(question)), lines)

    @property
    def is_long(self) -> bool:
        return len(self.question.split()) > LONG_WORDS

    @property
    def leans(self) -> bool:
        """Whether the question says too little alone ("and on Android?")."""
        words = re.findall(r"[^\W\d_]+", self.question.lower())
        return len(words) < FEW_WORDS or words[0] in _GOING_ON or bool(_POINTING & {*words})

    @property
    def lines(self) -> list[str]:
        """The question and, if it leans on them, the lines before it, latest first."""
        return [self.question, *reversed(self.before)] if self.leans else [self.question]

    def weighed(self) -> list[tuple[str, float]]:
        """Each line with what its words count for; the question, which counts 1, comes first."""
        return [(line, WORDS_FADE**steps) for steps, line in enumerate(self.lines)]


def vectors(dialogue: Dialogue, *, on_shelf: bool) -> list[Vector]:
    """What is meant, as unit vectors: one, or one for each sentence of a long question."""
    if dialogue.is_long:
        told = [line for line in dialogue.question.splitlines() if len(line.split()) > 2]
        return embed(told[:SENTENCES_READ] or [dialogue.question])
    fade = MEANING_FADE_ON_SHELF if on_shelf else MEANING_FADE
    lines = enumerate(dialogue.lines)
    mixed = sum(fade**steps * np.array(embed_question(line)) for steps, line in lines)
    return [_unit(mixed)]


def middle(meanings: list[Vector]) -> Vector:
    """The one direction that stands for all of them."""
    return _unit(np.sum(meanings, axis=0))


def _said_once(question: str) -> str:
    """A long question with a sentence to a line, none of them twice."""
    if len(question.split()) <= LONG_WORDS:
        return question
    return "\n".join(dict.fromkeys(sentences(question)))


def _unit(vector: "np.ndarray | float") -> Vector:
    array = np.asarray(vector, dtype=float)
    unit: Vector = (array / max(float(np.linalg.norm(array)), 1e-12)).tolist()
    return unit


def _clean(text: str) -> str:
    return text.replace("\x00", " ").strip()[:MAX_CHARACTERS]
