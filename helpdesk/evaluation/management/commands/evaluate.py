"""``manage.py evaluate PART …``: figures of a part of the product on judged questions."""

import json
from contextlib import nullcontext
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from helpdesk.evaluation import (
    answerability,
    confidence,
    handoff,
    injection,
    loops,
    mood,
    personal_data,
    repeats,
    retrieval,
    scope,
    triggers,
    waits,
)
from helpdesk.evaluation.keeping import keep
from knowledge.evaluating import BadFile
from tenants.commands import bound_to

PARTS = {
    "retrieval": retrieval,
    "answerability": answerability,
    "confidence": confidence,
    "personal-data": personal_data,
    "injection": injection,
    "triggers": triggers,
    "sentiment": mood,
    "loops": loops,
    "scope": scope,
    "handoff": handoff,
    "repeats": repeats,
    "waits": waits,
}


class Command(BaseCommand):
    help = "Measure a part of the product; with --json the last line is one JSON object."

    def add_arguments(self, parser: CommandParser) -> None:
        chosen = parser.add_subparsers(dest="part", required=True, metavar="PART")
        for name, part in PARTS.items():
            its_own = chosen.add_parser(name, help=part.HELP)
            part.add_arguments(its_own)
            its_own.add_argument("--json", action="store_true", help="print one JSON object last")
            its_own.add_argument(
                "--keep-in", metavar="SLUG", help="workspace that draws the result"
            )

    def handle(self, *_args: Any, **options: Any) -> None:
        # What was asked of a workspace's own articles is its own.
        place = options["keep_in"] or options.get("tenant")
        with bound_to(place) if place else nullcontext():
            pass  # A name that is not known is said before the work, not after it.
        try:
            result = PARTS[options["part"]].run(options)
        except BadFile as error:
            raise CommandError(str(error)) from None
        if place:
            with bound_to(place):
                keep(options["part"], options, result)
        self._print(result, as_json=options["json"])

    def _print(self, result: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(result))
            return
        width = max(map(len, result))
        for name, value in result.items():
            self.stdout.write(f"{name:<{width}}  {value}")
