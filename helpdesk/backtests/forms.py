"""What is asked of whoever begins a backtest, and what errors cost."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from escalation.models import Backtest
from helpdesk.backtests import bringing, starting
from helpdesk.backtests.models import CostOfError, PastFile
from helpdesk.backtests.reading import MOST_BYTES, BadFile

_SOURCES = [
    (Backtest.Source.OWN, "Your own conversations"),
    (Backtest.Source.FILE, "A file of past conversations"),
    (Backtest.Source.SAMPLE, "Conversations that come with Handrail"),
]
USUAL_DAYS = 30


class StartForm(forms.ModelForm):  # type: ignore[type-arg]  # no generic at run time
    """Where the conversations come from. A file is brought here, or was brought before."""

    source = forms.ChoiceField(choices=_SOURCES, widget=forms.RadioSelect)
    days = forms.IntegerField(min_value=1, max_value=365, initial=USUAL_DAYS, required=False)
    file = forms.ModelChoiceField(
        PastFile.objects.all(), required=False, empty_label="A new file:", label="File"
    )
    upload = forms.FileField(required=False, label="New file")

    class Meta:
        model = Backtest
        fields = ["source", "days"]

    def clean_days(self) -> int:
        return self.cleaned_data["days"] or USUAL_DAYS

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        if upload and upload.size > MOST_BYTES:
            raise ValidationError(
                f"The file is larger than {MOST_BYTES // 1_000_000} MB. Split it."
            )
        return upload

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        is_file = cleaned.get("source") == Backtest.Source.FILE
        if is_file and not self.errors and not (cleaned.get("file") or cleaned.get("upload")):
            self.add_error("upload", "Choose a file of past conversations.")
        return cleaned

    def start(self, requested_by: Any) -> Backtest | None:
        """The backtest; None where what was chosen cannot be replayed, which the form then says."""
        chosen = self.cleaned_data
        try:
            return starting.start(
                chosen["source"],
                days=chosen["days"],
                file=self._file(),
                requested_by=requested_by,
            )
        except BadFile as error:
            self.add_error("upload", error.problems)
        except ValidationError as error:
            self.add_error(None, error)
        return None

    def _file(self) -> PastFile | None:
        if self.cleaned_data["source"] != Backtest.Source.FILE:
            return None
        if upload := self.cleaned_data["upload"]:
            return bringing.bring(upload.name, upload.read())
        kept: PastFile = self.cleaned_data["file"]
        return kept


class CostForm(forms.ModelForm):  # type: ignore[type-arg]  # no generic at run time
    """Three numbers, in any unit."""

    class Meta:
        model = CostOfError
        fields = ["ticket", "failure", "risk"]
