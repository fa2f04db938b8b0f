"""Rows are the draft; what was published runs, and comes back whole."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib import import_module
from threading import Barrier, BrokenBarrierError
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from escalation.models import Backtest, Brief, EscalationRule, PolicyVersion, RiskTopic, Team
from escalation.policy import publishing
from escalation.policy.drafting import draft
from escalation.policy.publishing import Publication, discard_draft, publish, roll_back
from escalation.policy.values import PolicySpec
from escalation.rulebook import UNPUBLISHED, current_policy
from escalation.rules import Trigger
from helpdesk.agents.models import Agent
from tests.cast import Company
from tests.policies import replayed


def edit() -> None:
    """A bit of everything, as an admin may do it in the forms."""
    billing = Team.objects.create(name="Billing")
    EscalationRule.objects.filter(name="Legal question").update(team=billing, words="Careful.")
    EscalationRule.objects.filter(name="Asks for a person").update(position=1)
    EscalationRule.objects.filter(name="Upset customer").update(threshold=-0.4)
    EscalationRule.objects.filter(name="Personal data").delete()
    EscalationRule.objects.create(name="Unsure", trigger=Trigger.LOW_CONFIDENCE, threshold=0.7)
    RiskTopic.objects.filter(name="fault").update(is_on=False)
    RiskTopic.objects.create(name="strike", label="Strike", words="strike", threshold=0.7)
    Brief.objects.update_or_create(
        id=1, defaults={"job": "Helps.", "languages": "en, de", "sources": [7], "by_mood": 0.2}
    )
    replayed()


def test_a_new_tenant_begins_with_a_published_version_and_no_draft_beside_it(
    acme: Company,
) -> None:
    with acme.bound():
        policy = current_policy()
        assert policy.number == 1
        assert policy.spec == draft()
        assert len(policy.spec.rules) > 10


def test_the_policy_is_read_in_one_query(acme: Company) -> None:
    with acme.bound(), CaptureQueriesContext(connection) as queries:
        current_policy()
    assert len([query for query in queries if "SELECT" in query["sql"]]) == 1


def test_what_is_edited_runs_only_once_it_is_published(acme: Company, ada: Agent) -> None:
    with acme.bound():
        before = current_policy()
        edit()
        assert current_policy() == before
        done = publish("Billing has a team of its own", ada)
        assert (done.is_new, str(done)) == (True, "Version 2 is live.")
        assert current_policy() == (2, draft())
        kept = PolicyVersion.objects.get(number=2)
        assert (kept.author, kept.author_name, kept.note) == (
            ada,
            "Ada Lind",
            "Billing has a team of its own",
        )


def test_publishing_again_adds_nothing_and_says_who_was_first(acme: Company, ada: Agent) -> None:
    with acme.bound():
        edit()
        publish("First", ada)
        again = publish("Second", None)
        assert not again.is_new
        assert str(again).startswith("Nothing is left to publish: version 2, published by Ada Lind")
        assert PolicyVersion.objects.count() == 2


def test_of_two_who_publish_at_once_one_wins_and_the_other_is_told_who(
    acme: Company, ada: Agent, bo: Agent
) -> None:
    """Who has read the draft waits for the other to have read it too, which the lock forbids."""
    with acme.bound():
        edit()
    both = Barrier(2)

    def slowly() -> PolicySpec:
        spec = draft()
        with suppress(BrokenBarrierError):
            both.wait(timeout=0.7)
        return spec

    def at_once(agent: Agent) -> Publication:
        with acme.bound():
            try:
                return publish(f"By {agent.name}", agent)
            finally:
                connection.close()

    with mock.patch.object(publishing, "draft", slowly), ThreadPoolExecutor(2) as pool:
        won, lost = sorted(pool.map(at_once, (ada, bo)), key=lambda done: not done.is_new)
    assert (won.is_new, lost.is_new) == (True, False)
    assert won.version.number == lost.version.number == 2
    assert won.version.author_name in str(lost)


def test_a_draft_that_changed_since_it_was_looked_at_is_not_published(acme: Company) -> None:
    with acme.bound():
        edit()
        seen = draft().fingerprint()
        EscalationRule.objects.filter(name="Upset customer").update(threshold=-0.2)
        with pytest.raises(ValidationError, match="has changed since you looked at it"):
            publish("", None, seen=seen)
        replayed()
        assert publish("", None, seen=draft().fingerprint()).is_new


def test_a_draft_that_was_not_replayed_as_it_is_is_not_published(acme: Company) -> None:
    with acme.bound():
        edit()
        EscalationRule.objects.filter(name="Upset customer").update(threshold=-0.2)
        unlike = draft().fingerprint()
        for state in (Backtest.State.RUNNING, Backtest.State.FAILED, Backtest.State.CANCELLED):
            Backtest.objects.create(fingerprint=unlike, state=state)
        with pytest.raises(ValidationError, match="was not replayed over past conversations"):
            publish("", None)
        assert current_policy().number == 1
        replayed()
        assert publish("", None).is_new


def test_what_was_replayed_before_a_change_that_was_taken_back_is_fresh_again(
    acme: Company,
) -> None:
    with acme.bound():
        edit()
        EscalationRule.objects.filter(name="Upset customer").update(threshold=-0.2)
        EscalationRule.objects.filter(name="Upset customer").update(threshold=-0.4)
        assert publish("", None).is_new


def test_rolling_back_is_a_new_version_and_the_rows_say_the_same(acme: Company, ada: Agent) -> None:
    with acme.bound():
        before = current_policy().spec
        edit()
        publish("A mistake", ada)
        done = roll_back(1, ada)
        assert (done.version.number, done.version.restores_id) == (3, 1)
        assert current_policy().spec == draft() == before
        kept = EscalationRule.objects.get(name="Unsure")
        assert not kept.is_on, "switched off, not deleted"
        assert not roll_back(1, ada).is_new
        with pytest.raises(ValidationError, match="There is no version 9"):
            roll_back(9, ada)


def test_a_rule_for_a_team_that_is_gone_comes_back_for_the_default_team(
    acme: Company, ada: Agent
) -> None:
    with acme.bound():
        edit()
        publish("Billing", ada)
        Team.objects.filter(name="Billing").delete()
        roll_back(1, ada)
        roll_back(2, ada)
        rule = next(rule for rule in current_policy().spec.rules if rule.name == "Legal question")
        assert (rule.team_id, rule.words) == (None, "Careful.")


def test_a_discarded_draft_leaves_what_is_live(acme: Company) -> None:
    with acme.bound():
        edit()
        discard_draft()
        assert draft() == current_policy().spec
        assert current_policy().number == 1


def test_what_is_switched_off_stays_as_it_is(acme: Company) -> None:
    with acme.bound():
        off = EscalationRule.objects.create(
            name="Shelved", trigger=Trigger.SHOUTING, words="Later.", position=3, is_on=False
        )
        assert draft() == current_policy().spec
        edit()
        discard_draft()
        assert EscalationRule.objects.get(pk=off.pk).words == "Later."


def test_a_topic_that_is_never_improvised_needs_no_rule(acme: Company) -> None:
    with acme.bound():
        EscalationRule.objects.filter(name="Legal question").update(is_on=False)
        spec = draft()
        assert spec.rules[-1].name == "Never improvise: Legal"
        assert "Legal" in spec.never_topics
        replayed()
        publish("", None)
        roll_back(1, None)
        roll_back(2, None)
        assert draft() == spec
        assert not EscalationRule.objects.filter(name__startswith="Never").exists()


def test_without_any_version_the_rows_hold(acme: Company) -> None:
    with acme.bound():
        PolicyVersion.objects.all().delete()
        assert current_policy() == (UNPUBLISHED, draft())


def test_the_migration_publishes_what_a_tenant_had(acme: Company) -> None:
    moving = import_module("helpdesk.assistant.migrations.0005_let_turns_name_their_policy")
    with acme.bound(), connection.cursor() as cursor:
        edit()
        Brief.objects.all().delete()
        PolicyVersion.objects.all().delete()
        cursor.execute(
            "INSERT INTO assistant_assistantsettings (id, is_on, job, tone, min_confidence, "
            "base_url, api_key, model) VALUES (1, true, ' Helps. ', 'Calm', 0.4, '', '', '')"
        )
        RiskTopic.objects.update(is_never_improvised=False)
        cursor.execute(moving.MOVE_THE_BRIEF)
        for _ in range(2):
            cursor.execute(moving.PUBLISH_WHAT_RUNS)
        number, spec = current_policy()
        assert (number, spec.job, spec.min_confidence) == (1, "Helps.", 0.4)
        assert spec == draft()
        cursor.execute("UPDATE assistant_assistantsettings SET job = ''")
        cursor.execute(moving.MOVE_IT_BACK)
        cursor.execute("SELECT btrim(job) FROM assistant_assistantsettings")
        assert cursor.fetchone() == ("Helps.",)
