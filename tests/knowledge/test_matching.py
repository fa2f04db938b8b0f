"""The first passages are read word by word: what holds the deciding word comes first."""

import pytest

from knowledge import embeddings, matching
from knowledge.embeddings import embed_question, spell
from knowledge.matching import READ, read_closely
from knowledge.retrieving import Hit

QUESTION = "Can I export my invoices as a spreadsheet?"
NEXT_TO = "Send an invoice again by opening it and choosing its recipient."
ANSWERS = "Export your invoices as a spreadsheet from the list of invoices."


def hit(place: int, text: str, score: float) -> Hit:
    return Hit(
        passage_id=place,
        article_id=place,
        snippet_id=None,
        public_id="",
        audience="public",
        article_title="",
        heading_path="",
        text=text,
        slug="",
        score=score,
        similarity=score,
        coverage=0.0,
        lexical_rank=None,
        vector_rank=None,
    )


def test_a_close_second_that_holds_the_words_comes_first() -> None:
    first, second = read_closely(QUESTION, [hit(1, NEXT_TO, 0.62), hit(2, ANSWERS, 0.60)])
    assert first.text == ANSWERS
    assert sum(first.matched) > sum(second.matched) > 0


def test_without_their_weight_the_words_change_no_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "WEIGHT", 0.0)
    first, _ = read_closely(QUESTION, [hit(1, NEXT_TO, 0.62), hit(2, ANSWERS, 0.60)])
    assert first.text == NEXT_TO


def test_what_comes_later_is_not_read_and_keeps_its_place() -> None:
    hits = [hit(place, NEXT_TO, 1.0) for place in range(READ)] + [hit(99, ANSWERS, 0.9)]
    last = read_closely(QUESTION, hits)[-1]
    assert (last.passage_id, last.matched) == (99, ())


@pytest.mark.parametrize("question", ["", "?", "the of and", "ก" * 300])
def test_a_question_of_any_kind_is_read(question: str) -> None:
    assert len(read_closely(question, [hit(1, ANSWERS, 0.5)])) == 1


def test_each_piece_of_a_text_has_a_unit_vector() -> None:
    (spelled,) = spell([ANSWERS])
    assert len(spelled.pieces) == len(spelled.vectors)
    assert [float((vector**2).sum()) for vector in spelled.vectors.astype(float)] == pytest.approx(
        [1.0] * len(spelled.pieces), abs=0.01
    )


def test_a_question_and_its_words_are_read_in_one_run(monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[list[str]] = []
    run = embeddings._run

    def noted(texts: list[str]) -> embeddings._Read:
        runs.append(texts)
        return run(texts)

    monkeypatch.setattr(embeddings, "_run", noted)
    question = "Which of the two is read but once?"
    vector, (spelled,) = embed_question(question), spell([question])

    assert runs == [[question]]
    assert len(vector) == spelled.vectors.shape[1]
    spell([f"{question} No."])
    assert len(runs) == 2
