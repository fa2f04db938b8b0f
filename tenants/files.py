"""Uploaded files: a directory per tenant, names of our own making."""

import secrets
from pathlib import PurePosixPath

from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

from tenants.context import current_schema


@deconstructible
class TenantStorage(FileSystemStorage):
    """Stores under ``<schema>/<folder>/<random>.<suffix>`` and opens nothing outside it."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        path = PurePosixPath(name)
        folder = path.parent if str(path.parent) != "." else PurePosixPath("files")
        return f"{current_schema()}/{folder}/{secrets.token_urlsafe(16)}{path.suffix.lower()}"

    def path(self, name: str) -> str:
        """Raises ``FileNotFoundError`` for a name of another tenant: reading and deleting too."""
        parts = PurePosixPath(name).parts
        if parts[:1] != (current_schema(),) or ".." in parts:
            raise FileNotFoundError(name)
        return super().path(name)
