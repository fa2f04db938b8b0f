"""Keep what ``manage.py evaluate`` measured in a workspace, whose admin draws it over time."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils import timezone

from helpdesk.evaluation.models import MAX_SUBJECT, Evaluation
from helpdesk.evaluation.standing import digest_of, standing


def keep(part: str, options: Mapping[str, Any], figures: Mapping[str, Any]) -> Evaluation:
    """One more evaluation of the bound workspace, done. ``options`` as the command had them."""
    files = files_in(options)
    return Evaluation.objects.create(
        part=part,
        subject=", ".join(path.name for path in files)[:MAX_SUBJECT] or part,
        digest=digest_of(files),
        state=Evaluation.State.DONE,
        figures=dict(figures),
        configuration=standing(),
        finished_at=timezone.now(),
    )


def files_in(options: Mapping[str, Any]) -> list[Path]:
    """The files that were read, in the order of the options' names."""
    values = (options[name] for name in sorted(options))
    listed = (value if isinstance(value, list) else [value] for value in values)
    return [one for values in listed for one in values if isinstance(one, Path) and one.is_file()]
