"""What a draft changes in a past conversation, against the policy that is in force."""

from enum import StrEnum

from escalation.backtesting.replaying import Firing


class Change(StrEnum):
    """How two policies differ in one conversation."""

    SAME = "same"
    EARLIER = "earlier"
    LATER = "later"
    ONLY_OLD = "only_old"
    ONLY_NEW = "only_new"
    OTHER_RULE = "other_rule"


def change_of(old: Firing | None, new: Firing | None) -> Change:
    """Which it is; ``SAME`` also where neither fires."""
    if old is None or new is None:
        return _one_sided(old, new)
    if new.turn != old.turn:
        return Change.EARLIER if new.turn < old.turn else Change.LATER
    return Change.SAME if new.rule == old.rule else Change.OTHER_RULE


def _one_sided(old: Firing | None, new: Firing | None) -> Change:
    if old is new:
        return Change.SAME
    return Change.ONLY_OLD if new is None else Change.ONLY_NEW
