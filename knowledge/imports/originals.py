"""Originals of what was brought in, kept among the tenant's files."""

from pathlib import Path, PurePosixPath

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction

from knowledge.models import ImportItem
from tenants.work.outbox import enqueue

FOLDER = "originals"
ERASE_TOPIC = "knowledge.erase_originals"


def keep(source: Path, name: str) -> str:
    """Copy a file into the tenant's storage. Returns its name there.

    Before its row: a crash leaves at most a file that nothing names.
    """
    suffix = PurePosixPath(name).suffix.lower()[:10]
    with source.open("rb") as opened:
        return default_storage.save(f"{FOLDER}/original{suffix}", File(opened))


def path_of(item: ImportItem) -> Path:
    """Where the original lies. Raises ``FileNotFoundError``."""
    if not item.stored:
        raise FileNotFoundError(item.name)
    return Path(default_storage.path(item.stored))


def erase(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)


@transaction.atomic
def owe_erasing(run_id: int) -> None:
    """The files go after the rows that name them; owed, so that a crash does not keep them."""
    items = ImportItem.objects.filter(run_id=run_id).exclude(stored="")
    if names := list(items.values_list("stored", flat=True)):
        enqueue(ERASE_TOPIC, {"names": names})
