"""Every log line names the tenant it speaks of."""

import logging

from tenants.context import current_schema, is_bound


class TenantFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.tenant = current_schema() if is_bound() else "-"
        return True
