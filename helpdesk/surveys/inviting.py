"""Ask, and keep what comes back."""

from django.core.exceptions import ValidationError
from django.db import transaction

from helpdesk.conversations.access import locked
from helpdesk.conversations.messaging import add_event
from helpdesk.conversations.models import Conversation, Message
from helpdesk.recovery import noticing, recovering
from helpdesk.surveys.models import Invitation, Kind, Path, Response, Survey

SPOKEN = (Message.Sender.ASSISTANT, Message.Sender.AGENT)


def ask_if_solved(conversation_id: int, seq: int) -> Invitation:
    """Note that the answer at ``seq`` asks "did that solve it?"; no response means silence."""
    return _invite(conversation_id, Kind.SOLVED, seq)


def judge(conversation_id: int, seq: int, *, solved: bool) -> Response:
    """Keep whether the answer at ``seq`` solved it; the last word counts."""
    invitation = ask_if_solved(conversation_id, seq)
    return _respond(invitation, score=int(solved))


def ask_how_it_was(conversation_id: int) -> Invitation | None:
    """After a resolve, ask in the chat; once for each resolve, and only when someone helped."""
    conversation = locked(conversation_id)
    survey = Survey.current()
    resolved = _last_resolve(conversation)
    if not survey.asks_csat or resolved is None or not _may_be_asked(conversation):
        return None
    invitation = _invite(conversation_id, Kind.CSAT, resolved)
    add_event(
        conversation_id,
        "survey",
        words=survey.csat_question,
        invitation=invitation.public_id,
        kind=Kind.CSAT,
        thanks=survey.thanks,
    )
    recovering.asked(conversation_id)
    return invitation


@transaction.atomic
def answer(
    invitation_public_id: str,
    *,
    contact_id: int,
    score: int | None = None,
    comment: str = "",
    skip: bool = False,
) -> Response:
    """The contact's own response; answering again corrects it.

    Raises ``Invitation.DoesNotExist`` for another contact's, ``ValidationError`` for a score
    that the question does not offer.
    """
    invitation = Invitation.objects.select_for_update().get(
        public_id=invitation_public_id, conversation__contact_id=contact_id
    )
    if skip:
        return _respond(invitation, score=None)
    if type(score) is not int or score not in _OFFERED[Kind(invitation.kind)]:
        raise ValidationError("Choose one of the scores offered.", code="bad_score")
    if invitation.kind == Kind.CSAT:
        helped = invitation.path == Path.AFTER_HANDOFF
        noticing.rated(invitation.conversation_id, score, helped=helped)
    return _respond(invitation, score=score, comment=str(comment)[:2000])


_OFFERED = {Kind.SOLVED: (0, 1), Kind.CSAT: (1, 2, 3, 4, 5)}


def _invite(conversation_id: int, kind: Kind, about_seq: int) -> Invitation:
    invitation, _ = Invitation.objects.get_or_create(
        conversation_id=conversation_id,
        kind=kind,
        about_seq=about_seq,
        defaults={"path": _path(conversation_id, about_seq)},
    )
    return invitation


def _respond(invitation: Invitation, *, score: int | None, comment: str = "") -> Response:
    response, _ = Response.objects.update_or_create(
        invitation=invitation,
        defaults={
            "kind": invitation.kind,
            "path": invitation.path,
            "score": score,
            "comment": comment,
            "skipped": score is None,
        },
    )
    return response


def _path(conversation_id: int, about_seq: int) -> Path:
    """Whether a person was called since the matter began, that is since the last resolve."""
    events = Message.objects.filter(
        conversation_id=conversation_id, kind=Message.Kind.EVENT, seq__lt=about_seq
    )
    for name in events.order_by("-seq").values_list("data__event", flat=True):
        if name in ("handed_off", "joined"):
            return Path.AFTER_HANDOFF
        if name == "resolved":
            break
    return Path.ASSISTANT_ONLY


def _last_resolve(conversation: Conversation) -> int | None:
    events = Message.objects.filter(conversation=conversation, data__event="resolved")
    return events.order_by("-seq").values_list("seq", flat=True).first()


def _may_be_asked(conversation: Conversation) -> bool:
    if conversation.is_spam or conversation.origin == Conversation.Origin.EMAIL:
        return False
    entries = Message.objects.filter(conversation=conversation, kind=Message.Kind.MESSAGE)
    return entries.filter(sender__in=SPOKEN).exists()
