"""The API's description: the same for every workspace, and half a second's work, so made once."""

import threading
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from rest_framework.request import Request

_making = threading.Lock()


class Description(SchemaGenerator):
    """drf-spectacular's first run is not safe in two threads: one of them was answered with 500."""

    def get_schema(self, request: Request | None = None, public: bool = False) -> Any:
        with _making:
            return _made()


@lru_cache(maxsize=1)
def _made() -> Any:
    with translation.override(settings.LANGUAGE_CODE):
        return SchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call]
