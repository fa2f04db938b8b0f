"""The customer judges an answer: "did that solve it?", and thumbs."""

from collections.abc import Sequence
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction

from escalation.deciding import Decision, Exchange, Moment
from escalation.facts.gather import KNOWN, gather
from escalation.facts.values import NOT_KNOWN, Circumstances
from escalation.rulebook import Policy, current_policy
from helpdesk.assistant import judging
from helpdesk.assistant.models import Turn
from helpdesk.assistant.small_talk import SORRY, TALK_TO_PERSON, Kind
from helpdesk.conversations.access import locked
from helpdesk.conversations.circumstances import circumstances_of
from helpdesk.conversations.exchanges import assisted_stretch
from helpdesk.conversations.messaging import post_message
from helpdesk.conversations.models import Conversation, Message
from helpdesk.handoff.handing_over import hand_over


@transaction.atomic
def record_verdict(conversation_id: int, seq: int, yes: bool) -> None:
    """Keep the verdict on the answer at ``seq``; the last one counts.

    A "no" is met at once: with a person when it was the second, else with the offer of one.
    Raises ``ValidationError`` when ``seq`` is no answer of this conversation.
    """
    conversation = locked(conversation_id)
    answer = _answer(conversation_id, seq)
    wanted = "confirmed" if yes else "contradicted"
    if answer.data.get("verdict") == wanted:
        return
    judging.mark(conversation_id, seq, solved=yes)
    if not yes and conversation.status == Conversation.Status.ASSISTED:
        _meet_a_no(conversation)


@transaction.atomic
def record_thumbs(conversation_id: int, seq: int, up: bool) -> None:
    """Keep a thumb up or down on the answer at ``seq``; the last one counts.

    A thumb down says that it did not help, unless the customer has said otherwise in words: so
    two of them bring a person too. A thumb up is no proof that anything was solved. Raises
    ``ValidationError`` when ``seq`` is no answer of this conversation.
    """
    answer = _answer(conversation_id, seq)
    Turn.objects.filter(conversation_id=conversation_id, reply_seq=seq).update(thumbs_up=up)
    if not up and not answer.data.get("verdict"):
        record_verdict(conversation_id, seq, yes=False)


def _answer(conversation_id: int, seq: int) -> Message:
    said = Message.objects.filter(
        conversation_id=conversation_id, seq=seq, sender=Message.Sender.ASSISTANT
    )
    answer = said.first()
    if answer is None or not answer.data.get("ask_solved"):
        raise ValidationError("There is no answer of the assistant here.", code="no_answer")
    return answer


def _meet_a_no(conversation: Conversation) -> None:
    stretch = assisted_stretch(conversation.pk)
    if stretch.asked:
        return  # they have written on already: the turn of that message takes it from here
    policy = current_policy()
    if decision := after_a_no(
        stretch.history, policy, circumstances_of(conversation.pk, policy.spec.rules)
    ):
        hand_over(conversation.pk, decision, fence=conversation.fence)
        return
    post_message(
        conversation.pk,
        sender=Message.Sender.ASSISTANT,
        body=SORRY,
        data={
            "quick_replies": [TALK_TO_PERSON],
            "small_talk": Kind.NOT_SOLVED,
            "policy": policy.number,
        },
        fence=conversation.fence,
    )


def after_a_no(
    history: Sequence[Exchange], policy: Policy, about: Circumstances = NOT_KNOWN
) -> Decision | None:
    """What the last "no" calls for, by what is known: it is met within a transaction."""
    facts = replace(gather("", history, sense=KNOWN), about=about)
    return policy.decide(facts, Moment.MESSAGE_RECEIVED)
