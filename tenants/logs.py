"""Every log line names the tenant it speaks of."""

import logging

from tenants.context import current_schema, is_bound


class TenantFilter(logging.Filter):
    """Sets ``tenant``: the bound schema, or that of the request of which the line speaks.

    Django logs a refused request when the middleware that bound its tenant has already ended.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.tenant = current_schema() if is_bound() else _of_request(record)
        return True


def _of_request(record: logging.LogRecord) -> str:
    host = getattr(getattr(record, "request", None), "tenant", None)
    return getattr(host, "schema", None) or "-"
