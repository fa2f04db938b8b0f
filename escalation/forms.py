"""Forms of the rule admin."""

from django import forms
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from escalation.deciding import Exchange
from escalation.models import EscalationRule


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """A rule; ``EscalationRule.clean`` refuses what cannot be."""

    class Meta:
        model = EscalationRule
        fields = [
            "name",
            "is_on",
            "trigger",
            "topic",
            "threshold",
            "team",
            "priority",
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
