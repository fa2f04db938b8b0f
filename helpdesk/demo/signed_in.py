"""Customers who are signed in at the company's site, and the proof its server gives of them."""

import time

import jwt

from helpdesk.demo.past.people import signed_in_customer
from helpdesk.demo.past.records import PastContact
from helpdesk.widget.identity import AUDIENCE, LIFETIME_SECONDS
from helpdesk.widget.models import WidgetSettings


def customer_of(slug: str, key: str) -> PastContact | None:
    """The signed-in customer of that first name, if it is the one the company's site knows."""
    customer = signed_in_customer(slug)
    return customer if customer.first_name.lower() == key else None


def identity_of(customer: PastContact) -> str:
    """What the company's own server would sign: who this is, valid for ten minutes."""
    now = int(time.time())
    claims = {
        "aud": AUDIENCE,
        "sub": customer.external_id,
        "name": customer.name,
        "email": customer.email,
        "iat": now,
        "exp": now + LIFETIME_SECONDS,
    }
    return jwt.encode(claims, WidgetSettings.current().identity_secret, algorithm="HS256")
