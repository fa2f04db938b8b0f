"""The customers of the past week, and the words that stand in for placeholders."""

import re
from datetime import datetime, timedelta

from helpdesk.demo.past.chance import Dice
from helpdesk.demo.past.records import PastContact
from helpdesk.demo.past.scenarios import Crowd, crowd

FIRST_NUMBER = 1001
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]


def known_contacts(slug: str, dice: Dice) -> list[PastContact]:
    """Customers with an account, always the same ones in the same order."""
    return [
        _known(slug, number, pair, dice)
        for number, pair in enumerate(crowd(slug).contacts, start=FIRST_NUMBER)
    ]


def visitor(slug: str, dice: Dice) -> PastContact:
    """Somebody who is not signed in; half of them never leave a name."""
    name, firm = dice.pick(crowd(slug).contacts)
    last = dice.pick(crowd(slug).contacts)[0].partition(" ")[2]
    name = f"{name.partition(' ')[0]} {last}" if dice.chance(0.55) else ""
    email = f"{_letters(name)}@mail.example" if name and dice.chance(0.8) else ""
    return PastContact(dice.public_id(), name, email, firm, "en")


def signed_in_customer(slug: str) -> PastContact:
    """The customer whom the company's demo page can sign in."""
    return known_contacts(slug, Dice(slug))[0]


def stand_ins(contact: PastContact, people: Crowd, dice: Dice, now: datetime) -> dict[str, str]:
    """A value for every placeholder, the same one through the whole conversation."""
    drawn = {name: dice.pick(options) for name, options in people.values.items()}
    amount = dice.whole(12, 480) + dice.pick([0.0, 0.5, 0.9, 0.95])
    return {
        **drawn,
        # Until a person has taken over.
        "agent": "The assistant",
        "first": contact.first_name,
        "firm": contact.firm,
        "email": contact.email or "office@mail.example",
        "day": dice.pick(DAYS),
        "month": (now.replace(day=1) - timedelta(days=1)).strftime("%B"),
        "invoice": f"INV-{now.year}-{dice.whole(40, 980):04d}",
        "digits": f"{dice.whole(1000, 9999)}",
        "amount": f"{people.currency}{amount:.2f}",
    }


def _known(slug: str, number: int, pair: tuple[str, str], dice: Dice) -> PastContact:
    name, firm = pair
    return PastContact(
        public_id=dice.public_id(),
        name=name,
        email=f"{_letters(name.partition(' ')[0])}@{_letters(firm, '-')}.example",
        firm=firm,
        locale="en",
        external_id=f"{slug}-{number}",
        known_days=dice.whole(12, 900),
        attributes={"company": firm, "plan": dice.pick(crowd(slug).plans)},
    )


def _letters(text: str, glue: str = ".") -> str:
    plain = text.lower().replace("é", "e").replace("&", "and")
    return re.sub(r"[^a-z0-9]+", glue, plain).strip(glue)
