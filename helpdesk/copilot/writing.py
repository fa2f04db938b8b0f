"""Writes what an agent asked for: in a model's words where these are backed, else in the sources'.

The job is owed in the transaction that asks; the model is asked with none open, its money set aside
as for the assistant. Whatever fails, the agent has the extract. Nothing is sent from here: this
module knows no verb that speaks to a customer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from escalation.rulebook import current_policy
from helpdesk.agents.models import Agent
from helpdesk.assistant import disclosing, injection, llm
from helpdesk.assistant.answering.aloud import withheld
from helpdesk.assistant.answering.answer import Answer
from helpdesk.assistant.answering.answering import looked_up, quoted_from
from helpdesk.assistant.grounding import check
from helpdesk.assistant.models import AssistantSettings
from helpdesk.assistant.spending import HeldBack, Order, Terms, paying
from helpdesk.conversations.models import Conversation
from helpdesk.copilot import extracts, prompts
from helpdesk.copilot.aloud import Aloud
from helpdesk.copilot.case import Case, case_of
from helpdesk.copilot.material import Source, lines_of, masked
from helpdesk.copilot.models import Suggestion
from helpdesk.recovery.models import RecoverySettings
from tenants.work.effects import once
from tenants.work.outbox import enqueue

TOPIC: Final = "copilot.write"
SECONDS: Final = 20.0
# Whoever asks again for one that nobody wrote owes it anew; twice changes nothing.
OWED_AGAIN_AFTER: Final = timedelta(minutes=1)
Kind = Suggestion.Kind


@dataclass(frozen=True, slots=True)
class Draft:
    """What a suggestion comes to: its text, what it rests on, whose words, and why not others."""

    text: str = ""
    sources: tuple[Source, ...] = ()
    model: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Basis:
    """``sources`` numbered from 1 in the prompt, and the ``extract`` from them.

    ``is_hostile``: what is asked gives orders, so no model is asked.
    """

    case: Case
    sources: tuple[Source, ...]
    extract: Draft
    is_hostile: bool = False


@transaction.atomic
def ask_for(conversation_id: int, kind: str, *, by: Agent) -> Suggestion:
    """Owe a suggestion to this agent; the one that is being written already, if one is.

    Raises ``ValidationError`` for a kind that there is not.
    """
    if kind not in Kind.values:
        raise ValidationError(_("Choose a summary, a reply or a status update."))
    suggestion, is_new = Suggestion.objects.get_or_create(
        conversation_id=conversation_id, agent=by, kind=kind, ready_at=None
    )
    if is_new or suggestion.created_at < timezone.now() - OWED_AGAIN_AFTER:
        enqueue(TOPIC, {"suggestion": suggestion.pk})
    return suggestion


def write(suggestion_id: int) -> None:
    """The work: look, ask, check, keep. A suggestion that is gone or written needs none."""
    asked = Suggestion.objects.select_related("conversation__contact", "agent")
    suggestion = asked.filter(pk=suggestion_id, ready_at=None).first()
    draft = None
    if suggestion is not None:
        with translation.override(suggestion.agent.locale):
            draft = _drafted(suggestion)
    with once():
        if suggestion is not None and draft is not None:
            _keep(suggestion, draft)


def _keep(suggestion: Suggestion, draft: Draft) -> None:
    Suggestion.objects.filter(pk=suggestion.pk, ready_at=None).update(
        text=draft.text,
        sources=[source.kept for source in draft.sources],
        model=draft.model,
        problem=draft.problem[:300],
        ready_at=timezone.now(),
    )


def _drafted(suggestion: Suggestion) -> Draft:
    basis = _BASES[Kind(suggestion.kind)](suggestion.conversation)
    tenant = AssistantSettings.current()
    endpoint = llm.endpoint_of(tenant)
    if endpoint is None or basis.is_hostile or not basis.sources:
        return basis.extract
    mask = disclosing.mask_of(suggestion.conversation_id, tenant)
    told = masked(basis.sources, mask)
    prompt = prompts.write(suggestion.kind, told, language=basis.case.language)
    order = Order(
        endpoint, prompt, Terms.of(tenant, endpoint), suggestion.conversation_id, SECONDS, mask
    )
    return _asked(suggestion, basis, order, told)


def _asked(suggestion: Suggestion, basis: Basis, order: Order, told: Sequence[str]) -> Draft:
    aloud = Aloud(suggestion, told, order.mask)
    try:
        with paying(order) as purse:
            reply = llm.ask(order.prompt, order.endpoint, seconds=purse.seconds, hear=aloud.hear)
            purse.usage = reply.completion.usage
    except (llm.ModelUnavailable, HeldBack) as problem:
        return _instead(basis, str(problem))
    return _judged(suggestion, basis, order, told, reply.completion.text)


def _judged(
    suggestion: Suggestion, basis: Basis, order: Order, told: Sequence[str], text: str
) -> Draft:
    """The model's words, as far as the sources back them; the extract where that is too little."""
    if suggestion.kind == Kind.REPLY and withheld(text):
        return _instead(basis, _("The model found no answer, or promised something."))
    checked = check(text, told, order.mask)
    if not checked.is_grounded:
        return _instead(basis, _("What the model wrote is not backed by the sources."))
    shown = order.mask.shown(checked.text)
    words = shown if suggestion.kind == Kind.SUMMARY else extracts.framed(shown, basis.case)
    cited = tuple(basis.sources[place] for place in checked.cited)
    return Draft(words, cited, order.endpoint.model)


def _instead(basis: Basis, problem: str) -> Draft:
    extract = basis.extract
    return Draft(extract.text, extract.sources, problem=problem)


def _for_reply(conversation: Conversation) -> Basis:
    """Passages that customers may read, and what was said."""
    case = case_of(conversation)
    lines = lines_of(conversation.pk)
    question = case.asked or case.goal
    quoted = _found(question, [line.words for line in lines])
    articles = tuple(Source.of_hit(hit) for hit in quoted.hits)
    extract = Draft(problem=_("Nothing approved answers what they asked last."))
    if quoted.text:
        words = extracts.framed(extracts.reply(quoted), case)
        shown = tuple(Source("", one.title, one.url) for one in quoted.sources)
        extract = Draft(words, shown)
    sources = (*articles, *lines) if quoted.text else ()
    return Basis(case, sources, extract, injection.suspicion(question).is_likely)


def _found(question: str, before: Sequence[str]) -> Answer:
    spec = current_policy().spec
    quoted = quoted_from(looked_up(question, before[:-1], spec.sources))
    return quoted if quoted.confidence >= spec.min_confidence else Answer()


def _for_update(conversation: Conversation) -> Basis:
    case = case_of(conversation)
    facts = tuple(extracts.facts_of(case, RecoverySettings.current().zone))
    words = extracts.framed(extracts.update(facts), case)
    return Basis(case, facts, Draft(words), injection.suspicion(case.goal).is_likely)


def _for_summary(conversation: Conversation) -> Basis:
    case = case_of(conversation)
    lines = tuple(lines_of(conversation.pk))
    return Basis(case, lines, Draft(*extracts.summary(lines, case)))


_BASES = {Kind.REPLY: _for_reply, Kind.UPDATE: _for_update, Kind.SUMMARY: _for_summary}
