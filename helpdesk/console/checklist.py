"""What a new workspace still needs, each step with its real state."""

from dataclasses import dataclass

from auditlog.models import LogEntry
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from escalation.models import EscalationRule
from helpdesk.agents.models import Agent
from helpdesk.assistant.models import AssistantSettings
from helpdesk.conversations.models import Conversation, Handoff
from knowledge.models import Article
from knowledge.opening import TITLE as SAMPLE
from tenants.brand.models import Brand

SETUP_PAGE = "/admin/setup/"


@dataclass(frozen=True)
class Step:
    """Something to do; an optional one does not keep the list from being complete."""

    title: str
    why: str
    link: str
    is_done: bool
    is_optional: bool = False


def steps() -> list[Step]:
    """In the order in which they are best done."""
    return [*_before_customers_come(), *_live()]


def left_to_do() -> list[Step]:
    """What still keeps the workspace from being ready for customers."""
    return [step for step in steps() if not (step.is_done or step.is_optional)]


def _before_customers_come() -> list[Step]:
    return [
        Step(
            "Set your brand",
            "Name, colours and logo, as customers see them.",
            _list("brand", "brand"),
            _changed(Brand) or _has_own_look(Brand.current()),
        ),
        Step(
            "Approve an article of your own",
            "The assistant answers from approved articles and nothing else.",
            _list("knowledge", "article"),
            Article.objects.approved().exclude(title=SAMPLE).exists(),
        ),
        Step(
            "Check the rules",
            "Change one, or see one at work: ask for a person in the test chat.",
            _list("escalation", "escalationrule"),
            _changed(EscalationRule) or Handoff.objects.exists(),
        ),
    ]


def _live() -> list[Step]:
    model = AssistantSettings.current().base_url or settings.LLM_BASE_URL
    return [
        Step(
            "Invite an agent",
            "Somebody has to be there when a person is asked for.",
            reverse("admin:agents_agent_add"),
            Agent.objects.filter(is_active=True).count() > 1,
        ),
        Step(
            "Put the chat on your site",
            "Done as soon as the first customer writes from it.",
            "#embed",
            _seen_live(),
        ),
        Step(
            "Connect a model",
            "Without one the assistant quotes your articles word for word.",
            _list("assistant", "assistantsettings"),
            bool(model),
            is_optional=True,
        ),
    ]


def _list(app: str, model: str) -> str:
    return f"{reverse('admin:index')}{app}/{model}/"


def _changed(model: type[Brand | EscalationRule]) -> bool:
    """Whether a person has saved a change to it since the workspace was opened."""
    kind = ContentType.objects.get_for_model(model)
    return bool(LogEntry.objects.filter(content_type=kind, actor__isnull=False).exists())


def _has_own_look(brand: Brand) -> bool:
    """Whether it was opened with colours or words of its own, by an import or a command."""
    plain = Brand()
    return any(
        getattr(brand, name) != getattr(plain, name)
        for name in ("colour", "accent", "greeting", "logo")
    )


def _seen_live() -> bool:
    """Whether somebody wrote from a page other than the one with the test chat."""
    chats = Conversation.objects.filter(origin=Conversation.Origin.WIDGET)
    return chats.exclude(page__url__icontains=SETUP_PAGE).exists()
