"""Vectors that are kept are those of the model that is asked, wherever they are kept."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from helpdesk.assistant.answering import extractive
from knowledge import embeddings

TEXT = "Refunds take five days."
NEW = [[0.0] * 383 + [1.0]]


@pytest.fixture
def _another(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model beside the one of tests, which says the same of everything."""
    backend = embeddings._Backend(lambda texts: NEW * len(texts), lambda _texts: [])
    monkeypatch.setattr(embeddings, "_MINILM", backend)


@pytest.mark.usefixtures("_another")
def test_what_a_model_made_of_a_text_is_not_given_for_another_models(
    settings: LazySettings, tmp_path: Path
) -> None:
    """With the text alone as the key, each of the three gives the first model's vectors."""
    settings.EMBEDDINGS_CACHE = str(tmp_path / "vectors")
    made: dict[str, list[list[float]]] = {}
    for name in ("hashing", "minilm", "hashing"):
        settings.EMBEDDINGS_BACKEND = name
        question = [*embeddings.embed_question(TEXT)]
        pieces = extractive._vectors((TEXT,), embeddings.model()).tolist()
        kept = embeddings.embed([TEXT])
        assert pieces == kept == [question]
        assert made.setdefault(name, kept) == kept
    assert made["minilm"] == NEW != made["hashing"]
