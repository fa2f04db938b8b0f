"""The orders in which conversations are listed: an index for each, no larger than what is shown.

Every message moves its conversation in all of these, so none is there that no list reads.
"""

from django.db import models
from django.db.models import Q

LISTED = [
    models.Index(fields=["-last_message_at", "-id"], name="latest_first"),
    models.Index(
        fields=["status", "-last_message_at", "-id"],
        condition=Q(is_spam=False),
        name="latest_of_status",
    ),
    models.Index(
        fields=["-last_message_at", "-id"],
        # Not IN: PostgreSQL prints that in two ways, by which schemas seem to differ.
        condition=Q(is_spam=False) & (Q(status="open") | Q(status="waiting")),
        name="latest_of_people",
    ),
    models.Index(
        fields=["team", "-last_message_at", "-id"],
        condition=Q(is_spam=False) & (Q(status="open") | Q(status="waiting")),
        name="latest_of_team",
    ),
    models.Index(
        fields=["assignee", "-last_message_at", "-id"],
        condition=Q(is_spam=False, status="open"),
        name="latest_of_agent",
    ),
    models.Index(fields=["-last_message_at", "-id"], condition=Q(is_spam=True), name="latest_spam"),
    models.Index(
        fields=["waiting_since", "id"],
        condition=Q(is_spam=False, status="waiting"),
        name="longest_wait",
    ),
    models.Index(
        fields=["team", "waiting_since", "id"],
        condition=Q(is_spam=False, status="waiting"),
        name="longest_wait_of_team",
    ),
    models.Index(fields=["contact", "-last_message_at", "-id"], name="latest_of_contact"),
    models.Index(fields=["status", "-id"], name="newest_of_status"),
    models.Index(
        fields=["assignee", "-id"],
        condition=Q(assignee__isnull=False),
        name="newest_of_agent",
    ),
    models.Index(fields=["team", "-id"], condition=Q(team__isnull=False), name="newest_of_team"),
    models.Index(fields=["updated_at", "id"], name="latest_changes"),
    models.Index(
        fields=["merged_into"], condition=Q(merged_into__isnull=False), name="names_of_merged"
    ),
]
