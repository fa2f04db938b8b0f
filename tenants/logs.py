"""Every log line names the tenant it speaks of."""

import logging
from typing import Any

from celery import current_task

from tenants.context import current_schema, is_bound


def spoken_from(level: str) -> dict[str, Any]:
    """Django's LOGGING: lines on standard error, from ``level`` (``INFO``) upwards."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"tenant": {"()": "tenants.logs.TenantFilter"}},
        "formatters": {
            "line": {"format": "{asctime} {levelname} {tenant} {name}: {message}", "style": "{"}
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["tenant"],
            }
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # "Task … received" cannot name a tenant; how the task went is told with its name.
            "celery.worker.strategy": {"level": "WARNING"},
            # Who asks a model writes down what came of it; a line more delays its first word.
            "httpx2": {"level": "WARNING"},
        },
    }


class TenantFilter(logging.Filter):
    """Sets ``tenant``: the bound schema, or that of the request or task of which the line speaks.

    Django logs a refused request, and Celery how a task went, when the code that bound its tenant
    has already ended.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.tenant = current_schema() if is_bound() else _of_request(record) or _of_task() or "-"
        return True


def _of_request(record: logging.LogRecord) -> str:
    host = getattr(getattr(record, "request", None), "tenant", None)
    return getattr(host, "schema", None) or ""


def _of_task() -> str:
    """As the relay wrote it on the message (``tenants.work.tasks.send``)."""
    # Celery's stand-in for the task that this thread does, or for None.
    return getattr(current_task, "request", {}).get("tenant") or ""
