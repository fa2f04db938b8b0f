"""Begin a backtest of the draft as it stands, and stop one."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from escalation.models import Backtest
from escalation.policy.drafting import draft
from escalation.rulebook import current_policy
from helpdesk.backtests import sample
from helpdesk.backtests.handing_in import own_conversations
from helpdesk.backtests.models import PastFile, Run
from tenants.work.outbox import enqueue

TOPIC = "backtests.replay"
State, Source = Backtest.State, Backtest.Source


@transaction.atomic
def start(
    source: str, *, days: int = 30, file: PastFile | None = None, requested_by: Any = None
) -> Backtest:
    """Owe a backtest of the draft against the policy in force, both as they are now.

    ``days`` for the tenant's own conversations, ``file`` for a file. Raises ``ValidationError``
    where there is nothing to replay.
    """
    policy, new = current_policy(), draft()
    since = timezone.now() - timedelta(days=days)
    backtest = Backtest(
        fingerprint=new.fingerprint(),
        against=policy.number,
        old=policy.spec.to_json(),
        new=new.to_json(),
        source=source,
        days=days,
        requested_by=requested_by,
    )
    backtest.full_clean(exclude=["requested_by"])
    backtest.total = _total(backtest, file, since)
    backtest.save()
    Run.objects.create(backtest=backtest, file=_file_of(backtest, file), since=since)
    enqueue(TOPIC, {"backtest": backtest.pk})
    return backtest


@transaction.atomic
def cancel(backtest_id: int) -> None:
    """Stop after the conversations that are being replayed."""
    run = Run.objects.select_for_update().get(pk=backtest_id)
    if not run.backtest.is_over:
        run.is_stopping = True
        run.save(update_fields=["is_stopping"])


def has_own(days: int) -> bool:
    """Whether the tenant has a conversation of its own to replay."""
    return own_conversations(timezone.now() - timedelta(days=days)).exists()


def _file_of(backtest: Backtest, file: PastFile | None) -> PastFile | None:
    return file if backtest.source == Source.FILE else None


def _total(backtest: Backtest, file: PastFile | None, since: Any) -> int:
    if backtest.source == Source.SAMPLE:
        return len(sample.conversations())
    if backtest.source == Source.FILE:
        if file is None:
            raise ValidationError({"file": "Choose a file of past conversations."})
        return file.count
    found = own_conversations(since).count()
    if not found:
        raise ValidationError(
            {
                "days": f"The assistant had no conversation in the last {backtest.days} days. "
                "Take more days, a file, or the conversations that come with Handrail."
            }
        )
    return found
