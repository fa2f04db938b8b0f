"""Who waited before queues had rows has one from now on."""

from datetime import timedelta
from typing import Any

from django.db import migrations
from django.db.models import Exists, OuterRef
from django.utils import timezone

# As routing.ordering says; a migration keeps what held when it was written.
ALLOWED = {"urgent": 0, "high": 20, "normal": 60, "low": 240}
BATCH = 500


def fill(apps: Any, _editor: Any) -> None:
    """In batches; run again it finds what is left."""
    Conversation = apps.get_model("conversations", "Conversation")  # noqa: N806 - a model
    Wait = apps.get_model("routing", "Wait")  # noqa: N806
    known = Wait.objects.filter(conversation=OuterRef("pk"), ended_at=None)
    waiting = Conversation.objects.filter(~Exists(known), status="waiting", is_spam=False)
    while found := list(waiting.order_by("waiting_since", "id")[:BATCH]):
        Wait.objects.bulk_create([_wait(Wait, one) for one in found])


def _wait(model: Any, conversation: Any) -> Any:
    since = conversation.handed_off_at or conversation.waiting_since or timezone.now()
    return model(
        conversation=conversation,
        team_id=conversation.team_id,
        priority=conversation.priority,
        since=since,
        turn_at=since + timedelta(minutes=ALLOWED[conversation.priority]),
    )


class Migration(migrations.Migration):
    dependencies = [("routing", "0003_keep_deadlines_and_places")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
