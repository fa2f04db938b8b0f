"""Put tags on conversations and take them off; a tag that is new is made on the way."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from helpdesk.agents.models import Agent
from helpdesk.conversations import messaging
from helpdesk.conversations.access import locked
from helpdesk.conversations.carrying import Carried
from helpdesk.filing.models import LONGEST_TAG, Tag, Tagging, is_plain

# On one conversation; beyond it nobody reads them.
MOST: Final = 20
SUGGESTED: Final = 60


@transaction.atomic
def tag(conversation_id: int, names: Iterable[str], *, by: Agent) -> list[str]:
    """Put tags on, made if there are none of these names. Returns those that it did not have.

    Raises ``ValidationError`` for a name that cannot be one and for more than ``MOST`` in all,
    ``Conversation.DoesNotExist``.
    """
    wanted = read(names)
    conversation_id = locked(conversation_id).pk
    has = set(_on(conversation_id).values_list("tag_id", flat=True))
    fresh = [one for one in _made(wanted) if one.pk not in has]
    if len(has) + len(fresh) > MOST:
        words = _("A conversation has at most {most} tags. Take some off first.")
        raise ValidationError(words.format(most=MOST), code="too_many")
    Tagging.objects.bulk_create(Tagging(tag=one, conversation_id=conversation_id) for one in fresh)
    return _told(conversation_id, "tagged", [one.name for one in fresh], by)


@transaction.atomic
def untag(conversation_id: int, names: Iterable[str], *, by: Agent) -> list[str]:
    """Take tags off. Returns those that it had; a name that it has not is no mistake.

    Raises ``Conversation.DoesNotExist``.
    """
    unwanted = {name.strip().lower() for name in names}
    conversation_id = locked(conversation_id).pk
    gone = [one for one in _on(conversation_id) if one.tag.name.lower() in unwanted]
    _on(conversation_id).filter(pk__in=[one.pk for one in gone]).delete()
    return _told(conversation_id, "untagged", [one.tag.name for one in gone], by)


def read(names: Iterable[str]) -> list[str]:
    """Names as they are kept: trimmed, single spaces, each once in whatever case.

    Raises ``ValidationError`` for one that is too long or holds what separates tags, and for
    none at all.
    """
    plain = (" ".join(name.split()) for name in names)
    wanted = {name.lower(): name for name in plain if name}
    if not wanted:
        raise ValidationError(_("Name a tag."), code="empty")
    for name in wanted.values():
        if len(name) > LONGEST_TAG:
            words = _("A tag has at most {most} characters. Shorten “{name}…”.")
            raise ValidationError(
                words.format(most=LONGEST_TAG, name=name[:LONGEST_TAG]), code="too_long"
            )
        is_plain(name)
    return list(wanted.values())


def names_of(conversation_ids: Iterable[int]) -> dict[int, list[str]]:
    """The tags of each of these conversations, by name; in one statement."""
    found: dict[int, list[str]] = defaultdict(list)
    taggings = Tagging.objects.filter(conversation__in=list(conversation_ids))
    for conversation_id, name in taggings.order_by(Lower("tag__name")).values_list(
        "conversation_id", "tag__name"
    ):
        found[conversation_id].append(name)
    return dict(found)


def suggested(conversation_id: int) -> list[str]:
    """Tags that this conversation has not, the newest of the workspace's, by name."""
    others = Tag.objects.exclude(taggings__conversation=conversation_id)
    newest = others.order_by("-id").values_list("name", flat=True)[:SUGGESTED]
    return sorted(newest, key=str.lower)


def go_along(carried: Carried) -> None:
    """A conversation became part of another: the tags of both are that one's."""
    there = _on(carried.to_id).values("tag_id")
    _on(carried.from_id).exclude(tag_id__in=there).update(conversation=carried.to_id)
    _on(carried.from_id).delete()


def _on(conversation_id: int) -> QuerySet[Tagging]:
    return Tagging.objects.filter(conversation=conversation_id).select_related("tag")


def _made(names: list[str]) -> list[Tag]:
    """The tags of these names. In the order of their names, so that no two wait in a ring."""
    return [_tag_named(name) for name in sorted(names, key=str.lower)]


def _tag_named(name: str) -> Tag:
    same = Tag.objects.annotate(low=Lower("name")).filter(low=Lower(Value(name)))
    if found := same.first():
        return found
    try:
        with transaction.atomic():
            return Tag.objects.create(name=name)
    except IntegrityError:  # a colleague made it meanwhile
        return same.get()


def _told(conversation_id: int, event: str, names: list[str], by: Agent) -> list[str]:
    if names:
        messaging.add_event(
            conversation_id, event, internal=True, tags=names, agent_id=by.pk, agent=by.name
        )
    return names
