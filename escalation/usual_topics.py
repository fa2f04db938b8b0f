"""The risk topics that a new tenant begins with, as its staff may read and change them."""

from typing import Final

from escalation.rules import TopicSpec


def _topic(name: str, label: str, words: str, signal: str = "") -> TopicSpec:
    lines = (line.strip() for line in words.splitlines())
    return TopicSpec(name, label, "\n".join(line for line in lines if line), signal)


SAFETY: Final = _topic(
    "safety",
    "Somebody's safety",
    """
    suicide
    suicidal
    kill myself
    end my life
    take my own life
    hurt myself
    harm myself
    self-harm
    want to die
    threatened me
    threatening me
    in danger
    ich will sterben
    mich umbringen
    - danger zone
    """,
)
SECURITY: Final = _topic(
    "account_security",
    "Security or account take-over",
    """
    hacked
    hacker
    phishing
    fraud
    fraudulent
    identity theft
    scammed
    compromised
    unauthorised access
    unauthorized access
    account taken over
    someone logged in
    somebody logged in
    someone else logged in
    log-in I don't recognise
    login I don't recognize
    did not log in
    someone changed my password
    stolen phone
    stolen laptop
    password leaked
    key leaked
    data leak
    security breach
    vulnerability
    gehackt
    - hackathon
    - phishing training
    """,
    signal="security",
)
LEGAL: Final = _topic(
    "legal",
    "Legal",
    """
    lawyer
    attorney
    solicitor
    lawsuit
    sue you
    suing
    legal action
    legal advice
    take you to court
    see you in court
    small claims
    breach of contract
    ombudsman
    consumer protection
    subpoena
    court order
    rechtsanwalt
    anwalt einschalten
    - lawyer plan
    - lawyer template
    """,
)
PRIVACY: Final = _topic(
    "personal_data",
    "Personal data",
    """
    gdpr
    dsgvo
    data protection officer
    data protection authority
    copy of my personal data
    my personal data
    subject access request
    right to be forgotten
    erase my data
    delete my data
    data breach
    data processing agreement
    sold my data
    privacy complaint
    datenschutz
    """,
)
BILLING: Final = _topic(
    "billing_dispute",
    "Disputed charge or refund",
    """
    charged twice
    charged again
    charged me again
    double charge
    double charged
    overcharged
    wrong amount
    wrongly charged
    charged after cancelling
    charge I don't recognise
    charge I don't recognize
    did not authorise
    did not authorize
    didn't authorise
    didn't authorize
    unknown charge
    unexpected charge
    fraudulent charge
    payment I did not make
    payment I didn't make
    unauthorised charge
    unauthorized charge
    chargeback
    dispute the charge
    dispute this charge
    want a refund
    want to get a refund
    like a refund
    like to get a refund
    need a refund
    asking for a refund
    haven't received my refund
    have not received my refund
    waiting for my refund
    where is my refund
    refund has not arrived
    want my money back
    give me my money back
    refund me
    please refund
    demand a refund
    doppelt abgebucht
    geld zurück
    - refund policy
    - refund my customer
    - refund a customer
    - refund one of
    """,
    signal="billing_dispute",
)
CANCELLATION: Final = _topic(
    "cancellation",
    "Cancelling with an exception",
    """
    cancel early
    cancel before the term
    out of my contract
    out of the contract
    cancelled but still charged
    cancel because of
    cancel for someone who died
    passed away
    owner has left
    waive the fee
    cannot cancel
    can't cancel
    won't let me cancel
    will not let me cancel
    - cancel an invoice
    - cancel a shift
    """,
)
REFUND_EXCEPTION: Final = _topic(
    "refund_exception",
    "Refund with an exception",
    """
    refund after the deadline
    refund after 30 days
    refund even though
    refund although
    outside the refund window
    past the refund window
    missed the refund window
    too late for a refund
    too late to return
    refund was denied
    refund was refused
    refund was rejected
    refused to refund
    refuse to refund
    refund without a receipt
    return without a receipt
    partial refund
    exception to the refund policy
    exception to your refund policy
    goodwill refund
    kulanz
    """,
)
ADVICE: Final = _topic(
    "regulated_advice",
    "Tax, medical, legal or investment advice",
    """
    tax advice
    investment advice
    financial advice
    medical advice
    insurance advice
    is it legal to
    am I allowed by law
    am I liable
    who is liable
    liability claim
    should I invest
    good investment
    is it safe to take
    safe during pregnancy
    side effects
    what dose
    allergic reaction
    steuerberatung
    haftet ihr
    - liability insurance certificate
    """,
)

# What a wrong word could cost somebody dearly: a person takes over even where no rule is about it.
NEVER_IMPROVISED: Final = (SAFETY, SECURITY, LEGAL, PRIVACY, BILLING, CANCELLATION)
USUAL_TOPICS: Final = (
    *(SAFETY, SECURITY, LEGAL, PRIVACY, BILLING, REFUND_EXCEPTION, CANCELLATION),
    ADVICE,
)
