"""How sure to be that what was found answers the question: 0 to 1."""

import math

from helpdesk.assistant.answering.extractive import Quotation
from knowledge.search import Findings


def confidence(findings: Findings, quotation: Quotation) -> float:
    """The chance that the quotation answers the question."""
    if not quotation.text:
        return 0.0
    signals = (
        findings.similarity, quotation.meaning, findings.coverage, findings.known,
        findings.margin, findings.agreement,
    )  # fmt: skip
    weighed = sum(weight * value for weight, value in zip(WEIGHTS, signals, strict=True))
    return round(1 / (1 + math.exp(-(weighed + BIAS))), 3)


# In the order of the signals above.
WEIGHTS = (5.0, 5.0, 2.0, 2.0, 2.0, 0.5)
BIAS = -6.5
