"""Whole rows of a model by statements of our own, which the server keeps planned.

What every request asks for, the ORM writes anew each time: forty columns' names, quoted one by
one, are most of what a look-up costs.
"""

from collections.abc import Sequence
from typing import Any, Generic, LiteralString, TypeVar

from django.db.models import Model

M = TypeVar("M", bound=Model)


class Whole(Generic[M]):
    """``columns`` of ``model`` for a SELECT in which its table is called ``name``."""

    def __init__(self, model: type[M], name: LiteralString) -> None:
        fields = model._meta.concrete_fields
        self._model = model
        self._names = [field.attname for field in fields]
        self.columns: LiteralString = ", ".join(f"{name}.{field.column}" for field in fields)

    def __len__(self) -> int:
        """How many columns there are, for a row that holds more than these."""
        return len(self._names)

    def read(self, values: Sequence[Any]) -> M:
        """The instance whose values these are, or begin with, from ``direct.fetch_prepared``."""
        return self._model.from_db("default", self._names, values[: len(self._names)])
