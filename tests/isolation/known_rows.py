"""What the columns of some models must hold so that screens and constraints accept the row."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from helpdesk.backtests.packing import pack
from tests.cast import PASSWORD

# Django's own bookkeeping, filled by migrations and without a text of anybody's.
NOT_OURS = {"contenttypes.ContentType", "auth.Permission", "auth.Group", "auth.Group_permissions"}
# Made by the world, because their content is signed.
NOT_OURS |= {"sessions.Session"}
ONE_ROW = {
    *("brand.Brand", "assistant.AssistantSettings", "surveys.Survey", "widget.WidgetSettings"),
    *("recovery.RecoverySettings", "escalation.Brief", "backtests.CostOfError"),
    "routing.RoutingSettings",
    "searching.Progress",
}
# The same key opens every company's API as its own: only the host can tell them apart.
TWIN_KEY = "hr_twin" + "k" * 40

Marked = Callable[..., str]
Said = dict[str, Any]


def said_of(label: str, marked: Marked, *, is_twin: bool) -> Said:
    """Columns of a row of the model with this label, by name; ``...`` leaves it to the default."""
    say = _SAID.get(label)
    return say(marked, is_twin) if say else {}


@lru_cache(maxsize=1)
def _password() -> str:
    """One for all: a session's own hash is made of it, so that sessions can be twins too."""
    return make_password(PASSWORD)


def stored(words: str, *, folder: str) -> str:
    """The name of a new file of the bound company's that holds these words."""
    content = ContentFile(b"\x89PNG\r\n\x1a\n" + words.encode())
    return default_storage.save(f"{folder}/file.png", content)


def _agent(_marked: Marked, is_twin: bool) -> Said:
    return {"password": _password(), "role": "owner" if is_twin else "agent", "locale": "en"}


def _token(_marked: Marked, is_twin: bool) -> Said:
    alive: Said = {"expires_at": None, "revoked_at": None, "last_used_at": None}
    if not is_twin:
        return alive
    digest = hashlib.sha256(TWIN_KEY.encode()).hexdigest()
    return {"digest": digest, "prefix": TWIN_KEY[:9], **alive}


def _article(marked: Marked, _is_twin: bool) -> Said:
    body = f"{marked('body')}\n\nRefunds reach the card of the customer within five working days."
    alone: Said = {"review_by": None, "language": "en", "translation_of_id": None}
    return {"status": "approved", "body": body, **alone}


def _conversation(_marked: Marked, _is_twin: bool) -> Said:
    none: Said = {"merged_into_id": None}
    return {"status": "open", "head": 1, "fence": 0, "contact_seen": 0, "agent_seen": 0, **none}


def _message(_marked: Marked, _is_twin: bool) -> Said:
    return {"author": "contact", "cid": None, "trigger_seq": None, "redacted_at": None}


def _attachment(marked: Marked, _is_twin: bool) -> Said:
    files = {name: stored(marked(name), folder="chat") for name in ("stored", "preview")}
    return {"state": "sent", "author": "contact", "media": "text/plain", **files}


def _history(marked: Marked, _is_twin: bool) -> Said:
    words = marked("changes")
    changes = {"name": [words, words]}
    return {"changes": changes, "changes_text": json.dumps(changes), "cid": None, "action": 1}


def _turn(marked: Marked, _is_twin: bool) -> Said:
    source = {"id": "1", "title": marked("sources"), "url": "", "quote": marked("sources")}
    decision = {name: marked("decision") for name in ("trigger", "rule_name", "reason")}
    claim = {"text": marked("claims"), "passages": [1], "problem": ""}
    found = {"sources": [source], "claims": [claim], "decision": decision}
    return {**found, "outcome": "answered", "reply_seq": 1}


def _held(marked: Marked, _is_twin: bool) -> Said:
    due = timezone.now() + timedelta(days=1)
    kept: Said = {"pledges": [], "offer": None, "steps": {"note": marked("kept")}, "macros": []}
    return {"kind": "scheduled", "due_at": due, "files": [], "kept": kept, "why": ""}


def _promise(_marked: Marked, _is_twin: bool) -> Said:
    # Not due yet: what its end owes in turn would be work of nobody's in this walk.
    due = timezone.now() + timedelta(days=1)
    open_still: Said = dict.fromkeys(("kept_at", "broken_at", "closed_at"))
    return {"kind": "callback", "state": "open", "made_by": "agent", "due_at": due, **open_still}


