"""Secrets of tenants, encrypted at rest."""

import base64
import hashlib
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that the database only ever holds encrypted (Fernet: AES-128-CBC with HMAC-SHA256).

    The first key of ``settings.FIELD_KEYS`` encrypts; all of them decrypt, so keys can rotate.
    A value that no key opens reads as empty: the admin then shows it as not set.
    """

    def get_prep_value(self, value: Any) -> Any:
        if not value:
            return ""
        return _fernet().encrypt(str(value).encode()).decode()

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> str:
        if not value:
            return ""
        try:
            return _fernet().decrypt(value.encode()).decode()
        except InvalidToken:
            return ""


@lru_cache(maxsize=1)
def _fernet() -> MultiFernet:
    digests = [hashlib.sha256(key.encode()).digest() for key in settings.FIELD_KEYS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
