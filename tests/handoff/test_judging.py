"""Agents say of a hand-off how it was: each answer one click, revisable, by whom and when."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from helpdesk.agents.models import Agent
from helpdesk.conversations import redacting
from helpdesk.conversations.models import Conversation
from helpdesk.handoff import figures, judging
from helpdesk.handoff.distance import distance
from helpdesk.handoff.models import HandoffJudgement
from helpdesk.handoff.reading import current
from tests.api.conftest import Program, globex_program, program, program_of
from tests.cast import Company
from tests.inbox.conftest import Desk, adas, assisted, begin, bos, guss, waiting

__all__ = ["adas", "assisted", "begin", "bos", "globex_program", "guss", "program"]
__all__ += ["program_of", "waiting"]


def kept(desk: Desk) -> HandoffJudgement:
    with desk.company.bound():
        return HandoffJudgement.objects.get()


@pytest.mark.parametrize(
    ("question", "answer", "field"),
    [
        ("context", "lacking", "context"),
        ("moment", "too_late", "judged"),
        ("team", "wrong", "team"),
        ("summary", "accepted", "summary"),
    ],
)
def test_one_click_answers_a_question_and_another_takes_it_back(
    waiting: Conversation, bos: Desk, question: str, answer: str, field: str
) -> None:
    shown = bos.do("judge", waiting, question=question, answer=answer)
    assert shown.status_code == 200
    assert shown.content.decode().count('aria-pressed="true"') == 1
    assert "Bo Reyes" in shown.content.decode()
    assert getattr(kept(bos), field) == answer
    bos.do("judge", waiting, question=question, answer="")
    assert getattr(kept(bos), field) == ""
    assert kept(bos).said == {}


def test_the_last_word_counts_and_says_whose_it_is(
    waiting: Conversation, bos: Desk, adas: Desk
) -> None:
    bos.do("judge", waiting, question="team", answer="wrong")
    bos.do("judge", waiting, question="context", answer="enough")
    adas.do("judge", waiting, question="team", answer="right")
    judgement = kept(bos)
    assert (judgement.team, judgement.context, judgement.judged) == ("right", "enough", "")
    assert judgement.said["team"]["agent"] == "Ada Lind"
    assert judgement.said["context"]["agent"] == "Bo Reyes"
    assert "Ada Lind" in bos.open(waiting).content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"question": "colour", "answer": "red"},
        {"question": "moment", "answer": "red"},
        {"question": "summary", "answer": "edited"},
        {},
    ],
)
def test_what_is_not_on_the_card_is_refused(
    waiting: Conversation, bos: Desk, fields: dict[str, str]
) -> None:
    assert bos.do("judge", waiting, **fields).status_code == 422
    with bos.company.bound():
        assert not HandoffJudgement.objects.exists()


def test_nothing_is_judged_where_nothing_was_handed_over(assisted: Conversation, bos: Desk) -> None:
    assert bos.do("judge", assisted, question="team", answer="right").status_code == 422


def test_without_scripts_the_thread_comes_back(waiting: Conversation, bos: Desk) -> None:
    address = bos.address("judge", waiting)
    gone = bos.client.post(address, {"question": "team", "answer": "right"})
    assert gone.status_code == 302
    assert kept(bos).team == "right"


def test_a_summary_in_other_words_is_kept_with_how_far_it_is(
    acme: Company, waiting: Conversation, bos: Desk, bo: Agent
) -> None:
    with acme.bound():
        handoff = waiting.handoffs.get()
        ours = current(handoff.package)["summary"]
    bos.do("judge_summary", waiting, words=ours)
    assert (kept(bos).summary, kept(bos).summary_distance) == ("accepted", 0.0)
    bos.do("judge_summary", waiting, words=f"{ours} Soon")
    edited = kept(bos)
    assert edited.summary == "edited"
    assert edited.summary_distance == round(1 / (len(ours.split()) + 1), 3)
    shown = bos.do("judge_summary", waiting, words="Wants another rate, quickly.")
    assert kept(bos).summary == "rewritten"
    assert "Wants another rate, quickly." in shown.content.decode()
    assert 'data-text="Wants another rate, quickly."' in bos.open(waiting).content.decode()
    with acme.bound(), pytest.raises(ValidationError):
        judging.correct_summary(waiting.pk, " ", by=bo)
    assert bos.do("judge_summary", waiting, words="w" * 2_001).status_code == 422


def test_what_was_redacted_lingers_in_no_summary(
    acme: Company, waiting: Conversation, bos: Desk, bo: Agent
) -> None:
    bos.do("judge_summary", waiting, words="VAT rate, my words")
    with acme.bound():
        redacting.redact(waiting.pk, waiting.messages.filter(kind="message")[0].seq, by=bo)
    assert kept(bos).summary_words == ""
    assert kept(bos).summary == "rewritten"


def test_nobody_else_judges(waiting: Conversation, guss: Desk) -> None:
    assert guss.do("judge", waiting, question="team", answer="right").status_code == 404
    assert guss.client.get(guss.address("may", waiting)).status_code == 404


def test_the_card_says_what_the_assistant_may_do_once_it_is_given_back(
    waiting: Conversation, bos: Desk
) -> None:
    shown = bos.client.get(bos.address("may", waiting)).content.decode()
    for words in ("What it never improvises on", "It hands over again", "notes it does not see"):
        assert words in shown
    assert bos.address("give_back", waiting) in shown


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("", "", 0.0), ("a b c", "a b c", 0.0), ("a b c d", "a c d", 0.25), ("a b", "x y z", 1.0)],
)
def test_the_distance_counts_words(one: str, other: str, apart: float) -> None:
    assert distance(one, other) == distance(other, one) == apart


def test_the_figures_count_each_question_where_it_was_answered(
    acme: Company,
    waiting: Conversation,
    bos: Desk,
    adas: Desk,
    program: Program,
    globex_program: Program,
) -> None:
    bos.do("judge", waiting, question="moment", answer="right")
    bos.do("judge", waiting, question="team", answer="wrong")
    with acme.bound():
        (week,) = figures.weeks()
    assert week.handoffs == 1
    assert week.answers["moment"] == {"too_early": 0, "right": 1, "too_late": 0}
    assert (week.answered("team"), week.answered("context")) == (1, 0)
    page = adas.client.get(reverse("admin:handoff_handoffjudgement_over_time"))
    assert "1 of 1" in page.content.decode()
    as_csv = adas.client.get(reverse("admin:handoff_handoffjudgement_over_time"), {"csv": ""})
    assert "moment_right" in as_csv.content.decode()
    told = program.get("handoff-verdicts/weeks").json()["items"]
    assert told[0]["answers"]["team"] == {"right": 0, "wrong": 1}
    (one,) = program.get("handoff-verdicts?team=wrong").json()["items"]
    assert one["moment"] == "right"
    assert one["said"]["team"]["agent"] == "Bo Reyes"
    assert program.get("handoff-verdicts?team=right").json()["items"] == []
    assert globex_program.get("handoff-verdicts").json()["items"] == []
