"""Plans a company's past week: a pure function of the company, the time and a seed."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from helpdesk.demo.cast import Company
from helpdesk.demo.past import people, scenarios
from helpdesk.demo.past.chance import Dice
from helpdesk.demo.past.clock import Clock, StillGoingOn
from helpdesk.demo.past.diary import Diary
from helpdesk.demo.past.records import PastContact, PastConversation
from helpdesk.demo.past.scenarios import Case, Question
from helpdesk.demo.past.telling import ENDINGS, Teller
from helpdesk.demo.past.world import SITES, World

SEED = "handrail"
CONVERSATIONS = 170
# Of these, so many began within the last minutes: something is waiting and open at any time.
RECENT = 13
# How many are written cases; the others are questions. Of the recent ones more, for the inbox.
CASE_SHARE = 0.38
RECENT_CASE_SHARE = 0.7

_KEYS = uuid.UUID("6f0f6d1c-5f0e-4a53-9d0c-0d7c4b1f2a10")

# How busy an hour of the company's day is.
BUSY = {0: 1, 6: 2, 7: 4, 8: 9, 9: 12, 10: 12, 11: 11, 12: 7, 13: 9, 14: 11, 15: 10, 16: 9,
        17: 7, 18: 4, 19: 3, 20: 3, 21: 2, 22: 2}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plot:
    """What a conversation is going to be about."""

    scenario: Question | Case
    started_at: datetime


def plan(company: Company, now: datetime, seed: str = SEED) -> list[PastConversation]:
    """The company's last seven days before ``now``, oldest first."""
    dice = Dice(f"{seed}:{company.slug}")
    world = World(company, now)
    contacts = people.known_contacts(company.slug, Dice(company.slug))
    plots = sorted(_plots(world, dice), key=lambda plot: plot.started_at)
    return [
        _tell(plot, world, contacts, f"{seed}:{company.slug}:{number}")
        for number, plot in enumerate(plots)
    ]


def _plots(world: World, dice: Dice) -> list[Plot]:
    slug = world.company.slug
    recent = [
        Plot(_scenario(slug, dice, RECENT_CASE_SHARE), world.now - dice.minutes(1, 40))
        for _ in range(RECENT)
    ]
    return recent + [
        Plot(_scenario(slug, dice, CASE_SHARE), _some_time(world, dice))
        for _ in range(CONVERSATIONS - RECENT)
    ]


def _some_time(world: World, dice: Dice) -> datetime:
    """A moment of the last week, at a busy hour and seldom on a day off."""
    while True:
        day = world.now - timedelta(days=dice.whole(0, 7))
        hour = dice.weighted(BUSY)
        local = day.replace(hour=hour, minute=dice.whole(0, 59), second=dice.whole(0, 59))
        at = local - world.hours.from_utc
        inside = world.now - timedelta(days=7) < at < world.now - timedelta(minutes=75)
        if inside and (local.weekday() in world.hours.days or dice.chance(0.15)):
            return at


def _scenario(slug: str, dice: Dice, case_share: float) -> Question | Case:
    if dice.chance(case_share):
        cases = scenarios.cases(slug)
        return cases[dice.weighted({place: case.weight for place, case in enumerate(cases)})]
    asked = scenarios.questions(slug)
    return asked[dice.weighted({place: one.weight for place, one in enumerate(asked)})]


def _tell(plot: Plot, world: World, known: list[PastContact], seed: str) -> PastConversation:
    dice = Dice(seed)
    scenario, slug = plot.scenario, world.company.slug
    asking = people.visitor(slug, dice) if scenario.kind == "visitor" else dice.pick(known)
    conversation = PastConversation(
        scenario=scenario.id,
        public_id=dice.public_id(),
        client_key=uuid.uuid5(_KEYS, seed),
        contact=asking,
        page=_page(slug, scenario.page),
        locale=scenario.locale if isinstance(scenario, Case) else "en",
        started_at=plot.started_at,
    )
    words = people.stand_ins(asking, scenarios.crowd(slug), dice, world.now)
    clock = Clock(plot.started_at, world.now, dice)
    _perform(Teller(Diary(conversation, world, dice), clock, words), scenario, dice)
    world.met[asking.public_id] += 1
    return conversation


def _perform(teller: Teller, scenario: Question | Case, dice: Dice) -> None:
    try:
        if isinstance(scenario, Case):
            teller.case(scenario)
        else:
            teller.question(scenario, dice.weighted(ENDINGS))
    except StillGoingOn:
        pass


def _page(slug: str, page: list[str]) -> dict[str, str]:
    path, title = page
    return {"url": f"{SITES[slug]}{path}", "title": title, "referrer": ""}
