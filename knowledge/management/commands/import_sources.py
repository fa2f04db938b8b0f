"""``manage.py import_sources PATH_OR_URL --tenant acme``: bring content in, as the admin does."""

from math import inf
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser

from knowledge.imports import starting, working
from knowledge.imports.reporting import items_of, progress_of, tone_of
from knowledge.imports.starting import Offered
from knowledge.models import Audience, Collection, Import, Site
from tenants.commands import TenantCommand


class Command(TenantCommand):
    """Exit code 0 when everything went in, 1 when something was not taken; the rest is in."""

    help = (
        "Bring in files or a folder of them (Markdown, HTML, PDF, Word, CSV of questions and "
        "answers, JSON lines), past tickets (--tickets), or a web site. Near-copies are left out, "
        "originals kept, and the report is in the admin too."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("source", help="A file, a folder, or an address like https://…")
        parser.add_argument("--tickets", action="store_true", help="Transcripts, made into drafts.")
        parser.add_argument("--internal", action="store_true", help="For agents only.")
        parser.add_argument("--review", action="store_true", help="A person approves it first.")
        parser.add_argument("--collection", default="", help="Name of a collection there is.")
        parser.add_argument("--language", default="en")
        parser.add_argument("--later", action="store_true", help="Leave it to a worker.")

    def handle_tenant(self, *_args: Any, **options: Any) -> None:
        chosen = {
            "audience": Audience.INTERNAL if options["internal"] else Audience.PUBLIC,
            "needs_review": options["review"],
            "language": options["language"],
            "collection": _collection(options["collection"]),
        }
        try:
            run = _begun(options, chosen)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        if options["later"]:
            self.stdout.write(f"Import {run.pk} is owed; its report is in the admin.")
            return
        working.work(run.pk, seconds=inf)
        self._report(run)

    def _report(self, run: Import) -> None:
        for item in items_of(run):
            where = f" -> {item.article or item.twin}" if item.article or item.twin else ""
            said = f"{item.get_outcome_display():<24} {item.name}{where} {item.detail}".rstrip()
            (self.stderr if tone_of(item.outcome) == "ask" else self.stdout).write(said)
        progress = progress_of(run)
        counts = (f"{tally.count} {tally.label.lower()}" for tally in progress.tallies)
        self.stdout.write(", ".join(counts) + ".")
        if progress.to_look_at:
            raise CommandError(f"{progress.to_look_at} not taken in, see above; the rest is in.")


def _begun(options: dict[str, Any], chosen: dict[str, Any]) -> Import:
    source, is_owed = options["source"], bool(options["later"])
    if source.startswith(("http://", "https://")):
        named = {"name": urlsplit(source).hostname or source, "every_days": None, **chosen}
        site = Site.objects.filter(url=source).first() or Site(url=source, **named)
        site.full_clean()
        site.save()
        return starting.start_site(site, is_owed=is_owed)
    kind = Import.Kind.TICKETS if options["tickets"] else Import.Kind.FILES
    return starting.start_files(_files(Path(source)), is_owed=is_owed, kind=kind, **chosen)


def _files(path: Path) -> list[Offered]:
    if not path.exists():
        raise CommandError(f"There is nothing at {path}.")
    root = path if path.is_dir() else path.parent
    found = sorted(path.rglob("*")) if path.is_dir() else [path]
    named = [(file.relative_to(root), file) for file in found if file.is_file()]
    shown = [
        Offered(name.as_posix(), file, file.stat().st_size)
        for name, file in named
        if not any(part.startswith(".") for part in name.parts)
    ]
    if not shown:
        raise CommandError(f"{path} holds no file.")
    return shown


def _collection(name: str) -> Collection | None:
    if not name:
        return None
    collection = Collection.objects.filter(name=name).first()
    if collection is None:
        known = ", ".join(Collection.objects.values_list("name", flat=True)) or "none yet"
        raise CommandError(f"--collection: there is none called {name!r}. Known: {known}.")
    return collection
