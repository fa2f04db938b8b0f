"""The form of the brief: what the assistant is there for, where it may look, how heat moves it."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from escalation.models import Brief
from knowledge.models import Collection

LANGUAGE = RegexValidator(
    r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$",
    "“%(value)s” is no language code. Write codes like en, de, pt-BR.",
)
MOST_LINES, LONGEST_LINE = 40, 120


def _collections() -> list[tuple[int, str]]:
    return list(Collection.objects.order_by("position", "id").values_list("pk", "name"))


class BriefForm(forms.ModelForm):  # type: ignore[type-arg]
    """Collections are chosen by name and kept by id; one that is gone is left out on saving."""

    sources = forms.TypedMultipleChoiceField(
        label="May answer from",
        required=False,
        coerce=int,
        choices=_collections,
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        help_text=Brief._meta.get_field("sources").help_text,
    )

    class Meta:
        model = Brief
        fields = [
            *("job", "tone", "languages", "allowed_topics", "sources", "min_confidence"),
            *("by_mood", "from_mood", "by_urgency", "from_urgency", "fewer_attempts"),
        ]

    def clean_languages(self) -> str:
        codes = [code.strip() for code in self.cleaned_data["languages"].split(",")]
        codes = [code for code in codes if code]
        for code in codes:
            LANGUAGE(code)
        return ", ".join(dict.fromkeys(codes))

    def clean_allowed_topics(self) -> str:
        typed: str = self.cleaned_data["allowed_topics"]
        lines = [line.strip() for line in typed.splitlines() if line.strip()]
        if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
            raise ValidationError(
                f"At most {MOST_LINES} topics, each of at most {LONGEST_LINE} letters: a model "
                "reads all of them before every answer."
            )
        return "\n".join(lines)
