"""Looking for gaps, and drafting what fills one."""

from celery import shared_task

from helpdesk.insights import drafting, noticing
from tenants.work.outbox import Payload, enqueue_everywhere, handles, thinks


@thinks(noticing.TOPIC)
def notice(_payload: Payload) -> None:
    noticing.notice()


@handles(drafting.TOPIC)
def draft(payload: Payload) -> None:
    """``{"gap": id, "agent": id}``"""
    drafting.draft(payload["gap"], agent_id=payload["agent"])


@shared_task(name="insights.gaps_everywhere", ignore_result=True)
def notice_everywhere() -> None:
    """Owe every tenant a look at the questions that had no good answer."""
    enqueue_everywhere(noticing.TOPIC)
