"""``evaluate retrieval``: does search find the articles that answer?"""

from argparse import ArgumentParser
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from helpdesk.assistant.answering.answering import quoted_from
from helpdesk.assistant.models import AssistantSettings
from helpdesk.evaluation.library import library
from knowledge.evaluating import Found, auroc, figures, find, judged_questions
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
    return bound_to(options["tenant"]) if options["tenant"] else library(options["articles"])


def _threshold(found: Sequence[Found]) -> dict[str, Any]:
    """Of all questions: how many the assistant would answer, and how many from a wrong article."""
    settings = AssistantSettings.current()
    drafts = [quoted_from(one.findings) for one in found]
    answers = [draft.confidence >= settings.min_confidence for draft in drafts]
    wrong = sum(
        answered and one.articles[0] not in one.judged.relevant
        for answered, one in zip(answers, found, strict=True)
    )
    scores = [draft.confidence for draft in drafts]
    return {
        "auroc": auroc(scores, [one.judged.answerable for one in found]),
        "answered_share": round(sum(answers) / len(found), 4),
        "wrong_answer_share": round(wrong / len(found), 4),
    }
