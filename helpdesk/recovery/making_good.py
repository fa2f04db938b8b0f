"""Offers to make good: which may be given, and giving one within its limits, under a lock.

The limits hold however many agents give at once: the offer's row is locked first, so that what is
counted is what was given. Who may be given what is looked at again when the reply is sent.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.agents.models import Agent
from helpdesk.agents.roles import Role
from helpdesk.conversations import messaging
from helpdesk.conversations.access import locked
from helpdesk.recovery.models import MakeGood, MakeGoodOffer

# Who approves: until leads are a role of their own, those who own the offers.
APPROVERS = (Role.OWNER, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Choice:
    """An offer as an agent sees it; ``refusal`` says why it cannot be given here now."""

    offer: MakeGoodOffer
    refusal: str


def choices(contact_id: int, agent: Agent) -> list[Choice]:
    """The tenant's offers, each with what stands against it."""
    offers = MakeGoodOffer.objects.filter(is_active=True)
    return [Choice(offer, _refusal(offer, contact_id, agent)) for offer in offers]


@transaction.atomic
def grant(conversation_id: int, offer_id: int, *, agent: Agent, seq: int) -> MakeGood:
    """Record that the reply at ``seq`` offers it.

    Raises ``ValidationError`` that names the limit or asks for approval, ``DoesNotExist``.
    """
    conversation = locked(conversation_id)
    offer = MakeGoodOffer.objects.select_for_update().get(pk=offer_id, is_active=True)
    refusal = _refusal(offer, conversation.contact_id, agent)
    if refusal:
        raise ValidationError(refusal)
    good = _approved(offer, conversation.contact_id) or MakeGood(offer=offer, agent=agent)
    good.conversation, good.value, good.name = conversation, offer.value, offer.name
    good.seq, good.given_at = seq, timezone.now()
    good.save()
    _tell(good, "make_good_given", agent)
    return good


@transaction.atomic
def ask_approval(conversation_id: int, offer_id: int, *, agent: Agent) -> MakeGood:
    """Ask a lead; asking twice asks once. Raises ``MakeGoodOffer.DoesNotExist``."""
    conversation = locked(conversation_id)
    offer = MakeGoodOffer.objects.get(pk=offer_id, is_active=True, needs_approval=True)
    good, is_new = MakeGood.objects.get_or_create(
        conversation=conversation,
        offer=offer,
        given_at=None,
        defaults={"agent": agent, "name": offer.name, "value": offer.value},
    )
    if is_new:
        _tell(good, "make_good_asked", agent)
    return good


@transaction.atomic
def approve(good_id: int, *, by: Agent) -> MakeGood:
    """A lead lets it be given. Raises ``PermissionDenied`` for anybody else."""
    if by.role not in APPROVERS:
        raise PermissionDenied("Ask an owner or admin to approve this.")
    good = MakeGood.objects.select_for_update(of=("self",)).get(pk=good_id)
    if good.approved_by is None and good.given_at is None:
        good.approved_by = by
        good.save(update_fields=["approved_by"])
        _tell(good, "make_good_approved", by)
    return good


def _refusal(offer: MakeGoodOffer, contact_id: int, agent: Agent) -> str:
    """Why not, in the words that an agent reads; empty when it may be given."""
    since = timezone.now() - timedelta(days=offer.period_days)
    today = timezone.now() - timedelta(days=1)
    given = MakeGood.objects.filter(given_at__isnull=False)
    if _lacks_approval(offer, contact_id, agent):
        return _("“{offer}” needs the approval of an owner or admin.").format(offer=offer.name)
    if given.filter(conversation__contact=contact_id, offer=offer, given_at__gt=since).count() >= (
        offer.per_contact
    ):
        return _(
            "This customer was given “{offer}” {times} times in {days} days. That is the limit."
        ).format(offer=offer.name, times=offer.per_contact, days=offer.period_days)
    if given.filter(agent=agent, offer=offer, given_at__gt=today).count() >= offer.per_agent_a_day:
        words = _("You gave “{offer}” {times} times today. That is the limit.")
        return words.format(offer=offer.name, times=offer.per_agent_a_day)
    return _over_cap(offer, contact_id, since)


def _over_cap(offer: MakeGoodOffer, contact_id: int, since: datetime) -> str:
    """All offers together count against the cap of the one that is given."""
    if offer.value_cap is None:
        return ""
    given = MakeGood.objects.filter(conversation__contact=contact_id, given_at__gt=since)
    worth = given.aggregate(sum=Sum("value"))["sum"] or 0
    if worth + offer.value > offer.value_cap:
        return _(
            "This customer was given {worth} in {days} days; with “{offer}” it would be over {cap}."
        ).format(worth=worth, days=offer.period_days, offer=offer.name, cap=offer.value_cap)
    return ""


def _lacks_approval(offer: MakeGoodOffer, contact_id: int, agent: Agent) -> bool:
    if not offer.needs_approval or agent.role in APPROVERS:
        return False
    return _approved(offer, contact_id) is None


def _approved(offer: MakeGoodOffer, contact_id: int) -> MakeGood | None:
    """What a lead let this customer be given, and was not given yet."""
    pending = MakeGood.objects.filter(offer=offer, conversation__contact=contact_id, given_at=None)
    return pending.filter(approved_by__isnull=False).first()


def _tell(good: MakeGood, event: str, agent: Agent) -> None:
    messaging.add_event(
        good.conversation_id, event, internal=True, name=good.name, agent=agent.name
    )