_SAID: dict[str, Callable[[Marked, bool], Said]] = {
    "agents.Agent": _agent,
    "api.ApiToken": _token,
    "knowledge.Article": _article,
    "knowledge.CollectionWords": lambda _marked, _is_twin: {"language": "en"},
    "knowledge.Sketch": lambda _marked, _is_twin: {"bands": [1, 2]},
    "knowledge.Site": lambda marked, _is_twin: {"url": f"https://{marked('url', 30)}.example/"},
    "knowledge.ImportItem": lambda marked, _is_twin: {
        "stored": stored(marked("stored"), folder="originals"),
        "outcome": "new",
    },
    "knowledge.Snippet": lambda _marked, _is_twin: {"language": "en"},
    "knowledge.Passage": lambda _marked, _is_twin: {"snippet_id": None, "config": "english"},
    "knowledge.Term": lambda marked, _is_twin: {
        "config": "english",
        "lexeme": marked("lexeme", 30),
    },
    "composing.Draft": lambda _marked, _is_twin: {"files": [], "macros": []},
    "composing.HeldReply": _held,
    "composing.Macro": lambda marked, _is_twin: {
        "shared": "everyone",
        "steps": {"reply": marked("steps")},
    },
    "escalation.RiskTopic": lambda marked, _is_twin: {"label": marked("label", 80), "signal": ""},
    "escalation.Brief": lambda _marked, _is_twin: {"sources": []},
    "escalation.PolicyVersion": lambda marked, _is_twin: {"content": {"job": marked("content")}},
    "escalation.EscalationRule": lambda marked, _is_twin: {
        "trigger": "risk_topic",
        "conditions": [{"what": "page", "value": marked("conditions", 200), "name": ""}],
        "offers": ["callback"],
    },
    "escalation.Backtest": lambda _marked, _is_twin: {"state": "finished", "source": "own"},
    "copilot.Suggestion": lambda _marked, _is_twin: {"kind": "reply", "outcome": ""},
    "handoff.HandoffJudgement": lambda marked, _is_twin: {
        "judged": "right",
        "said": {"judged": {"agent": marked("said", 40), "at": "2026-01-01T00:00"}},
    },
    "backtests.PastPart": lambda _marked, _is_twin: {"content": pack([])},
    "backtests.Run": lambda _marked, _is_twin: {"sums": {}},
    "backtests.Changed": lambda _marked, _is_twin: {"kind": "only_new", "number": 0},
    "backtests.CostOfError": lambda _marked, _is_twin: {"ticket": 1, "failure": 5, "risk": 3},
    "evaluation.QuestionSet": lambda marked, _is_twin: {
        "questions": [
            {"question": marked("questions"), "history": [], "relevant": [], "answerable": False}
        ],
    },
    "evaluation.Asked": lambda marked, _is_twin: {"way": marked("way", 16), "number": 0},
    "conversations.Conversation": _conversation,
    "conversations.Message": _message,
    "conversations.Attachment": _attachment,
    "assistant.Turn": _turn,
    "assistant.Disclosure": lambda _marked, _is_twin: {"is_forgotten": False},
    "assistant.AssistantSettings": lambda _marked, _is_twin: {"base_url": "scripted:"},
    "auditlog.LogEntry": _history,
    "recovery.Promise": _promise,
    "recovery.RecoveryCase": lambda marked, _is_twin: {
        **{"state": "detected", "failure": "upset", "outcome": "", "root_cause": ""},
        "signs": [{"failure": "upset", "why": marked("signs"), "at": ""}],
    },
    "recovery.FirstReply": lambda _marked, _is_twin: {"result": "", "sent_at": None},
    "recovery.RecoverySettings": lambda _marked, _is_twin: {"time_zone": "Europe/Berlin"},
    "routing.BusinessHours": lambda _marked, _is_twin: {
        "time_zone": "Europe/Berlin",
        "week": "Mon-Sun 0:00-24:00",
        "holidays": "",
    },
    "routing.TeamQueue": lambda _marked, _is_twin: {"way": "by_hand", "says_when_empty": False},
    "routing.Availability": lambda _marked, _is_twin: {"state": "offline"},
    "routing.SlaPolicy": lambda _marked, _is_twin: {"priority": "", "is_on": False},
    "routing.Deadline": lambda _marked, _is_twin: {"kind": "resolution", "alarm_at": None},
    "routing.Wait": lambda _marked, _is_twin: {"outcome": "joined", "answer_by": None},
    "filing.Mention": lambda _marked, _is_twin: {"seen_at": None},
    "selecting.SavedView": lambda _marked, _is_twin: {
        **{"audience": "everyone", "team_id": None, "filters": {"view": ["open"]}},
    },
    "surveys.Response": lambda _marked, _is_twin: {"kind": "csat", "score": 5, "skipped": False},
    "surveys.Invitation": lambda _marked, _is_twin: {"kind": "csat"},
    "widget.WidgetSettings": lambda marked, _is_twin: {
        "allowed_origins": f"https://{marked('allowed_origins', 30)}.example",
        "previous_until": None,
    },
}
