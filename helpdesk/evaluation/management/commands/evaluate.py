"""``manage.py evaluate PART …``: figures of a part of the product on judged questions."""

import json
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
    retrieval,
    scope,
    triggers,
)
from knowledge.evaluating import BadFile

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
}


class Command(BaseCommand):
    help = "Measure a part of the product; with --json the last line is one JSON object."

    def add_arguments(self, parser: CommandParser) -> None:
        chosen = parser.add_subparsers(dest="part", required=True, metavar="PART")
        for name, part in PARTS.items():
            its_own = chosen.add_parser(name, help=part.HELP)
            part.add_arguments(its_own)
            its_own.add_argument("--json", action="store_true", help="print one JSON object last")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            result = PARTS[options["part"]].run(options)
        except BadFile as error:
            raise CommandError(str(error)) from None
        if options["json"]:
            self.stdout.write(json.dumps(result))
            return
        width = max(map(len, result))
        for name, value in result.items():
            self.stdout.write(f"{name:<{width}}  {value}")
