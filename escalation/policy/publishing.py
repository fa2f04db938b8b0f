"""Publish the draft, bring an older version back, give the draft up.

The row of the brief is the lock: who publishes second finds what the first has done.
"""

from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction

from escalation.models import Backtest, Brief, PolicyVersion
from escalation.policy.drafting import draft, restore
from escalation.policy.values import PolicySpec
from tenants.provisioning import Opening

By = AbstractBaseUser | None


@dataclass(frozen=True, slots=True)
class Publication:
    """What is live now. Not ``is_new``: nothing had changed, ``version`` was live before."""

    version: PolicyVersion
    is_new: bool

    def __str__(self) -> str:
        who = self.version.author_name or "the system"
        if self.is_new:
            return f"Version {self.version.number} is live."
        at = f"{self.version.published_at:%d %b %Y, %H:%M} UTC"
        return (
            f"Nothing is left to publish: version {self.version.number}, published by {who} "
            f"on {at}, says all of it."
        )


@transaction.atomic
def publish(note: str, by: By, *, seen: str = "") -> Publication:
    """Make the draft the policy of every turn that begins from now on.

    ``seen`` is the fingerprint of the draft that ``by`` looked at. Raises ``ValidationError``
    when the draft is another one by now, or was not replayed over past conversations as it is.
    """
    _take_the_lock()
    spec = draft()
    if live := _live_if_same(spec):
        return Publication(live, is_new=False)
    if seen and seen != spec.fingerprint():
        raise ValidationError(
            "The draft has changed since you looked at it. Read what it changes now, and publish "
            "it then.",
            code="changed",
        )
    if not is_replayed(spec):
        raise ValidationError(
            "The draft was not replayed over past conversations as it is now. Run a backtest of "
            "it, look at what would change, and publish it then.",
            code="not_replayed",
        )
    return Publication(_add(spec, note, by), is_new=True)


def is_replayed(spec: PolicySpec) -> bool:
    """Whether a backtest of exactly this was finished: one of another draft is not fresh."""
    finished = Backtest.objects.filter(state=Backtest.State.FINISHED)
    return finished.filter(fingerprint=spec.fingerprint()).exists()


@transaction.atomic
def roll_back(number: int, by: By) -> Publication:
    """A new version with what version ``number`` said; the rows say the same.

    At once, without a backtest: it was live before, and who rolls back is in a hurry. What the
    draft had beside is switched off. Raises ``ValidationError`` for a number that no
    version has.
    """
    _take_the_lock()
    version = PolicyVersion.objects.filter(number=number).first()
    if version is None:
        raise ValidationError(f"There is no version {number}.", code="unknown")
    if live := _live_if_same(version.spec):
        return Publication(live, is_new=False)
    restore(version.spec)
    note = f"Back to version {number}"
    return Publication(_add(draft(), note, by, restores=version), is_new=True)


@transaction.atomic
def discard_draft() -> None:
    """The rows say again what is live; what the draft had beside is switched off."""
    _take_the_lock()
    if newest := PolicyVersion.objects.first():
        restore(newest.spec)


@transaction.atomic
def put_in_force(note: str, by: By = None) -> PolicyVersion:
    """The rows as they stand, without asking for a backtest: for what opens or fills a workspace.

    Nothing new where they are live already.
    """
    _take_the_lock()
    spec = draft()
    return _live_if_same(spec) or _add(spec, note, by)


def install_for(_opening: Opening) -> None:
    """The first version of a new tenant, of which nobody knows yet: nothing is to be locked."""
    _add(draft(), "What every workspace begins with", None)


def _take_the_lock() -> None:
    Brief.objects.get_or_create(id=1)
    Brief.objects.select_for_update().get(id=1)


def _live_if_same(spec: PolicySpec) -> PolicyVersion | None:
    newest = PolicyVersion.objects.select_related("author").first()
    return newest if newest and newest.spec == spec else None


def _add(
    spec: PolicySpec, note: str, by: By, *, restores: PolicyVersion | None = None
) -> PolicyVersion:
    newest = PolicyVersion.objects.values_list("number", flat=True).first() or 0
    return PolicyVersion.objects.create(
        number=newest + 1,
        content=spec.to_json(),
        note=note.strip()[:300],
        author_id=by.pk if by else None,
        author_name=str(by or ""),
        restores=restores,
    )
