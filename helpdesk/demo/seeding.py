"""The whole demo, step by step; doing it again adds nothing and changes nothing."""

from collections.abc import Callable, Iterator
from datetime import datetime

from helpdesk.demo import cast, filing, queues, writing
from helpdesk.demo.cast import Company
from helpdesk.demo.furnishing import furnish, workspace
from helpdesk.demo.library import stock
from helpdesk.demo.past.planning import plan
from helpdesk.demo.past.writing import write
from tenants.context import in_tenant

Say = Callable[[str], object]


def seed(now: datetime, say: Say) -> None:
    """Every company, as of ``now``; ``say`` is told about the progress."""
    for company in cast.companies():
        tenant = workspace(company)
        with in_tenant(tenant.schema_name):
            for line in _filled(company, now):
                say(f"{company.name}: {line}")


def _filled(company: Company, now: datetime) -> Iterator[str]:
    """Does the work step by step, and says after each what was done."""
    yield "people and rules" if furnish(company) else "people and rules as they were"
    yield f"{stock(company)} articles and snippets new or changed"
    if company.rules:
        yield f"{write(plan(company, now), now)} conversations of the past week written"
        yield (
            "queues with hours and deadlines" if queues.furnish(company) else "queues as they were"
        )
        yield "macros and habits" if writing.furnish(company) else "macros as they were"
        yield "tags and followers" if filing.furnish(company) else "tags as they were"
