"""What is asked of whoever brings files in."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict

from knowledge.imports.starting import MOST_FILES, Offered
from knowledge.models import Collection, Import
from knowledge.sources.kinds import KINDS

_KINDS = [
    (Import.Kind.FILES, "Articles, documents, questions and answers"),
    (Import.Kind.TICKETS, "Past tickets, to be made into drafts"),
]


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class _Documents(forms.FileField):
    """Any number of files, whatever is wrong with them: that is for the report to say."""

    def clean(self, _data: Any, _initial: Any = None) -> None:
        return None


class BringForm(forms.ModelForm):  # type: ignore[type-arg]  # no generic at run time
    """The files are read from the request: a browser may leave out those that are too large."""

    kind = forms.ChoiceField(choices=_KINDS, widget=forms.RadioSelect, initial=Import.Kind.FILES)
    documents = _Documents(
        required=False,
        widget=_Files(attrs={"multiple": True, "accept": ",".join(KINDS)}),
    )

    collection = forms.ModelChoiceField(
        Collection.objects.all(), required=False, empty_label="None of its own"
    )

    class Meta:
        model = Import
        fields = ["kind", "audience", "collection", "language", "needs_review"]
        widgets = {"audience": forms.RadioSelect}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        left_out = self.data.getlist("left_out") if isinstance(self.data, QueryDict) else []
        count = len(self.files.getlist("documents")) + len(left_out)
        if not count:
            self.add_error("documents", "Choose at least one file.")
        if count > MOST_FILES:
            words = f"{count} files are too many: at most {MOST_FILES} at a time."
            self.add_error("documents", words)
        return cleaned


@contextmanager
def offered(request: HttpRequest) -> Iterator[list[Offered]]:
    """The files of a request, on disk for as long as they are looked at."""
    with tempfile.TemporaryDirectory(prefix="handrail-upload-") as folder:
        sent = [
            _on_disk(file, Path(folder) / str(at))
            for at, file in enumerate(request.FILES.getlist("documents"))
        ]
        yield [*sent, *_left_out(request)]


def _on_disk(file: "UploadedFile[Any]", path: Path) -> Offered:
    with path.open("wb") as target:
        for chunk in file.chunks():
            target.write(chunk)
    return Offered(str(file.name), path, file.size or 0)


def _left_out(request: HttpRequest) -> Iterator[Offered]:
    """``name:bytes`` of files that the page did not send, because they are too large."""
    for words in request.POST.getlist("left_out"):
        name, _, size = words.rpartition(":")
        if name and size.isdecimal() and len(size) < 19:
            yield Offered(name, None, int(size))
