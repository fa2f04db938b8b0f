"""What the API answers with, as ``orjson`` writes it: in a tenth of the time."""

from collections.abc import Mapping
from typing import Any

import orjson
from rest_framework.renderers import JSONRenderer
from rest_framework.utils.encoders import JSONEncoder

_HOW = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS
_other = JSONEncoder().default


class QuickJSON(JSONRenderer):
    """REST framework's own renderer, for whatever ``orjson`` cannot write and for who asks for an
    indent (``Accept: application/json; indent=2``); the same values either way.
    """

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> Any:
        context = dict(renderer_context or {})
        if data is None or self.get_indent(accepted_media_type or "", context):
            return super().render(data, accepted_media_type, context)
        try:
            return orjson.dumps(data, default=_other, option=_HOW)
        except orjson.JSONEncodeError:
            return super().render(data, accepted_media_type, context)
