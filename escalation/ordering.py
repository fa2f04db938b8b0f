"""Moves rules up and down: the first rule that holds wins, so their order is policy."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max

from escalation.models import EscalationRule

STEP = 10


@transaction.atomic
def move_up(rule_ids: Sequence[int]) -> None:
    """Each of these rules one place towards the first; those on top stay there."""
    _arrange(_one_place_up(_current_order(), set(rule_ids)))


@transaction.atomic
def move_down(rule_ids: Sequence[int]) -> None:
    """Each of these rules one place towards the last; those at the end stay there."""
    turned = _one_place_up(_current_order()[::-1], set(rule_ids))
    _arrange(turned[::-1])


def last_position() -> int:
    """Where the last rule stands; 0 when there is none."""
    return EscalationRule.objects.aggregate(last=Max("position"))["last"] or 0


def _current_order() -> list[int]:
    rules = EscalationRule.objects.select_for_update().order_by("position", "id")
    return [rule.pk for rule in rules]


def _one_place_up(order: list[int], moving: set[int]) -> list[int]:
    for place in range(1, len(order)):
        if order[place] in moving and order[place - 1] not in moving:
            order[place - 1], order[place] = order[place], order[place - 1]
    return order


def _arrange(order: list[int]) -> None:
    for place, rule in enumerate(_rules_by(order), start=1):
        if rule.position != place * STEP:
            rule.position = place * STEP
            rule.save(update_fields=["position"])


def _rules_by(order: list[int]) -> list[EscalationRule]:
    found = EscalationRule.objects.in_bulk(order)
    return [found[rule_id] for rule_id in order]
