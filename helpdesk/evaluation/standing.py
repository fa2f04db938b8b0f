"""How things stand when something is measured: what may have moved a figure since last time."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from escalation.rulebook import current_policy
from helpdesk.assistant.answering.confidence import WEIGHTS
from helpdesk.assistant.models import AssistantSettings
from helpdesk.console.trusting import limit_now
from knowledge.embeddings import TOKENIZER
from knowledge.models import Article, Passage

_SHORT = 12
# A question of a set says nothing of who asks it, from where, and when.
LEFT_ASIDE = "rules with conditions, left aside"


def standing() -> dict[str, Any]:
    """Of the bound workspace, in five statements, whatever its size but for two counts."""
    settings, policy = AssistantSettings.current(), current_policy()
    bound = sum(bool(rule.conditions) for rule in policy.spec.rules)
    return {
        "approved articles": Article.objects.approved().count(),
        "passages": Passage.objects.count(),
        "answers from": round(limit_now(), 3),
        "policy": policy.number,
        "rules": len(policy.spec.rules),
        **({LEFT_ASIDE: bound} if bound else {}),
        "model": settings.model or "none",
        "embedding model": TOKENIZER.split("/")[2],
        "weights of the confidence": digest_of([WEIGHTS])[:_SHORT],
    }


def digest_of(paths: Iterable[Path]) -> str:
    """The same for the same bytes in the same order, whatever the files are called."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def moved(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """``(what, before, now)`` of all that differs."""
    names = [*now, *(name for name in before if name not in now)]
    return [
        (name, before.get(name, ""), now.get(name, ""))
        for name in names
        if before.get(name) != now.get(name)
    ]
