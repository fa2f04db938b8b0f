"""Opens a company's workspace and makes it look as if people had worked there for years."""

from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from escalation.models import EscalationRule, PolicyVersion, RiskTopic, Team
from escalation.ordering import STEP
from escalation.policy.publishing import put_in_force
from helpdesk.agents.models import Agent
from helpdesk.demo import cast
from helpdesk.demo.cast import Company, Person, Rule
from helpdesk.demo.past.world import label
from knowledge import publishing
from knowledge.models import Article, Collection
from tenants.brand.models import GREETING, Brand
from tenants.context import in_public
from tenants.models import Tenant
from tenants.provisioning import Opening, open_tenant


def workspace(company: Company) -> Tenant:
    """The company's tenant, opened as any other if it is not there yet."""
    with in_public():
        known = Tenant.objects.filter(slug=company.slug).first()
        return known or open_tenant(
            Opening(
                slug=company.slug,
                name=company.name,
                owner_email=company.owner.email,
                owner_name=company.owner.name,
                owner_password=cast.password(),
            )
        )


@transaction.atomic
def furnish(company: Company) -> bool:
    """Brand, people and rules of the bound tenant, once: what was changed since stays changed.

    Returns whether anything was done.
    """
    if Brand.current().greeting != GREETING:
        return False
    _brand(company)
    # Hashing is slow on purpose; everybody has the same password, so once is enough.
    password = make_password(cast.password())
    for person in company.people:
        _person(person, password)
    if company.rules:
        _teams(company)
        _topics(company)
        _rules(company)
        _publish(company)
        _make_room()
    return True


def _publish(company: Company) -> None:
    """The rules ran before the conversations that tell of them; a draft has begun since."""
    owner = Agent.objects.get(email=company.owner.email)
    version = put_in_force("How we work", owner)
    before = timezone.now() - timedelta(days=14)
    PolicyVersion.objects.filter(number__lte=version.number).update(published_at=before)
    for name, change in company.draft.items():
        EscalationRule.objects.filter(name=name).update(**change)


def _make_room() -> None:
    """The companies have shelves of their own, and an article on how to reach them."""
    for sample in Article.objects.approved().filter(external_id=None):
        publishing.archive(sample.pk)
    Collection.objects.all().delete()


def _brand(company: Company) -> None:
    look = {**company.brand, "locale": company.brand["locale"][:2]}
    Brand.objects.update_or_create(id=1, defaults=look)


def _person(person: Person, password: str) -> None:
    known = Agent.objects.filter(email__iexact=person.email).first()
    agent = known or Agent(email=person.email)
    agent.password = password
    agent.name, agent.role, agent.colour = person.name, person.role, person.colour
    agent.save()


def _teams(company: Company) -> None:
    for name, is_default in company.teams.items():
        team = Team.objects.filter(is_default=True).first() if is_default else None
        team = team or Team.objects.get_or_create(name=name)[0]
        team.name = name
        team.save()
        members = [person.email for person in company.people if name in person.teams]
        team.members.set(Agent.objects.filter(email__in=members))


def _topics(company: Company) -> None:
    RiskTopic.objects.all().delete()
    RiskTopic.objects.bulk_create(
        RiskTopic(name=name, label=label(name), words="\n".join(words), is_never_improvised=True)
        for name, words in company.topics.items()
    )


def _rules(company: Company) -> None:
    EscalationRule.objects.all().delete()
    teams = {team.name: team for team in Team.objects.all()}
    topics = {topic.name: topic for topic in RiskTopic.objects.all()}
    for place, rule in enumerate(company.rules, start=1):
        _rule(rule, place * STEP, teams[rule.team], topics.get(rule.topic))


def _rule(rule: Rule, position: int, team: Team, topic: RiskTopic | None) -> None:
    EscalationRule.objects.create(
        position=position,
        name=rule.name,
        is_on=rule.on,
        trigger=rule.trigger,
        topic=topic,
        threshold=rule.threshold,
        words=rule.words,
        team=team,
        priority=rule.priority,
    )
