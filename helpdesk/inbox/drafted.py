"""An agent's drafts as the composer's scripts read them."""

from collections.abc import Iterable
from typing import Any

from helpdesk.agents.models import Agent
from helpdesk.composing import macros
from helpdesk.composing.models import Draft, Macro
from helpdesk.conversations import attaching
from helpdesk.conversations.models import Attachment

Shown = dict[str, Any]


def shown(drafts: Iterable[Draft], agent: Agent) -> dict[str, Shown]:
    """By kind: ``{body, cid, files, macros, version, at}``, without what is there no more."""
    return {draft.kind: one(draft, agent) for draft in drafts}


def one(draft: Draft, agent: Agent) -> Shown:
    return {
        **written(draft, agent, draft.macros),
        "version": str(draft.version),
        "at": draft.updated_at.isoformat(),
    }


def written(row: Any, agent: Agent, used: Iterable[str]) -> Shown:
    """Text, files and macros of a draft or of a held reply; a statement for each that it has."""
    tray = attaching.Tray(row.conversation_id, f"agent:{agent.pk}")
    return {
        "body": row.body,
        "cid": str(row.cid),
        "files": [attaching.described(file) for file in _files(tray, row.files)],
        "macros": [_told(macro) for macro in _macros(agent, [*used])],
    }


def _files(tray: attaching.Tray, ids: list[str]) -> Iterable[Attachment]:
    waiting = tray.uploads.filter(public_id__in=ids, state=Attachment.State.UPLOADED)
    return sorted(waiting, key=lambda file: ids.index(file.public_id)) if ids else []


def _macros(agent: Agent, ids: list[str]) -> Iterable[Macro]:
    return Macro.objects.offered_to(agent).filter(public_id__in=ids) if ids else []


def _told(macro: Macro) -> Shown:
    along = macros.in_words(macros.along([macro]))
    return {"macro": macro.public_id, "name": macro.name, "along": along}
