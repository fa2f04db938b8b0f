"""What the platform's list of jobs is narrowed to: always something that an index finds."""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Max, QuerySet
from django.http import HttpRequest

from tenants.work.models import OWED, Job
from tenants.work.outbox import works

# Nobody comes for what is done; the last of it shows that anything is.
DONE_SHOWN = 1_000


class StandingFilter(SimpleListFilter):
    """Where a job stands; what failed for good is what one comes for."""

    title = "standing"
    parameter_name = "standing"

    def lookups(self, *_args: Any) -> list[tuple[str, str]]:
        return [("dead", "Dead letters"), ("owed", "Owed"), ("done", "Done lately")]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """The first is what else would be all."""
        everything, *others = super().choices(changelist)
        yield {**everything, "display": "Not done"}
        yield from others

    def queryset(self, _request: HttpRequest, jobs: QuerySet[Job]) -> QuerySet[Job]:
        match self.value():
            case "dead":
                return jobs.filter(dead_at__isnull=False)
            case "owed":
                return jobs.filter(OWED)
            case "done":
                last = Job.objects.aggregate(last=Max("id"))["last"] or 0
                return jobs.filter(done_at__isnull=False, id__gt=last - DONE_SHOWN)
            case _:
                return jobs.filter(done_at__isnull=True)


class TopicFilter(SimpleListFilter):
    """The topics that somebody does; the table is not asked for them."""

    title = "topic"
    parameter_name = "topic"

    def lookups(self, *_args: Any) -> list[tuple[str, str]]:
        return [(topic, topic) for topic in sorted(work.topic for work in works())]

    def queryset(self, _request: HttpRequest, jobs: QuerySet[Job]) -> QuerySet[Job]:
        return jobs.filter(topic=self.value()) if self.value() else jobs
