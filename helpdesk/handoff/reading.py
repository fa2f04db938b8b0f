"""Reads a prepared case of any version as one of the current shape."""

from typing import Any

from helpdesk.handoff.summarising import summary_of

Package = dict[str, Any]

_EMPTY: Package = {
    "v": 1,
    "goal": {"text": "", "latest": ""},
    "wanted": {},
    "category": {},
    "urgency": {},
    "mood": {},
    "said": [],
    "identifiers": [],
    "details": [],
    "rule": {},
    "tried": [],
    "sources": [],
    "contact": {},
    "completeness": {},
    "question": {},
    "pointed": {},
    "way": {},
    "page": {},
    "language": "",
    "files": [],
    "transcript": [],
    "times": {},
    "next_step": "",
}


def current(package: Package) -> Package:
    """The same case with every key of version 3, and its ``summary`` (at most 120 words).

    What its version did not hold is empty.
    """
    read = {**_EMPTY, **package}
    if "missing" in package and not read["completeness"]:
        missing = [{"field": name, "label": name} for name in package["missing"]]
        read["completeness"] = {"missing": missing}
    return {**read, "summary": summary_of(read)}
