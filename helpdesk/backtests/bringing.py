"""Keeps a file of past conversations, in parts that one job can read at a time."""

from django.db import transaction

from helpdesk.backtests.models import MAX_NAME, PastFile, PastPart
from helpdesk.backtests.packing import pack
from helpdesk.backtests.reading import read_file

IN_ONE_PART = 100
MOST_FILES = 20


@transaction.atomic
def bring(name: str, content: bytes) -> PastFile:
    """Raises ``BadFile``. Of ``MOST_FILES`` the oldest makes room."""
    found = read_file(content)
    clean = name.replace("\x00", "").encode("utf-8", "replace").decode()[-MAX_NAME:]
    kept = PastFile.objects.create(name=clean or "Conversations", count=len(found))
    starts = range(0, len(found), IN_ONE_PART)
    chunks = [found[start : start + IN_ONE_PART] for start in starts]
    PastPart.objects.bulk_create(
        PastPart(file=kept, place=place, count=len(chunk), content=pack(chunk))
        for place, chunk in enumerate(chunks, start=1)
    )
    newest = PastFile.objects.values_list("pk", flat=True)[:MOST_FILES]
    PastFile.objects.exclude(pk__in=list(newest)).delete()
    return kept
