"""What beat brings about, and how often, in seconds."""

from typing import Any, Final

SCHEDULE: Final[dict[str, dict[str, Any]]] = {
    "purge": {"task": "work.purge", "schedule": 3600.0},
    "purge-uploads": {"task": "conversations.purge_uploads", "schedule": 6 * 3600.0},
    "gaps": {"task": "insights.gaps_everywhere", "schedule": 3600.0},
    "read-sites": {"task": "knowledge.read_sites", "schedule": 3600.0},
    "notice-what-was-said": {"task": "searching.notice", "schedule": 3.0},
    "look-after-search": {"task": "searching.look_after", "schedule": 3600.0},
    "look-after-articles": {"task": "knowledge.look_after", "schedule": 24 * 3600.0},
}
