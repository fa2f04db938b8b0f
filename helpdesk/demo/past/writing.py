"""Writes planned conversations into the bound tenant, many rows at a time.

The single writers of the product (``messaging``, ``lifecycle``, ``inviting``) write what happens
now: they lock, take the database's clock, wake sockets and owe jobs. This is history: its times
lie in the past, nobody listens and nothing is owed. So it writes the rows themselves, the one
exception to the single writers; ``tests/demo`` holds the rows against those that the verbs write.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from helpdesk.assistant.models import Turn
from helpdesk.conversations.models import Contact, Conversation, Handoff, Message
from helpdesk.demo.past.ledger import Ledger
from helpdesk.demo.past.records import (
    Entry,
    Opinion,
    PastContact,
    PastConversation,
    PastHandoff,
    PastTurn,
)
from helpdesk.demo.past.repairing import repair
from helpdesk.surveys.models import Invitation, Response
from tenants.work.outbox import enqueue

Planned = Sequence[PastConversation]


@transaction.atomic
def write(planned: Planned, now: datetime) -> int:
    """All of it or nothing; nothing when it is there already. Returns how many were written."""
    if Conversation.objects.filter(client_key=planned[0].client_key).exists():
        return 0
    ledger = Ledger.of_bound_tenant()
    contacts = _contacts(planned)
    rows = Conversation.objects.bulk_create(
        _conversation(past, contacts[past.contact.public_id], ledger) for past in planned
    )
    told = list(zip(planned, rows, strict=True))
    Message.objects.bulk_create(
        (_message(one, row, ledger) for past, row in told for one in past.entries), batch_size=1000
    )
    Handoff.objects.bulk_create(
        _handoff(one, row, ledger) for past, row in told for one in past.handoffs
    )
    Turn.objects.bulk_create(_turn(one, row, ledger) for past, row in told for one in past.turns)
    _opinions(told)
    repair(told, ledger, now)
    _wake_up_calls(told, now)
    return len(rows)


def _contacts(planned: Planned) -> dict[str, Contact]:
    """Everybody who wrote, by public id; somebody who is known already stays as they are."""
    met: dict[str, PastConversation] = {}
    for past in planned:
        met.setdefault(past.contact.public_id, past)
    blocked = {past.contact.public_id for past in planned if past.is_spam}
    last = {past.contact.public_id: past.updated_at for past in planned}
    Contact.objects.bulk_create(
        (
            _contact(past.contact, past.contact_since, last[key], is_blocked=key in blocked)
            for key, past in met.items()
        ),
        ignore_conflicts=True,
    )
    found = Contact.objects.filter(public_id__in=met)
    return {contact.public_id: contact for contact in found}


def _contact(
    past: PastContact, created_at: datetime, seen_at: datetime, *, is_blocked: bool
) -> Contact:
    return Contact(
        public_id=past.public_id,
        external_id=past.external_id,
        name=past.name,
        email=past.email,
        attributes=past.attributes,
        locale=past.locale,
        is_blocked=is_blocked,
        created_at=created_at,
        last_seen_at=seen_at,
    )


def _conversation(past: PastConversation, contact: Contact, ledger: Ledger) -> Conversation:
    return Conversation(
        public_id=past.public_id,
        client_key=past.client_key,
        contact=contact,
        status=past.status,
        team=ledger.teams.get(past.team),
        assignee=ledger.agents.get(past.assignee),
        priority=past.priority,
        locale=past.locale,
        page=past.page,
        is_spam=past.is_spam,
        head=past.head,
        fence=past.fence,
        contact_seen=past.contact_seen,
        agent_seen=past.agent_seen,
        last_preview=past.last_preview,
        last_sender=past.last_sender,
        created_at=past.started_at,
        updated_at=past.updated_at,
        last_message_at=past.last_message_at,
        waiting_since=past.waiting_since,
        handed_off_at=past.handed_off_at,
        first_reply_at=past.first_reply_at,
        snoozed_until=past.snoozed_until,
        resolved_at=past.resolved_at,
    )


def _message(entry: Entry, row: Conversation, ledger: Ledger) -> Message:
    agent = ledger.agents.get(entry.agent)
    said_by_agent = agent is not None and entry.sender == Message.Sender.AGENT
    return Message(
        conversation=row,
        seq=entry.seq,
        kind=entry.kind,
        sender=entry.sender,
        agent=agent,
        author=f"agent:{agent.pk}" if agent and said_by_agent else entry.sender,
        cid=entry.cid,
        trigger_seq=entry.trigger_seq,
        body=entry.body,
        data=ledger.said(entry),
        created_at=entry.at,
    )


def _handoff(past: PastHandoff, row: Conversation, ledger: Ledger) -> Handoff:
    case = past.package
    tried = [ledger.with_sources(one, "") for one in case["tried"]]
    rule = {**case["rule"], "policy": ledger.policy.number}
    return Handoff(
        conversation=row,
        seq=past.seq,
        team=ledger.teams.get(past.team),
        trigger=past.decision.trigger,
        rule_name=past.decision.rule_name,
        reason=past.decision.reason,
        package={**ledger.with_shelf(ledger.with_sources(case, "")), "tried": tried, "rule": rule},
        created_at=past.at,
    )


def _turn(past: PastTurn, row: Conversation, ledger: Ledger) -> Turn:
    return Turn(
        conversation=row,
        trigger_seq=past.trigger_seq,
        reply_seq=past.reply_seq,
        outcome=past.outcome,
        question=past.facts.question,
        answer=past.answer,
        sources=ledger.sources(past.source, past.answer),
        passages=ledger.passages(past.source),
        confidence=past.facts.confidence,
        grounded=past.facts.grounded,
        facts=ledger.facts(past.facts),
        rules=ledger.rules,
        heat=asdict(ledger.policy.spec.heat),
        policy_version=ledger.policy.number,
        moment=past.moment,
        decision=ledger.decision(past.decision),
        verdict=past.verdict,
        thumbs_up=past.thumbs_up,
        took_ms=past.took_ms,
        created_at=past.at,
    )


def _opinions(told: Iterable[tuple[PastConversation, Conversation]]) -> None:
    asked = [(opinion, row) for past, row in told for opinion in past.opinions]
    invitations = Invitation.objects.bulk_create(_invitation(*one) for one in asked)
    Response.objects.bulk_create(
        _response(opinion, invitation)
        for (opinion, _), invitation in zip(asked, invitations, strict=True)
        if opinion.answered_at
    )


def _invitation(opinion: Opinion, row: Conversation) -> Invitation:
    return Invitation(
        public_id=opinion.public_id,
        conversation=row,
        kind=opinion.kind,
        path=opinion.path,
        about_seq=opinion.about_seq,
        created_at=opinion.asked_at,
    )


def _response(opinion: Opinion, invitation: Invitation) -> Response:
    return Response(
        invitation=invitation,
        kind=opinion.kind,
        path=opinion.path,
        score=opinion.score,
        comment=opinion.comment,
        created_at=opinion.answered_at or opinion.asked_at,
    )


def _wake_up_calls(told: Iterable[tuple[PastConversation, Conversation]], now: datetime) -> None:
    """A snooze that ends in the future is owed to the relay like any other."""
    for past, row in told:
        if past.snoozed_until:
            payload: dict[str, Any] = {"conversation": row.pk, "fence": row.fence}
            enqueue("conversations.wake", payload, delay=past.snoozed_until - now)
