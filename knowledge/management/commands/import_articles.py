"""``manage.py import_articles PATH --tenant acme``: bring a help centre in, or up to date."""

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from knowledge import importing, indexing
from knowledge.sources.documents import BadSource, Document
from knowledge.sources.files import Piece, pieces
from tenants.commands import TenantCommand


class Command(TenantCommand):
    """Exit code 0 when every piece went in, 1 when some were refused; the rest are in."""

    help = (
        "Import a folder of Markdown (front matter) or HTML files, or JSON lines "
        '{"id", "title", "body", "collection"?}, also gzipped. Run it again at any time: '
        "what has not changed is left alone. Exits with 1 when a piece was refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("path", type=Path, help="A folder, .jsonl, .jsonl.gz, .md or .html.")
        parser.add_argument(
            "--index",
            choices=["now", "later"],
            default="later",
            help="now: searchable when the command ends; later: a worker does it (default).",
        )

    def handle_tenant(self, *_args: Any, **options: Any) -> None:
        path: Path = options["path"]
        if not path.exists():
            raise CommandError(f"There is nothing at {path}.")
        self.index_now = options["index"] == "now"
        self.seen: dict[str, str] = {}
        tally = Counter(self._import(piece) for piece in pieces(path))
        if not tally:
            raise CommandError(f"{path} holds no .md, .html or .jsonl file.")
        self._report(tally)

    def _import(self, piece: Piece) -> str:
        """Take in one piece, say what became of it, and return that word."""
        try:
            document = self._read(piece)
            outcome, article = importing.take_in(document)
        except BadSource as error:
            self.stderr.write(self.style.ERROR(f"refused   {piece.name}: {error}"))
            return "refused"
        if self.index_now:
            indexing.index_article(article.id)
        if outcome != importing.Outcome.UNCHANGED:
            self.stdout.write(f"{outcome:<9} {piece.name}: {article.heading[:70]}")
        return outcome

    def _read(self, piece: Piece) -> Document:
        document = piece.read()
        if first := self.seen.get(document.id):
            raise BadSource(f"duplicate id {document.id!r}, first seen in {first}")
        self.seen[document.id] = piece.name
        return document

    def _report(self, tally: Counter[str]) -> None:
        # Nothing waits for a person here: what the command is given counts at once.
        counted = [one for one in importing.Outcome if one != importing.Outcome.PROPOSED]
        words = [*counted, "refused"]
        self.stdout.write(", ".join(f"{tally[word]} {word}" for word in words) + ".")
        if tally["refused"]:
            raise CommandError(f"{tally['refused']} refused, see above; the rest is in.")
