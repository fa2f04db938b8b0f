"""Forms of the account pages."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, password_validation
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helpdesk.agents import tries
from helpdesk.agents.models import COLOURS, Agent, Density, Theme

# The same words whatever was wrong: they tell nothing about who has an account.
WRONG = _(
    "That e-mail and password do not fit together, or there were too many tries. "
    "Check both, or wait a quarter of an hour."
)


class LoginForm(forms.Form):
    """E-mail and password; after ``is_valid`` the agent stands in ``agent``.

    ``is_valid`` raises ``TooFast`` after too many tries, whoever's they were.
    """

    email = forms.EmailField(
        label=_("E-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    agent: Agent

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if not {"email", "password"} <= given.keys():
            return given
        tries.log_in(self.request, given["email"])
        found = authenticate(self.request, username=given["email"], password=given["password"])
        if not isinstance(found, Agent):
            raise ValidationError(WRONG)
        tries.logged_in(self.request, given["email"])
        self.agent = found
        return given


class ForgottenForm(forms.Form):
    """Where to send the link."""

    email = forms.EmailField(
        label=_("E-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )


class NewPasswordForm(forms.Form):
    """A password for ``agent``, held to the rules of the settings."""

    password = forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "autofocus": True}),
    )

    def __init__(self, *args: Any, agent: Agent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agent = agent

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        password_validation.validate_password(password, self.agent)
        return password

    def save(self) -> Agent:
        self.agent.set_password(self.cleaned_data["password"])
        self.agent.save(update_fields=["password"])
        return self.agent


class AcceptForm(NewPasswordForm):
    """An invited person's name and first password."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ["name", "password"]

    def save(self) -> Agent:
        self.agent.name = self.cleaned_data["name"]
        self.agent.set_password(self.cleaned_data["password"])
        self.agent.save(update_fields=["name", "password"])
        return self.agent


class ChangePasswordForm(NewPasswordForm):
    """A new password for somebody who knows the old one."""

    current = forms.CharField(
        label=_("Current password"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["current", "password"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].widget.attrs.pop("autofocus")

    def clean_current(self) -> str:
        if not self.agent.check_password(self.cleaned_data["current"]):
            raise ValidationError(_("This is not your current password."))
        return str(self.cleaned_data["current"])


def _languages() -> list[tuple[str, str]]:
    """Each under its own name, so that nobody is lost in one that they cannot read."""
    return [("", gettext("As my browser asks")), *settings.LANGUAGES]


class ProfileForm(forms.Form):
    """How customers and colleagues see ``agent``, and how ``agent`` sees the inbox."""

    name = forms.CharField(
        label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    colour = forms.ChoiceField(
        choices=[(colour, colour) for colour in COLOURS], widget=forms.RadioSelect
    )
    locale = forms.ChoiceField(label=_("Language"), required=False, choices=_languages)
    theme = forms.ChoiceField(label=_("Colours"), choices=Theme.choices, required=False)
    density = forms.ChoiceField(label=_("Room"), choices=Density.choices, required=False)
    has_shortcuts = forms.BooleanField(label=_("Single keys act as shortcuts"), required=False)

    def __init__(self, *args: Any, agent: Agent, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(agent, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        self.agent = agent

    def save(self) -> None:
        for name, value in self._chosen().items():
            setattr(self.agent, name, value)
        self.agent.save(update_fields=list(self._chosen()))

    def _chosen(self) -> dict[str, Any]:
        """What was filled in; a look that was not stays as it is."""
        given = self.cleaned_data
        return {name: value for name, value in given.items() if value != "" or name == "locale"}
