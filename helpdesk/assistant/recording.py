"""Write down a turn, whole enough to come to the same decision again."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from escalation.deciding import Decision, Exchange, Facts, Moment, Signal, TopicFound
from escalation.facts.values import Circumstances
from escalation.policy.values import PolicySpec
from escalation.rulebook import UNPUBLISHED, Policy
from helpdesk.assistant.case import Case, Finding
from helpdesk.assistant.grounding import Claim
from helpdesk.assistant.models import Turn
from knowledge.retrieving import Hit

_SIGNALS = (
    *("asks_for_person", "sentiment", "rephrased"),
    *("repeated_answer", "repeated_question", "promised_person"),
)


def record(
    case: Case, finding: Finding, *, outcome: str, reply_seq: int | None, took_ms: int
) -> Turn:
    """The row of this turn. One per message: a repeated job finds its case closed."""
    answer = finding.answer
    return Turn.objects.create(
        conversation_id=case.conversation_id,
        trigger_seq=case.seq,
        reply_seq=reply_seq,
        outcome=outcome,
        question=case.question,
        answer=answer.text,
        sources=answer.data["sources"],
        passages=[_passage(hit) for hit in answer.hits],
        confidence=finding.facts.confidence,
        grounded=answer.grounded,
        claims=[_claim(claim, answer.hits) for claim in answer.claims],
        suspicion=answer.suspicion.score,
        suspicious_words=list(answer.suspicion.words),
        model=answer.call.name,
        model_problem=answer.call.problem[:200],
        model_ms=answer.call.milliseconds,
        tokens=answer.call.tokens,
        cost=answer.call.cost,
        took_ms=took_ms,
        **basis(finding, case.policy),
    )


def basis(finding: Finding, policy: Policy) -> dict[str, Any]:
    """The fields of a turn from which its decision can be made again."""
    return {
        "facts": asdict(finding.facts),
        "rules": [asdict(rule) for rule in policy.spec.rules],
        "heat": asdict(policy.spec.heat),
        "policy_version": policy.number,
        "moment": finding.moment,
        "decision": asdict(finding.decision) if finding.decision else None,
    }


def replay(turn: Turn) -> Decision | None:
    """Decide again on what the turn saw, by the policy of its time, which the decision names.

    A hand-off because the assistant is off has no rule behind it, and replays as None.
    """
    spec = PolicySpec.from_json({"rules": turn.rules, "heat": turn.heat})
    policy = Policy(turn.policy_version or UNPUBLISHED, spec)
    return policy.decide(facts_of(turn.facts), Moment(turn.moment))


def facts_of(kept: dict[str, Any]) -> Facts:
    """Facts that a turn has kept. JSON knows lists and dictionaries: each gets its own type."""
    # A turn of an older release has no facts that were not heard then.
    typed: dict[str, Any] = {name: _signal(kept[name]) for name in _SIGNALS if name in kept}
    typed["history"] = tuple(Exchange(**one) for one in kept["history"])
    typed["topics"] = tuple(
        TopicFound(**{**one, "words": tuple(one["words"])}) for one in kept["topics"]
    )
    typed["about"] = Circumstances(**kept.get("about", {}))
    typed["course"] = tuple(kept.get("course", ()))
    typed["signals"] = {name: _signal(one) for name, one in kept.get("signals", {}).items()}
    typed["failures"] = tuple(kept["failures"])
    typed["asked"] = tuple(kept.get("asked", ()))
    return Facts(**{**kept, **typed})


def _signal(kept: dict[str, Any]) -> Signal:
    return Signal(kept["score"], tuple(kept["words"]), tuple(kept.get("kinds", ())))


def _claim(claim: Claim, hits: Sequence[Hit]) -> dict[str, Any]:
    """A sentence with the passages it names, by their own numbers."""
    passages = [hits[place].passage_id for place in claim.places]
    return {"text": claim.text, "passages": passages, "problem": claim.problem}


def _passage(hit: Hit) -> dict[str, Any]:
    return {
        "passage": hit.passage_id,
        "title": hit.article_title,
        "heading": hit.heading_path,
        "score": round(hit.score, 4),
        "similarity": round(hit.similarity, 3),
        "coverage": round(hit.coverage, 3),
    }
