"""The rules a tenant begins with, as plain values: deciding needs no database."""

import pytest

from escalation.deciding import RuleSpec
from escalation.defaults import USUAL_RULES
from escalation.rules import TopicSpec
from escalation.usual_topics import USUAL_TOPICS


@pytest.fixture(scope="session")
def usual_rules() -> list[RuleSpec]:
    return [
        RuleSpec(
            name=usual.name,
            trigger=usual.trigger,
            words=usual.words,
            topic=usual.topic.name if usual.topic else "",
            priority=usual.priority,
        )
        for usual in USUAL_RULES
    ]


@pytest.fixture(scope="session")
def usual_topics() -> tuple[TopicSpec, ...]:
    return USUAL_TOPICS
