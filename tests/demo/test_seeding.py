"""What lies in the database once the demo is seeded."""

from collections import Counter

from django.db.models import Count, F, Max

from escalation.models import EscalationRule, Team
from helpdesk.agents.models import Agent
from helpdesk.assistant import recording
from helpdesk.assistant.models import Turn
from helpdesk.conversations.models import LIVING, Contact, Conversation, Handoff, Message
from helpdesk.demo import cast
from helpdesk.recovery.models import FirstReply, Promise, RecoveryCase
from helpdesk.surveys.models import Response
from knowledge.models import Article, Audience, Passage, Snippet
from knowledge.search import search
from tenants.brand.models import Brand
from tenants.work.models import Job
from tests.cast import Company
from tests.demo.conftest import Demo

BUSY = ["acme", "globex"]
COUNTED = [Agent, Team, EscalationRule, Article, Passage, Snippet, Contact, Conversation, Message,
           Handoff, Turn, Response]  # fmt: skip


def test_each_company_has_a_help_centre_of_at_least_25_articles(demo: Demo) -> None:
    for slug in BUSY:
        with demo.companies[slug].bound():
            public = Article.objects.public()
            assert public.count() >= 25
            assert not public.filter(owner=None).exists()
            assert not public.filter(review_by=None).exists()
            assert Article.objects.approved().filter(audience=Audience.INTERNAL).exists()
            assert Article.objects.filter(status=Article.Status.DRAFT).exists()


def test_every_approved_article_can_be_found_at_once(demo: Demo) -> None:
    for slug in BUSY:
        with demo.companies[slug].bound():
            silent = Article.objects.approved().filter(passages=None)
            assert list(silent) == []


def test_companies_answer_the_same_question_from_their_own_articles(demo: Demo) -> None:
    for slug in BUSY:
        with demo.companies[slug].bound():
            found = search("How long do I have to ask for a refund?")
            ids = Article.objects.filter(public_id__in=[hit.public_id for hit in found])
            assert {
                str(name).partition("-")[0] for name in ids.values_list("external_id", flat=True)
            } == {slug}


def test_the_cast_can_log_in_with_its_roles_and_teams(demo: Demo) -> None:
    for company in cast.companies():
        with demo.companies[company.slug].bound():
            for person in company.people:
                agent = Agent.objects.get(email=person.email)
                assert (agent.name, agent.role) == (person.name, person.role)
                assert agent.check_password(cast.password())
                teams = agent.teams.values_list("name", flat=True)
                assert set(person.teams) <= set(teams)


def test_rules_stand_in_the_order_of_the_cast(demo: Demo) -> None:
    for slug in BUSY:
        with demo.companies[slug].bound():
            names = list(EscalationRule.objects.values_list("name", flat=True))
            assert names == [rule.name for rule in cast.company(slug).rules]


def test_the_newcomer_has_the_usual_rules_and_one_article_of_its_own(demo: Demo) -> None:
    with demo.companies["initech"].bound():
        assert Brand.current().name == "Initech"
        assert Conversation.objects.count() == 0
        assert EscalationRule.objects.count() > 5
        assert Article.objects.exclude(external_id=None).count() == 1


def test_over_three_hundred_conversations_with_every_outcome(demo: Demo) -> None:
    statuses: Counter[str] = Counter()
    for slug in BUSY:
        with demo.companies[slug].bound():
            statuses.update(Conversation.objects.values_list("status", flat=True))
            assert Handoff.objects.values("trigger").distinct().count() >= 6
            assert Response.objects.filter(kind="csat").values("score").distinct().count() >= 3
    assert statuses.total() >= 300
    assert set(statuses) == set(LIVING)


def test_every_log_is_whole_in_the_database(demo: Demo) -> None:
    for slug in BUSY:
        with demo.companies[slug].bound():
            counted = Conversation.objects.annotate(
                entries=Count("messages"), last=Max("messages__seq")
            )
            assert not counted.exclude(entries=F("head"), last=F("head")).exists()


def test_every_past_turn_replays_to_the_decision_of_its_day(demo: Demo) -> None:
    for slug in BUSY:
        with demo.companies[slug].bound():
            for turn in Turn.objects.all():
                again = recording.replay(turn)
                kept = turn.decision or {}
                assert (again.rule_name if again else None) == kept.get("rule_name")
                assert (again.team_id if again else None) == kept.get("team_id")


def test_nothing_of_one_company_is_found_at_the_other(demo: Demo) -> None:
    for slug, other in (("acme", "globex"), ("globex", "acme")):
        with demo.companies[slug].bound():
            assert not Contact.objects.filter(external_id__startswith=other).exists()
            assert not Article.objects.filter(external_id__startswith=other).exists()
            name = cast.company(other).name
            assert not Message.objects.filter(body__contains=name).exists()
            assert not Passage.objects.filter(text__contains=name).exists()


def test_nothing_is_owed_but_the_end_of_a_snooze_and_what_is_due_later(
    demo: Demo,
) -> None:
    for company in demo.companies.values():
        with company.bound():
            owed = Job.objects.filter(tenant=company.schema, done_at=None)
            clocks = {"recovery.promises_due", "routing.tick", "composing.send_held"}
            due = owed.filter(topic__in=clocks)
            topics = {"conversations.wake", *clocks}
            assert set(owed.values_list("topic", flat=True)) <= topics
            asleep = Conversation.objects.filter(status=Conversation.Status.SNOOZED)
            assert owed.count() - due.count() == asleep.count()


def test_a_second_seeding_adds_nothing(demo: Demo) -> None:
    before = {slug: _rows(company) for slug, company in demo.companies.items()}
    said = demo.seed_again()
    assert {slug: _rows(company) for slug, company in demo.companies.items()} == before
    assert "Acme Ledger: 0 conversations of the past week written" in said


def test_what_an_admin_has_changed_stays_changed(demo: Demo) -> None:
    globex = demo.companies["globex"]
    _set(globex, law_is_on=False, marco="Marco Q.")
    demo.seed_again()
    with globex.bound():
        assert not EscalationRule.objects.get(name="Law").is_on
        assert Agent.objects.get(email="marco@globex.example").name == "Marco Q."
    _set(globex, law_is_on=True, marco="Marco Quispe")


def _set(globex: Company, *, law_is_on: bool, marco: str) -> None:
    with globex.bound():
        EscalationRule.objects.filter(name="Law").update(is_on=law_is_on)
        Agent.objects.filter(email="marco@globex.example").update(name=marco)


def _rows(company: Company) -> dict[str, int]:
    with company.bound():
        return {model.__name__: model._default_manager.count() for model in COUNTED}


def test_the_past_has_promises_kept_and_broken_and_recoveries_at_every_stage(demo: Demo) -> None:
    with demo.companies["acme"].bound():
        states = set(Promise.objects.values_list("state", flat=True))
        assert states == {"open", "kept", "broken", "cancelled"}
        assert Promise.objects.filter(state="broken", closed_at=None).exists()
        owed_to_nobody = Promise.objects.filter(closed_at=None, conversation__is_spam=True)
        assert not owed_to_nobody.exists()
        stages = set(RecoveryCase.objects.values_list("state", flat=True))
        assert {"detected", "survey", "closed"} <= stages
        assert FirstReply.objects.exclude(sent_at=None).exists()
