"""Customers who are signed in at the company's site, and the proof its server gives of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody who has an account with the company."""

    key: str
    user_id: str
    name: str
    email: str
    firm: str


CUSTOMERS = {
    "acme": Customer(
        "cleo", "acme-1001", "Cleo Hartmann", "cleo@studio-hartmann.example", "Studio Hartmann"
    ),
    "globex": Customer(
        "remy", "gx-2001", "Remy Ochoa", "remy@blueheron.example", "Blue Heron Diner"
    ),
}


def customer_of(slug: str, key: str) -> Customer | None:
    """The signed-in customer that the address asks for, if the company has them."""
    customer = CUSTOMERS.get(slug)
    return customer if customer and customer.key == key else None


def identity_of(customer: Customer) -> str:
    """What the company's server would sign; until the widget can check it, nothing."""
    return ""
