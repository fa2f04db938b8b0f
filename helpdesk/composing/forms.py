"""Forms of macros, in the inbox and in the admin, and of how an agent writes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from helpdesk.agents.models import Agent
from helpdesk.composing import macros, variables
from helpdesk.composing.deeds import DEEDS
from helpdesk.composing.models import Habits, Macro

# Deed → its field: a macro has a team of its own, beside the one that it may pass on to.
FIELDS = {name: f"does_{name}" for name in DEEDS}


class MacroForm(forms.ModelForm):  # type: ignore[type-arg]  # subscripts are stubs only
    """A field for each deed of the table; ``steps`` of the instance is what they say.

    ``agent``: whose form it is, who may share it with their own teams only; None in the admin.
    """

    class Meta:
        model = Macro
        fields = ["name", "shared", "team", "is_active"]

    def __init__(self, *args: Any, agent: Agent | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if agent is not None and not macros.may_share(agent):
            self.fields["team"].queryset = agent.teams.all()  # type: ignore[attr-defined]
            self.fields["shared"].choices = [  # type: ignore[attr-defined]
                choice for choice in Macro.Shared.choices if choice[0] != Macro.Shared.EVERYONE
            ]
        for name, deed in DEEDS.items():
            self.fields[FIELDS[name]] = deed.field
            self.initial.setdefault(FIELDS[name], self.instance.steps.get(name, ""))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("shared") == Macro.Shared.TEAM and not given.get("team"):
            self.add_error("team", _("Choose the team that it is for."))
        # A field that is wrong by itself has said so.
        steps = {name: given[FIELDS[name]] for name in DEEDS if FIELDS[name] in given}
        try:
            self.instance.steps = macros.checked(steps)
        except ValidationError as error:
            self._tell(error)
        return given

    def _tell(self, error: ValidationError) -> None:
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            self.add_error(FIELDS[name], errors)


class HabitsForm(forms.ModelForm):  # type: ignore[type-arg]  # subscripts are stubs only
    """How an agent writes."""

    class Meta:
        model = Habits
        fields = ["undo_seconds", "signature", "signs"]
        widgets = {"signature": forms.Textarea(attrs={"rows": 4})}

    def clean_signature(self) -> str:
        signature = str(self.cleaned_data["signature"])
        variables.check(signature)
        return signature
