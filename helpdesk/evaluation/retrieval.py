"""``evaluate retrieval``: does search find the articles that answer?"""

from argparse import ArgumentParser
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from helpdesk.assistant.rehearsing import Way, rehearse
from helpdesk.evaluation.dialogues import exchanges
from helpdesk.evaluation.library import documents_in, library_of
from knowledge.evaluating import Found, auroc, figures, find, judged_questions
from knowledge.models import Article
from tenants.commands import bound_to

HELP = "recall, hits, ranks and times of search over judged questions"


def add_arguments(parser: ArgumentParser) -> None:
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--articles", type=Path, help='lines {"id", "title", "body", "collection"?}')
    place.add_argument("--tenant", metavar="SLUG", help="search this workspace's own articles")
    parser.add_argument(
        "--questions",
        type=Path,
        required=True,
        help='lines {"id", "question", "history", "relevant", "answerable"}',
    )


def run(options: dict[str, Any]) -> dict[str, Any]:
    """The figures of ``knowledge.evaluating``, and of the threshold where one is needed."""
    questions = judged_questions(options["questions"])
    with _place(options):
        found = list(find(questions))
        result = figures(found)
        if not all(one.judged.answerable for one in found):
            result |= _threshold(found)
    return result


def _place(options: dict[str, Any]) -> AbstractContextManager[None]:
    if options["tenant"]:
        return bound_to(options["tenant"])
    return library_of(documents_in(options["articles"]))


def _threshold(found: Sequence[Found]) -> dict[str, Any]:
    """Of all questions: how many the assistant would answer, and how many from a wrong article."""
    ids = dict(Article.objects.values_list("id", "external_id"))
    turns = [rehearse(one.judged.question, exchanges(one.judged.history)) for one in found]
    answered = [turn.way is Way.ANSWERED for turn in turns]
    quoted = [ids.get(turn.answer.article_id or 0) for turn in turns]
    wrong = sum(
        said and own not in one.judged.relevant
        for said, own, one in zip(answered, quoted, found, strict=True)
    )
    return {
        "auroc": auroc(
            [turn.confidence for turn in turns], [one.judged.answerable for one in found]
        ),
        "answered_share": round(sum(answered) / len(found), 4),
        "wrong_answer_share": round(wrong / len(found), 4),
    }
