"""No assistant can keep a customer: ten thousand dialogues against one that tries to.

The assistant loops, rewords, refuses, breaks, promises, flatters, invents, guesses, asks back for
ever, wanders off, or all of it in turn; the rulebook is any that the form lets through, often
none. Every dialogue runs through the decisions of a real turn (tests/assistant/adversary.py).
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from types import ModuleType

import pytest

from escalation import deciding
from escalation.deciding import Facts, RuleSpec, Signal, decide
from escalation.facts import gather, repetition
from escalation.policy.values import PolicySpec
from escalation.rulebook import Policy
from escalation.rules import HEAT_LIMITS, LIMITS, Heat, Moment, Priority, Trigger
from helpdesk.assistant import case
from tests.assistant.adversary import Dialogue, assistants_say, play
from tests.assistant.lures import ASSISTANTS, Draw

DIALOGUES = 10_000
RulesOf = Callable[[random.Random], list[RuleSpec]]


def rulebook(dice: random.Random) -> list[RuleSpec]:
    """Any rules that the form lets through; none at all in a third of the cases."""
    return [_rule(dice) for _ in range(dice.choice((0, 0, 1, 2, 4, 6)))]


def no_rules(_dice: random.Random) -> list[RuleSpec]:
    return []


def _heat(dice: random.Random) -> Heat:
    """Any amounts that the form lets through; quite often the usual ones."""
    if dice.random() < 0.5:
        return Heat()
    drawn = {name: dice.uniform(one.low, one.high) for name, one in HEAT_LIMITS.items()}
    return Heat(**{**drawn, "fewer_attempts": round(drawn["fewer_attempts"])})  # type: ignore[arg-type]


def _rule(dice: random.Random) -> RuleSpec:
    trigger = dice.choice(list(Trigger))
    limits, threshold = LIMITS.get(trigger), None
    if limits and dice.random() < 0.7:
        drawn = dice.uniform(limits.low, limits.high)
        threshold = float(round(drawn)) if limits.whole else drawn
    return RuleSpec(
        name="A rule",
        trigger=trigger,
        words=dice.choice(("", " ", "A person will reply to you here.")),
        threshold=threshold,
        priority=dice.choice(list(Priority)),
    )


def played(
    patch: pytest.MonkeyPatch, rules_of: RulesOf = rulebook, dialogues: int = DIALOGUES
) -> Iterator[Dialogue]:
    """Dialogue after dialogue, the same ones each time."""
    with assistants_say(patch) as assistant_is:
        for seed in range(dialogues):
            yield _one(seed, rules_of, assistant_is)


def breaks(patch: pytest.MonkeyPatch, broken: str) -> bool:
    """Whether a dialogue without any rules breaks this promise; looks no further than that."""
    return any(broken in dialogue.broken for dialogue in played(patch, no_rules))


def _one(
    seed: int,
    rules_of: RulesOf,
    assistant_is: Callable[[Dialogue, Draw], None],
) -> Dialogue:
    dice = random.Random(seed)
    spec = PolicySpec(rules=tuple(rules_of(dice)), heat=_heat(dice))
    dialogue = Dialogue(dice, Policy(1, spec))
    assistant_is(dialogue, dice.choice(ASSISTANTS))
    return play(dialogue, desperate=seed % 3 == 0)


@pytest.mark.parametrize("many", [1_000, pytest.param(DIALOGUES, marks=pytest.mark.proof)])
def test_dialogues_keep_nobody(monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    dialogues = list(played(monkeypatch, dialogues=many))
    assert len(dialogues) == many
    found = {seed: one.broken for seed, one in enumerate(dialogues) if one.broken}
    assert found == {}
    # The dialogues are worth the name: most go on for a while, and each kind of end is met.
    assert sum(len(one.stretch.tried) >= 2 for one in dialogues) > many / 4
    ends = Counter(one.decision.trigger for one in dialogues if one.decision)
    guaranteed = {rule.trigger for rule in deciding.GUARANTEE} - {Trigger.DEADLINE_MISSED}
    assert all(ends[trigger] > many / 500 for trigger in guaranteed), ends


# What breaks when a piece of the guarantee is taken out.
PIECES = {
    Trigger.ASKS_FOR_PERSON: "a request for a person was not granted",
    Trigger.FAILED_ATTEMPTS: "two failed answers did not bring a person",
    Trigger.REPHRASED_QUESTION: "a question asked twice was not given to a person",
    Trigger.PROMISED_PERSON: "a promise of a person was sent",
    Trigger.REPEATED_ANSWER: "an answer was given twice",
    Trigger.REPEATED_QUESTION: "the assistant asked back for ever",
    Trigger.LOW_CONFIDENCE: "an answer was sent that names no source or is not backed",
}


@pytest.mark.parametrize("piece", PIECES)
def test_without_any_piece_of_the_guarantee_somebody_is_kept(
    monkeypatch: pytest.MonkeyPatch, piece: Trigger
) -> None:
    """The control arm: the same dialogues, no rules, and one piece less."""
    left = tuple(rule for rule in deciding.GUARANTEE if rule.trigger is not piece)
    assert len(left) == len(deciding.GUARANTEE) - 1
    monkeypatch.setattr(deciding, "GUARANTEE", left)
    assert breaks(monkeypatch, PIECES[piece])


def test_without_the_guarantee_dialogues_go_on_past_their_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(deciding, "GUARANTEE", ())
    for broken in (*PIECES.values(), "the same was asked back twice", "went on past its limit"):
        assert breaks(monkeypatch, broken), broken


def test_every_piece_of_the_guarantee_has_its_control_arm() -> None:
    assert {rule.trigger for rule in deciding.GUARANTEE} == {*PIECES, Trigger.DEADLINE_MISSED}
    late = decide(Facts(deadline_missed=True), [], Moment.DEADLINE_MISSED)
    assert late is not None
    assert late.trigger is Trigger.DEADLINE_MISSED


@pytest.mark.parametrize(
    ("module", "name", "deaf", "broken"),
    [
        (case, "asks_in_words", lambda _: Signal(), PIECES[Trigger.ASKS_FOR_PERSON]),
        (gather, "promises_person", lambda _: Signal(), PIECES[Trigger.PROMISED_PERSON]),
        (repetition, "_lines", lambda _: {}, PIECES[Trigger.REPHRASED_QUESTION]),
        (repetition, "said_no_help", lambda _: "", PIECES[Trigger.FAILED_ATTEMPTS]),
    ],
)
def test_who_does_not_listen_keeps_somebody(
    monkeypatch: pytest.MonkeyPatch,
    module: ModuleType,
    name: str,
    deaf: Callable[[str], object],
    broken: str,
) -> None:
    """The control arm for what the guarantee hears by."""
    monkeypatch.setattr(module, name, deaf)
    assert breaks(monkeypatch, broken)
