"""A company whose every field holds something hostile: written by strangers and colleagues."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from escalation.models import Brief, EscalationRule, RiskTopic, Team
from escalation.policy.publishing import put_in_force
from escalation.rules import Trigger
from helpdesk.agents.models import Agent
from helpdesk.agents.roles import Role
from helpdesk.assistant.models import Turn
from helpdesk.composing.models import Draft, HeldReply, Macro
from helpdesk.conversations import lifecycle, messaging
from helpdesk.conversations.models import Contact, Conversation, Message
from helpdesk.filing.models import Tag, Tagging
from helpdesk.recovery import promising
from helpdesk.recovery.promising import Pledge
from helpdesk.selecting.models import SavedView
from helpdesk.surveys.models import Invitation, Response, Survey
from knowledge import feedback, publishing
from knowledge.models import Article, Collection, Feedback, Snippet
from tenants.brand.models import Brand
from tests.cast import Company
from tests.inbox.conftest import A_PERSON
from tests.web.payloads import PAYLOADS

THE_END = "That was everything."


def cut(number: int, size: int) -> str:
    """A payload that fits, and differs from all others."""
    return f"{PAYLOADS[number % len(PAYLOADS)][: size - 4]} {number}"


def furnish(company: Company, owner: Agent) -> None:
    """Put a payload into every field, and all of them into the long ones."""
    with company.bound():
        _settings()
        _people_and_rules()
        _content()
        for number in range(len(PAYLOADS)):
            _conversation(number, owner)
        _begin_to_write(Conversation.objects.order_by("id")[8], owner)


def say_everything(conversation_id: int, agent: Agent) -> None:
    """Every payload, by each who may speak in a conversation, and at last ``THE_END``."""
    for payload in PAYLOADS:
        messaging.post_message(conversation_id, sender="contact", body=payload, cid=uuid4())
        sources = [{"id": "1", "title": payload, "url": "/help/", "quote": payload}]
        data = {"sources": sources, "quick_replies": [payload]}
        messaging.post_message(conversation_id, sender="assistant", body=payload, data=data)
        messaging.post_message(conversation_id, sender="agent", body=payload, agent_id=agent.pk)
        messaging.add_note(conversation_id, agent_id=agent.pk, body=payload)
        messaging.add_event(conversation_id, "handed_off", words=payload, team=payload)
    messaging.post_message(conversation_id, sender="agent", body=THE_END, agent_id=agent.pk)


def write_beside(conversation_id: int, agent: Agent) -> None:
    """What agents keep of a conversation and write with: every payload, in every field of it."""
    tomorrow = timezone.now() + timedelta(days=1)
    for number, payload in enumerate(PAYLOADS):
        tag = Tag.objects.create(name=cut(number, 40))
        Tagging.objects.create(tag=tag, conversation_id=conversation_id)
        steps = {"reply": payload, "note": payload}
        Macro.objects.create(name=cut(number, 80), steps=steps, owner=agent)
        HeldReply.objects.create(
            **{"conversation_id": conversation_id, "agent": agent, "cid": uuid4(), "body": payload},
            **{"kind": "scheduled", "due_at": tomorrow, "read_upto": 1, "status_then": "open"},
            **{"why": "refused", "why_exactly": payload, "kept": {"macros": [], "offer": None}},
        )
        pledge = Pledge("callback", cut(number, 200), tomorrow, owner_id=agent.pk)
        promising.make_promise(conversation_id, pledge, key=f"payload:{number}")
        SavedView.objects.create(name=cut(number, 40), audience="everyone")


def _begin_to_write(conversation: Conversation, agent: Agent) -> None:
    """A reply and a note that are not sent, of all payloads."""
    for kind in Draft.Kind.values:
        written = {"kind": kind, "body": "\n".join(PAYLOADS), "cid": uuid4()}
        Draft.objects.create(conversation=conversation, agent=agent, **written)


def _settings() -> None:
    Brand.objects.update(
        name=PAYLOADS[7], greeting=PAYLOADS[8][:200], disclosure=f"{PAYLOADS[0]} {PAYLOADS[54]}"
    )
    _brief()
    Survey.objects.update(csat_question=PAYLOADS[11], thanks=PAYLOADS[9])


def _brief() -> None:
    """What the assistant is there for; published, and drafted anew."""
    Brief.objects.update_or_create(
        id=1, defaults={"job": PAYLOADS[10], "tone": PAYLOADS[11], "allowed_topics": PAYLOADS[4]}
    )
    put_in_force(PAYLOADS[3])
    Brief.objects.update(tone=PAYLOADS[2])


def _people_and_rules() -> None:
    for number in range(len(PAYLOADS)):
        team = Team.objects.create(name=cut(number, 80))
        topic = RiskTopic.objects.create(
            name=f"topic-{number}", label=cut(number, 80), words=cut(number, 200)
        )
        EscalationRule.objects.create(
            name=cut(number, 120),
            trigger=Trigger.RISK_TOPIC,
            topic=topic,
            team=team,
            words=cut(number, 200),
        )
        Agent.objects.create_user(f"a{number}@acme.example", name=cut(number, 120), role=Role.AGENT)
        Snippet.objects.create(title=cut(number, 200), body=cut(number, 500))


def _content() -> None:
    for number in range(len(PAYLOADS)):
        shelf = Collection.objects.create(
            name=cut(number, 120), slug=f"shelf-{number}", description=cut(number, 300)
        )
        draft = publishing.create(
            title=cut(number, 300),
            summary=cut(number, 300),
            body=cut(number, 900),
            collection=shelf,
        )
        article = publishing.publish(draft.id)
        feedback.give(article, is_helpful=False, comment=cut(number, 500))
    everything = publishing.create(title="Everything", body="\n\n".join(PAYLOADS))
    publishing.publish(everything.id)


def _conversation(number: int, owner: Agent) -> None:
    payload = cut(number, 190)
    contact = Contact.objects.create(
        name=payload, phone=payload[:40], attributes={payload: payload}, locale="en"
    )
    page = {"url": payload, "title": payload, "referrer": payload}
    conversation = lifecycle.start(contact, page=page)
    messaging.post_message(conversation.pk, sender="contact", body=payload)
    package = {"v": 1, "goal": {"text": payload, "latest": payload}, "next_step": payload,
               "rule": {"label": payload, "evidence": [payload]}, "missing": [payload],
               "tried": [{"question": payload, "answer": payload, "verdict": "contradicted"}],
               "sources": [{"id": "1", "title": payload, "url": payload}],
               "mood": {"label": "upset", "score": -0.6, "words": [payload], "course": [0.1]},
               "page": {"url": payload, "title": payload}}  # fmt: skip
    lifecycle.hand_off(conversation.pk, A_PERSON, package)
    about = {"kind": "csat", "path": "after", "about_seq": 1}
    invitation = Invitation.objects.create(conversation=conversation, **about)
    Response.objects.create(
        invitation=invitation, kind="csat", path="after", score=1, comment=payload
    )
    Turn.objects.create(
        conversation=conversation, trigger_seq=1, question=payload, outcome="answered"
    )


def counts(company: Company) -> int:
    """How many rows hold a payload."""
    kinds = (Agent, Article, Collection, Contact, Conversation, EscalationRule, Feedback, Message,
             Response, RiskTopic, Snippet, Team)  # fmt: skip
    with company.bound():
        return sum(kind.objects.count() for kind in kinds)
