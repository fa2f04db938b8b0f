"""Forms of the rule admin."""

from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from escalation import conditions
from escalation.deciding import Exchange
from escalation.models import EscalationRule
from escalation.rules import Offer


class ConditionLines(forms.CharField):
    """Conditions, a line each; what cannot be read is named with the way to write it."""

    widget = UnfoldAdminTextareaWidget(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(one.line for one in conditions.from_json(value))

    def to_python(self, value: Any) -> Any:
        try:
            return conditions.as_json(conditions.from_lines(super().to_python(value) or ""))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial), data))


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """A rule; ``EscalationRule.clean`` refuses what cannot be."""

    conditions = ConditionLines(
        label="Only where",
        required=False,
        help_text="One a line, all must hold: “language is de”, “contact is identified”, "
        "“plan is enterprise” (any attribute of the contact), “page contains /pricing”, "
        "“office is closed”. Empty: everywhere.",
    )
    offers = forms.MultipleChoiceField(
        label="Offer",
        required=False,
        choices=Offer.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="On which ways a person may come to the customer. None: every way there is.",
    )

    class Meta:
        model = EscalationRule
        fields = [
            "name",
            "is_on",
            "trigger",
            "topic",
            "threshold",
            "conditions",
            "team",
            "priority",
            "offers",
            "words",
            "position",
        ]
        help_texts = {"threshold": "Empty: the usual value. Above stands which ones there are."}


class TryForm(forms.Form):
    """A message to try on the rules, and perhaps what went before it."""

    message = forms.CharField(
        label="What the customer writes",
        max_length=4_000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
    )
    asked_before = forms.CharField(
        label="What they asked before",
        required=False,
        max_length=1_000,
        widget=UnfoldAdminTextInputWidget(),
    )
    answered_before = forms.CharField(
        label="What the assistant answered",
        required=False,
        max_length=2_000,
        widget=UnfoldAdminTextInputWidget(),
    )
    verdict = forms.ChoiceField(
        label="Did that solve it?",
        required=False,
        choices=[("", "They did not say"), ("confirmed", "Yes"), ("contradicted", "No")],
        widget=UnfoldAdminSelectWidget(),
    )

    def history(self) -> list[Exchange]:
        """The earlier exchange, if one was given."""
        data = self.cleaned_data
        if not data["asked_before"]:
            return []
        return [Exchange(data["asked_before"], data["answered_before"], data["verdict"])]
