"""How much of what a person needs is known, what is missing, and the one thing worth asking."""

from typing import Any, Final

from helpdesk.handoff.needs import FIELDS, Field, Known, may_ask, needs_of

# What is only good to have is not worth the customer's time.
_WORTH_A_QUESTION: Final = 2


def completeness(category: str, known: Known) -> dict[str, Any]:
    """``{score, missing: [{field, label}]}``: the weighed share from 0 to 1, and the heaviest gap
    first."""
    needs = needs_of(category)
    lacking = [
        FIELDS[name]
        for name in needs
        if name != known.answered and not FIELDS[name].is_known(known)
    ]
    lacking.sort(key=lambda field: -needs[field.name])
    score = 1 - sum(needs[field.name] for field in lacking) / sum(needs.values())
    missing = [{"field": field.name, "label": field.label} for field in lacking]
    return {"score": round(score, 2), "missing": missing}


def question_for(package: dict[str, Any]) -> dict[str, Any]:
    """``{field, label, words, answer}``, or nothing where nothing is worth a question.

    How to reach the contact is no question of the assistant's: the chat asks for it with the
    ways to be reached.
    """
    category = package["category"]["name"]
    missing = [FIELDS[one["field"]] for one in package["completeness"]["missing"]]
    field = next((one for one in missing if _is_worth_it(one, category)), None)
    if field is None or not may_ask(category):
        return {}
    return {
        "field": field.name,
        "label": field.label,
        "words": field.question(package["language"]),
        "answer": "",
    }


def _is_worth_it(field: Field, category: str) -> bool:
    return bool(field.english) and needs_of(category)[field.name] >= _WORTH_A_QUESTION
