"""Prepares the case that a person takes over, as plain JSON.

``build`` returns a dictionary of this shape, version 3. Readers: the inbox's card, the admin, the
demo. Every key is always there; what is not known is empty. Labels (category, urgency, mood,
kinds) are ours; all else stands in the dialogue or the account. ``reading.current`` gives cases
of older versions the same keys: version 1 had no said and no details; version 2 had ``missing``
(a list of fields) in the place of completeness, and no category, urgency, wanted, identifiers,
question and way. The summary is made when it is read, so that nothing redacted lingers in it.

    v            3
    goal         {text, latest}: the first and the last wording of what the customer asked
    wanted       {seq, text} or {}: the sentence that says what should come of it
    category     {name, label, by: topic|learnt|collection|"", words}
    urgency      {score: 0…1, label: normal|pressing|urgent, words}
    mood         {score: −1…1, label: upset|unhappy|neutral|pleased, words, course: [score],
                 trend: better|worse|steady}
    said         [{seq, text}]: the customer's other sentences that matter, oldest first
    identifiers  [{seq, kind, label, text, by}]: codes, e-mails, phones, amounts, addresses, links
                 as the customer typed them; ``label`` is Order, Invoice … where that was said
    details      [{seq, kind, label, text, by: contact|assistant}]: values that stand in no sentence
    rule         {name, trigger, label, reason, evidence: [words], priority, policy,
                 offers: [way]}
    tried        [{seq, question, answer, sources: [source], confidence, verdict, at}]
    sources      [{id, title, url}]: every source shown, once
    contact      {id, name, email, phone, identified, attributes, locale, since, past,
                 earlier: [{id, status, at}], ratings: [{kind, words, at}]}
    completeness {score: 0…1, missing: [{field, label}]}: docs/handoff.md
    question     {field, label, words, answer} or {}: the one thing asked while they wait
    pointed      {} or {said, wanted, upto}: the sentences a model pointed at, in numbers
    way          {} or how they want to be reached
    page         {url, title, referrer}
    language     "en"
    files        [{seq, id, name, media, size}]: what the customer has sent, oldest first
    transcript   [{seq, kind, sender, author, body, files: [name], at}]: the last 50 entries,
                 events included
    times        {started_at, asked_at, handed_off_at}
    next_step    a sentence: what the person should do first
"""

from typing import Any, Final

from django.utils import timezone
from django.utils.translation import override

from escalation.deciding import Decision
from escalation.rulebook import current_policy
from escalation.rules import Trigger
from helpdesk.conversations.access import locked
from helpdesk.conversations.exchanges import Stretch, Tried, assisted_stretch
from helpdesk.conversations.models import Conversation
from helpdesk.handoff.account import contact_of, iso
from helpdesk.handoff.asking import was_asked
from helpdesk.handoff.completeness import question_for
from helpdesk.handoff.describing import BODY_SHOWN, Subject, described
from helpdesk.handoff.first_steps import first_step
from helpdesk.handoff.pointed import NOTHING, Pointed
from helpdesk.handoff.spoken import files_of, lines_of, transcript_of
from knowledge.models import Article

VERSION: Final = 3

Package = dict[str, Any]


# In English, whoever caused it: the words are put into the agent's language when they are shown.
@override("en")
def build(conversation_id: int, decision: Decision) -> Package:
    """The package of this hand-off. Call it in the transaction that hands off."""
    conversation = locked(conversation_id)
    stretch = assisted_stretch(conversation.pk)
    attempts = [one for one in stretch.tried if one.is_attempt]
    asked = [text for text in (*(one.question for one in attempts), stretch.question) if text]
    tried = [_tried(one) for one in attempts]
    sources = _once([source for one in tried for source in one["sources"]])
    subject = subject_of(conversation, asked, collection=_collection(sources))
    package: Package = {
        "v": VERSION,
        **described(subject),
        "rule": rule_of(decision),
        "tried": tried,
        "sources": sources,
        "contact": subject.contact,
        "pointed": {},
        "way": {},
        "page": dict(subject.page),
        "language": conversation.locale or conversation.contact.locale,
        "files": list(subject.files),
        "transcript": transcript_of(conversation.pk),
        "times": _times(conversation, stretch),
        "next_step": first_step(decision.trigger, decision.evidence),
    }
    return {**package, "question": {} if was_asked(conversation.pk) else question_for(package)}


def subject_of(
    conversation: Conversation,
    asked: list[str],
    *,
    collection: str = "",
    answered: Package | None = None,
    pointed: Pointed = NOTHING,
) -> Subject:
    """What there is to describe of this conversation, read from the database.

    ``answered``: the question that was asked while they wait, with its answer.
    """
    return Subject(
        asked=asked,
        lines=lines_of(conversation.pk),
        contact=contact_of(conversation),
        files=files_of(conversation.pk),
        page={key: conversation.page.get(key, "") for key in ("url", "title", "referrer")},
        topics=current_policy().spec.topics,
        collection=collection,
        answered=answered["field"] if answered and answered["answer"] else "",
        pointed=pointed,
    )


def rule_of(decision: Decision) -> dict[str, Any]:
    """Why it was handed over, as the case keeps it."""
    return {
        "name": decision.rule_name,
        "trigger": str(decision.trigger),
        "label": f"When {Trigger(decision.trigger).label}",
        "reason": decision.reason,
        "evidence": list(decision.evidence),
        "priority": str(decision.priority),
        "policy": decision.policy_version,
        "offers": [str(one) for one in decision.offers],
    }


def _tried(one: Tried) -> dict[str, Any]:
    return {
        "seq": one.entry.seq,
        "question": one.question[:BODY_SHOWN],
        "answer": one.entry.body[:BODY_SHOWN],
        "sources": [_source(source) for source in one.entry.data.get("sources", [])],
        "confidence": one.entry.data.get("confidence"),
        "verdict": one.verdict,
        "at": iso(one.entry.created_at),
    }


def _source(source: dict[str, Any]) -> dict[str, Any]:
    return {key: source.get(key, "") for key in ("id", "title", "url")}


def _once(sources: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({(source["id"], source["url"]): source for source in sources}.values())


def _collection(sources: list[dict[str, Any]]) -> str:
    """The shelf of the article that was shown last."""
    if not sources:
        return ""
    shelves = Article.objects.filter(public_id=sources[-1]["id"])
    return shelves.values_list("collection__name", flat=True).first() or ""


def _times(conversation: Conversation, stretch: Stretch) -> dict[str, str]:
    asked = stretch.asked[0].created_at if stretch.asked else conversation.last_message_at
    return {
        "started_at": iso(conversation.created_at),
        "asked_at": iso(asked),
        "handed_off_at": iso(timezone.now()),
    }
