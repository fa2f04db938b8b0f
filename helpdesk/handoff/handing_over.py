"""Hand a conversation to a person: prepare the case and put it into the queue, in one step."""

from dataclasses import replace

from django.db import transaction

from escalation.deciding import Decision, Facts, Moment, Signal
from escalation.facts.gather import KNOWN, gather
from escalation.reasons import PRESSED
from escalation.rulebook import Policy, current_policy
from helpdesk.conversations import lifecycle
from helpdesk.conversations.circumstances import circumstances_of
from helpdesk.conversations.exchanges import assisted_stretch
from helpdesk.conversations.models import Handoff
from helpdesk.handoff import asking, packaging


@transaction.atomic
def hand_over(
    conversation_id: int, decision: Decision, *, fence: int | None = None
) -> Handoff | None:
    """Build the package and hand off in one transaction; the customer is told in the same.

    Returns None when nothing was to be done: a person has it, it waits already, or ``fence``
    has moved since the caller looked.
    """
    package = packaging.build(conversation_id, decision)
    handoff = lifecycle.hand_off(conversation_id, decision, package, fence=fence)
    if handoff is not None:
        asking.ask(handoff)
    return handoff


@transaction.atomic
def talk_to_person(conversation_id: int, *, reason: str = "") -> Handoff | None:
    """The customer asked for a person by the button: granted whatever the rules say.

    The first rule that holds says which team, how soon and in which words. Returns as
    ``hand_over`` does.
    """
    stretch = assisted_stretch(conversation_id)
    # By what is known: a button is answered at once, and in a web process that has no model.
    policy = current_policy()
    asked = reason or stretch.question
    facts = gather(asked, stretch.history, policy.spec, sense=KNOWN)
    about = circumstances_of(conversation_id, policy.spec.rules)
    return hand_over(conversation_id, _granted(replace(facts, about=about), reason, policy))


def _granted(facts: Facts, reason: str, policy: Policy) -> Decision:
    evidence = (PRESSED, reason) if reason else (PRESSED,)
    wishing = replace(facts, asks_for_person=Signal(1.0, evidence))
    decision = policy.decide(wishing, Moment.MESSAGE_RECEIVED)
    if decision is None:  # the guarantee of deciding.py makes this impossible
        raise LookupError("A request for a person was not granted.")
    return decision
