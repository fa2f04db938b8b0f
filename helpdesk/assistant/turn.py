"""The product in a few lines: answer the customer, or step aside. Start reading here.

Facts are gathered and the rules looked at twice: when the message came, and when an answer is
drafted. No transaction is open in between, because a model may take seconds. What came of it is
committed under the conversation's fence: if a person has joined meanwhile, nothing is sent.
"""

import time
from dataclasses import replace

from escalation.deciding import Moment
from escalation.facts.gather import with_draft
from helpdesk.assistant import (
    burst,
    clarifying,
    disclosing,
    recording,
    second_opinion,
    small_talk,
)
from helpdesk.assistant.answering.answer import Answer
from helpdesk.assistant.answering.answering import answer_question
from helpdesk.assistant.answering.inquiry import Hearer, Inquiry
from helpdesk.assistant.case import Case, Finding, open_case, switched_off, understood
from helpdesk.assistant.models import Turn
from helpdesk.conversations.access import locked
from helpdesk.conversations.exchanges import assisted_stretch
from helpdesk.conversations.messaging import post_message
from helpdesk.conversations.models import Conversation, Message
from helpdesk.conversations.signals import conversation_answered
from helpdesk.handoff.handing_over import hand_over
from helpdesk.live import hints
from helpdesk.notifying import presence
from tenants.work.effects import once, repeatable

Outcome = Turn.Outcome

# After the model's time is over, what is left to do takes less.
COMMITS_WITHIN = 5.0
TYPING = {"type": "typing", "who": "assistant", "name": "AI assistant"}


def take_turn(conversation_id: int, seq: int) -> None:
    """Answer what the contact wrote last, or hand the conversation to a team."""
    began = time.monotonic()
    with repeatable():
        case = open_case(conversation_id, seq)
    if case is None:
        with once():
            burst.step_back(conversation_id, seq)
        return
    if not case.small_talk:
        disclosing.expect(case.question, case.settings)
    case = understood(case)
    with presence.assistant_answers(conversation_id, seconds=case.seconds_left + COMMITS_WITHIN):
        finding = consider(case)
    with once():
        outcome, reply_seq = _conclude(case, finding)
        took = round((time.monotonic() - began) * 1000)
        recording.record(case, finding, outcome=outcome, reply_seq=reply_seq, took_ms=took)


def consider(case: Case) -> Finding:
    """What the turn comes to: an answer, or the decision that a person takes over.

    Commits nothing and locks nothing; a model may take seconds.
    """
    if found := _first_look(case):
        return found
    heard = second_opinion.listened(case)
    if heard is not case and (found := _first_look(heard)):
        return found
    return _with_answer(heard)


def _with_answer(case: Case) -> Finding:
    finding = _second_look(case, _draft(case))
    asked = clarifying.instead_of(finding, case)
    return _second_look(case, asked) if asked else finding


def _first_look(case: Case) -> Finding | None:
    """The message alone may call for a person."""
    decision = switched_off(case) or case.policy.decide(case.facts, Moment.MESSAGE_RECEIVED)
    if decision is None:
        return None
    return Finding(case.facts, Moment.MESSAGE_RECEIVED, Answer(), decision)


def _draft(case: Case) -> Answer:
    if not case.is_rehearsed:
        hints.whisper(case.conversation_id, {**TYPING, "on": True})
    chat = case.small_talk and small_talk.reply(case.small_talk, said_before=case.said_before)
    if chat or not case.question.strip():  # nothing but files, again: there is no question
        return _honest(case, chat or Answer())
    if asked := clarifying.before_looking(case):
        return _honest(case, asked)
    return _honest(case, answer_question(_inquiry(case)))


def _honest(case: Case, answer: Answer) -> Answer:
    """The same, and that the files beside the question were not looked at."""
    says_so = not case.has_files or small_talk.CANNOT_OPEN in answer.text
    if says_so or not answer.text:
        return answer
    text = f"{answer.text}\n\n{small_talk.CANNOT_OPEN}"
    return replace(answer, text=text, quick_replies=(small_talk.TALK_TO_PERSON,))


def _inquiry(case: Case) -> Inquiry:
    def would_say(answer: Answer) -> bool:
        if answer.confidence < case.policy.spec.min_confidence:
            return False
        finding = _second_look(case, answer)
        return finding.decision is None and clarifying.instead_of(finding, case) is None

    return Inquiry(
        case.question,
        case.settings,
        case.earlier,
        case.before,
        seconds=case.seconds_left,
        policy=case.policy.spec,
        hearer=None
        if case.is_rehearsed
        else Hearer(case.conversation_id, case.seq, case.fence, would_say),
    )


def _second_look(case: Case, answer: Answer) -> Finding:
    """The draft may call for a person: missing, uncertain, not backed, or said before."""
    facts = with_draft(case.facts, answer.draft)
    decision = case.policy.decide(facts, Moment.ANSWER_DRAFTED)
    return Finding(facts, Moment.ANSWER_DRAFTED, answer, decision)


def _conclude(case: Case, finding: Finding) -> tuple[Outcome, int | None]:
    """Say it or hand over, unless the world has moved on. Returns where the reply stands."""
    if locked(case.conversation_id).fence != case.fence:
        return Outcome.OVERTAKEN, None
    asked = assisted_stretch(case.conversation_id).asked
    # Nothing is asked any more when the turn of a newer message was faster than this one.
    if not asked or asked[-1].seq != case.seq:
        burst.step_back(case.conversation_id, case.seq)
        return Outcome.SUPERSEDED, None
    if case.first_seq != case.seq:
        burst.close(case.conversation_id, case.first_seq)
    if finding.decision:
        done = hand_over(case.conversation_id, finding.decision, fence=case.fence)
        return (Outcome.HANDED_OFF, done.seq) if done else (Outcome.OVERTAKEN, None)
    return _say(case, finding.answer)


def _say(case: Case, answer: Answer) -> tuple[Outcome, int | None]:
    posted = post_message(
        case.conversation_id,
        sender=Message.Sender.ASSISTANT,
        body=answer.text,
        data={**answer.data, "policy": case.policy.number},
        trigger_seq=case.seq,
        fence=case.fence,
    )
    if answer.small_talk:
        return Outcome.CHATTED, posted.seq
    if answer.asks_back:
        return Outcome.ASKED_BACK, posted.seq
    conversation_answered.send(Conversation, conversation_id=case.conversation_id, seq=posted.seq)
    return Outcome.ANSWERED, posted.seq
