"""One row of every model, made from the model alone, so that a new column gets a mark by itself.

A *twin* has the same key, address, slug and outside id in every company: who reads the wrong
company finds a row there. A *lone* row has ids that no other company knows.
"""

import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any, TypeAlias

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import IntegrityError, models, transaction
from django.db.models import Value
from django.utils import timezone
from pgvector.django import VectorField

from knowledge.models import DIMENSIONS
from tests.isolation import known_rows
from tests.isolation.marks import SHORTEST, mark

Field: TypeAlias = "models.Field[Any, Any]"

TWIN = 4242
LONE = {"a": 700_001, "b": 700_003, "c": 700_002}
NOWHERE = 700_009
# Equal in all companies: what their owners may choose alike.
_CHOSEN = {"email", "external_id", "slug"}
# Random to the eye, and a part of addresses: never a mark, because whoever asks says it aloud.
_IDS = {"public_id", "slug", "key", "digest", "prefix", "session_key", "fingerprint"}


def tenant_models() -> list[type[models.Model]]:
    """Models with a table in every company, each after those that it points at."""
    labels = {app.rpartition(".")[2] for app in settings.TENANT_APPS}
    found = [m for m in apps.get_models(include_auto_created=True) if m._meta.app_label in labels]
    return _ordered([m for m in found if m._meta.label not in known_rows.NOT_OURS])


def make_all(letter: str, pk: int) -> int:
    """A row of each model of the bound company. Returns how many marks they hold."""
    return sum(_make(model, letter, pk) for model in tenant_models())


def id_of(letter: str, field: str, room: int) -> str:
    """A lone row's public id, key or slug: ``lonea5d41…``; letter ``x`` stands nowhere."""
    return f"lone{letter}{uuid.uuid5(uuid.NAMESPACE_OID, f'{letter}{field}').hex}"[:room]


def _make(model: type[models.Model], letter: str, pk: int) -> int:
    fill = _Filling(model, letter, pk)
    if model._meta.label in known_rows.ONE_ROW:
        if pk != TWIN:
            return 0
        values = {name: value for name, value in fill.values().items() if name != "id"}
        model._default_manager.update_or_create(pk=1, defaults=values)
        return fill.marks
    try:
        with transaction.atomic():
            model._default_manager.bulk_create([model(**fill.values())])
    except IntegrityError as error:
        raise AssertionError(
            f"{model._meta.label}: say in tests/isolation/known_rows.py what a row of it must "
            f"hold. {error}"
        ) from error
    return fill.marks


class _Filling:
    """Values for the columns of one row."""

    def __init__(self, model: type[models.Model], letter: str, pk: int) -> None:
        self.model, self.letter, self.pk = model, letter, pk
        self.marks = 0

    def values(self) -> dict[str, Any]:
        said = known_rows.said_of(self.model._meta.label, self.marked, is_twin=self.pk == TWIN)
        columns = {
            field.attname: self._value(field)
            for field in self.model._meta.concrete_fields
            if field.name not in said and field.attname not in said
        }
        return {name: value for name, value in (columns | said).items() if value is not ...}

    def marked(self, column: str, room: int = 10_000) -> str:
        """This row's mark for a column."""
        self.marks += 1
        label = f"{self.model._meta.label_lower}.{column}"
        return mark(self.letter, label if self.pk == TWIN else f"{label}.lone", room=room)

    def _value(self, field: Field) -> Any:
        """``...`` leaves the column to the model's default."""
        if field.primary_key and isinstance(field, models.IntegerField):
            return self.pk
        if isinstance(field, models.ForeignKey):
            return self._pointer(field)
        if field.choices:
            return next(iter(dict(field.flatchoices)))
        return next((fill(self, field) for kind, fill in _KINDS if isinstance(field, kind)), ...)

    def _pointer(self, field: Any) -> Any:
        target = field.related_model
        if target is ContentType:
            return ContentType.objects.order_by("id").values_list("pk", flat=True)[0]
        return 1 if target._meta.label in known_rows.ONE_ROW else self.pk

    def text(self, field: Any) -> Any:
        """What is equal in all companies, an id that is no mark, or a mark if there is room."""
        room = field.max_length or 10_000
        if self.pk == TWIN and (field.unique or field.name in _CHOSEN):
            return _twin_text(field, room)
        if field.name in _IDS:
            return id_of(self.letter, f"{self.model._meta.label}.{field.name}", room)
        if room < SHORTEST:
            return ... if field.has_default() or field.has_db_default() else ""
        return self.marked(field.name, room)


def _twin_text(field: Any, room: int) -> str:
    if isinstance(field, models.EmailField):
        return "twin@twin.example"
    return f"twin-{field.model._meta.model_name}"[:room]


def _email(fill: _Filling, field: Any) -> str:
    """Ours when a twin's, else a mark at a host."""
    return fill.text(field) if fill.pk == TWIN else f"{fill.marked(field.name, 30)}@lone.example"


def _file(fill: _Filling, field: Any) -> str:
    return known_rows.stored(fill.marked(field.name), folder=str(fill.model._meta.model_name))


def _json(fill: _Filling, field: Field) -> Any:
    word = fill.marked(field.name)
    return [word] if field.get_default() == [] else {"text": word}


def _array(fill: _Filling, field: Any) -> Any:
    inner = field.base_field
    return list(dict(inner.flatchoices)) if inner.choices else [fill.marked(field.name)]


# The first kind that fits counts.
_KINDS: list[tuple[Any, Callable[[_Filling, Any], Any]]] = [
    (models.FileField, _file),
    (models.EmailField, _email),
    ((models.CharField, models.TextField), _Filling.text),
    (models.JSONField, _json),
    (ArrayField, _array),
    (SearchVectorField, lambda fill, field: SearchVector(Value(fill.marked(field.name)))),
    (VectorField, lambda _fill, _field: [1.0] + [0.0] * (DIMENSIONS - 1)),
    (models.UUIDField, lambda fill, field: uuid.uuid5(uuid.NAMESPACE_OID, f"{fill.pk}{field}")),
    (models.DateTimeField, lambda _fill, _field: timezone.now()),
    (models.DateField, lambda fill, _field: date(2020, 1, 1) + timedelta(fill.pk % 100)),
    (models.DecimalField, lambda _fill, _field: 1),
    (models.BooleanField, lambda _fill, field: ... if field.has_default() else False),
    (models.IntegerField, lambda _fill, _field: 1),
    (models.FloatField, lambda _fill, _field: 0.5),
]


def _ordered(found: list[type[models.Model]]) -> list[type[models.Model]]:
    """Those first at which others point."""
    done: list[type[models.Model]] = []
    while left := [model for model in found if model not in done]:
        ready = [model for model in left if not set(_targets(model)) & set(left)]
        done += ready or left
    return done


def _targets(model: type[models.Model]) -> Iterator[type[models.Model]]:
    for field in model._meta.concrete_fields:
        target = field.related_model
        if isinstance(target, type) and target is not model:
            yield target
