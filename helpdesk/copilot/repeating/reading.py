"""Brings what is known from the database: two statements, and none where nothing is asked."""

from django.utils.translation import gettext as _

from helpdesk.conversations.models import Contact, Conversation, Handoff, Message
from helpdesk.copilot.repeating.noticing import Repeat, repeats
from helpdesk.copilot.repeating.questions import questions_in
from helpdesk.copilot.repeating.told import Fact, Said, Told

# What is older is not what the draft asks for, and who scrolls so far has read it.
LINES_READ = 200
EARLIER_READ = 3


def asked_again(conversation: Conversation, draft: str) -> list[Repeat]:
    """What the draft asks though it is known in this conversation, the account or earlier cases."""
    if next(questions_in(draft), None) is None:
        return []
    return repeats(draft, told_in(conversation))


def told_in(conversation: Conversation) -> Told:
    """All that the customer should not be asked for. Notes are no part of it."""
    contact = conversation.contact
    return Told(_lines(conversation.pk), [*_account(contact), *_earlier(conversation)])


def _lines(conversation_id: int) -> list[Said]:
    spoken = Message.objects.filter(conversation=conversation_id, kind=Message.Kind.MESSAGE)
    latest = spoken.exclude(body="").select_related("agent").order_by("-seq")[:LINES_READ]
    return [
        Said(entry.body, _who(entry), entry.seq, entry.created_at) for entry in reversed(latest)
    ]


def _who(entry: Message) -> str:
    if entry.sender == Message.Sender.CONTACT:
        return ""
    return entry.agent.name if entry.agent else _("the assistant")


def _account(contact: Contact) -> list[Fact]:
    own = {"name": contact.name, "email": contact.email, "phone": contact.phone}
    kept = {**own, **contact.attributes}
    simple = {name: value for name, value in kept.items() if isinstance(value, str | int | float)}
    return [Fact(str(name), str(value)[:200]) for name, value in simple.items() if value != ""]


def _earlier(conversation: Conversation) -> list[Fact]:
    """The numbers that stand in the cases of the contact's earlier conversations, latest first."""
    others = Handoff.objects.filter(
        conversation__contact=conversation.contact_id, conversation__is_spam=False
    ).exclude(conversation=conversation.pk)
    cases = others.values_list("package__identifiers", "created_at")[:EARLIER_READ]
    return [
        Fact(str(one["label"]), str(one["text"]), earlier=at)
        for identifiers, at in cases
        for one in identifiers or ()
        if one.get("label") and one.get("by") != "assistant"
    ]
