"""Articles that several tests look for."""

import pytest

from knowledge.models import Article
from tests.cast import Company
from tests.knowledge.writing import REFUNDS, publish


@pytest.fixture
def refunds(acme: Company) -> Article:
    """Acme's article on refunds, approved and indexed."""
    return publish(acme, "Get a refund", REFUNDS, shelf="Plans and billing")


@pytest.fixture
def passwords(acme: Company) -> Article:
    return publish(
        acme,
        "Reset your password",
        "Press **Forgot password** on the log-in page. We e-mail you a link for an hour.",
        shelf="Account",
    )
