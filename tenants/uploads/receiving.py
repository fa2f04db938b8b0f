"""From a request with a file in it to a file that was looked at."""

from pathlib import Path

from django.core.exceptions import SuspiciousOperation, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _

from tenants.uploads.examining import Examined, examine, too_large

FIELD = "file"


def received(request: HttpRequest, folder: Path, *, limit: int) -> Examined:
    """The file in the field ``file``, examined; it and what belongs to it lie in ``folder``.

    A field ``size`` before it says how many bytes were meant, so that a body that was cut on its
    way is noticed. Raises ``ValidationError`` (codes ``no_file``, ``cut_short`` and those of
    ``examine``) or ``ScannerAway``. Blocks: call it in a thread, outside any transaction.
    """
    try:
        upload, meant = request.FILES.get(FIELD), request.POST.get("size", "")
    except (MultiPartParserError, SuspiciousOperation) as error:
        raise ValidationError(_("The upload cannot be read."), code="no_file") from error
    if not isinstance(upload, UploadedFile):
        raise ValidationError(_("Send the file in the field “file”."), code="no_file")
    return taken(upload, folder, meant=meant, limit=limit)


def taken(upload: "UploadedFile[bytes]", folder: Path, *, meant: str, limit: int) -> Examined:
    """The same for an upload that was read from its request already."""
    size = upload.size or 0
    if size > limit:
        raise too_large(limit)
    if meant and meant != str(size):
        raise ValidationError(_("The file was cut on its way. Send it again."), code="cut_short")
    path = folder / "upload"
    with path.open("wb") as target:
        for chunk in upload.chunks():
            target.write(chunk)
    return examine(path, upload.name or "", limit=limit)
