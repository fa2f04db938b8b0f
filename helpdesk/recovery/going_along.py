"""What is promised and repaired goes along when entries or whole conversations go elsewhere."""

from django.db.models import F, Value
from django.db.models.functions import Concat, Left

from helpdesk.conversations.carrying import Carried, follow
from helpdesk.recovery import recovering
from helpdesk.recovery.models import FirstReply, MakeGood, Promise, RecoveryCase

SIGNS_KEPT = recovering.SIGNS_KEPT
_KEY = 60


def with_entries(carried: Carried) -> None:
    """What names an entry goes where it went."""
    _rename(carried, seq__gte=carried.first)
    follow(Promise.objects.all(), carried)
    follow(MakeGood.objects.all(), carried)
    _first_replies(carried)


def with_all(carried: Carried) -> None:
    """The whole conversation became part of another."""
    _rename(carried)
    Promise.objects.filter(conversation=carried.from_id).update(conversation=carried.to_id)
    MakeGood.objects.filter(conversation=carried.from_id).update(conversation=carried.to_id)
    _cases(carried)


def _rename(carried: Carried, **wanted: int) -> None:
    """Keys are of one conversation: said of another they could stand for something else."""
    going = Promise.objects.filter(conversation=carried.from_id, **wanted)
    going.update(key=Concat(Left("key", _KEY), Value(f"@{carried.from_id}")))


def _first_replies(carried: Carried) -> None:
    """They go with their hand-off; of two that are awaited one is enough."""
    going = FirstReply.objects.filter(
        conversation=carried.from_id, handoff__conversation=carried.to_id
    )
    if FirstReply.objects.filter(conversation=carried.to_id, sent_at=None).exists():
        going.filter(sent_at=None).delete()
    going.update(conversation=carried.to_id, seq=F("seq") + carried.offset)


def _cases(carried: Carried) -> None:
    """One case is open in a conversation: of two the older one notes what the other saw."""
    mine, theirs = recovering.open_case(carried.from_id), recovering.open_case(carried.to_id)
    if mine is not None and theirs is not None:
        signs = sorted(theirs.signs + mine.signs, key=lambda sign: str(sign["at"]))
        theirs.signs = signs[:SIGNS_KEPT]
        theirs.detected_at = min(theirs.detected_at, mine.detected_at)
        theirs.save(update_fields=["signs", "detected_at"])
        mine.delete()
    RecoveryCase.objects.filter(conversation=carried.from_id).update(conversation=carried.to_id)
