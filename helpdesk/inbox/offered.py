"""The views that every agent is offered, and what an empty one says."""

from dataclasses import dataclass
from typing import LiteralString

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helpdesk.conversations.models import LIVING, Conversation
from helpdesk.selecting.conditions import MINE, PEOPLES, Start
from helpdesk.selecting.looking import FEW, OF_FEW

Status = Conversation.Status


@dataclass(frozen=True, slots=True)
class View:
    """A named part of all conversations; ``start`` is what filters narrow down."""

    key: str
    label: str | Promise
    icon: str
    start: Start
    empty_title: str | Promise
    empty_words: str | Promise

    @property
    def is_urgent(self) -> bool:
        """Whether its number is a call to act: somebody waits, is owed something or calls you."""
        return self.start.order in ("wait", "due") or self.key == "mentions"


def _of(*statuses: Status) -> frozenset[str]:
    return frozenset(statuses)


# Each conversation once, at its earliest promise.
_OWED: LiteralString = """
    p.closed_at IS NULL AND NOT c.is_spam AND NOT EXISTS (
        SELECT FROM {schema}.recovery_promise AS e
        WHERE e.conversation_id = p.conversation_id AND e.closed_at IS NULL
          AND (e.due_at, e.id) < (p.due_at, p.id)
    )
"""
# What a search looks through in the view of what is owed.
_OWED_TO: LiteralString = """
    NOT c.is_spam AND EXISTS (
        SELECT FROM {schema}.recovery_promise AS p
        WHERE p.conversation_id = c.id AND p.closed_at IS NULL
    )
"""
_PROMISES: LiteralString = """{schema}.recovery_promise AS p
    JOIN {schema}.conversations_conversation AS c ON c.id = p.conversation_id"""
# The latest of each team, and of these the latest: as many rows a team as the page has at most.
_TEAMS: LiteralString = """{schema}.escalation_team_members AS m CROSS JOIN LATERAL (
    SELECT c.* FROM {schema}.conversations_conversation AS c
    WHERE c.team_id = m.team_id AND <peoples><inner>
) AS c""".replace("<peoples>", PEOPLES)

_NO_SPAM: LiteralString = "(NOT c.is_spam)"
# What was merged is listed where it lives, and not once more under its old number.
_LIVING: LiteralString = f"({_NO_SPAM} AND c.status <> 'merged')"
# Of what an agent follows, or was named in, the latest are put in order at once.
_OF_AGENT: LiteralString = """(
    SELECT DISTINCT l.conversation_id FROM (
        SELECT f.conversation_id FROM {schema}.<table> AS f WHERE f.agent_id = %(agent)s
        ORDER BY f.<latest> DESC LIMIT <few>
    ) AS l
) AS few <of_few>""".replace("<of_few>", OF_FEW)
_IS_OF_AGENT: LiteralString = """NOT c.is_spam AND EXISTS (
    SELECT FROM {schema}.<table> AS f WHERE f.conversation_id = c.id AND f.agent_id = %(agent)s
)"""


def _few(table: LiteralString, latest: LiteralString) -> Start:
    source = _OF_AGENT.replace("<table>", table).replace("<latest>", latest)
    return Start(
        _NO_SPAM,
        source=source.replace("<few>", str(FEW)),
        searched=_IS_OF_AGENT.replace("<table>", table),
    )


VIEWS = (
    View("mine", _("Mine"), "person",
         Start("c.status = 'open' AND NOT c.is_spam AND c.assignee_id = %(agent)s",
               statuses=_of(Status.OPEN)),
         _("Nothing on your desk"), _("Claim one from the queue to begin.")),
    View("waiting", _("Unassigned"), "queue",
         Start("c.status = 'waiting' AND NOT c.is_spam", "wait",
               statuses=_of(Status.WAITING), is_plain=True),
         _("Nobody is waiting"), _("New hand-offs appear here, longest wait first.")),
    View("teams", _("My teams"), "team",
         Start("m.agent_id = %(agent)s", source=_TEAMS, searched=f"{PEOPLES} AND {MINE}",
               statuses=_of(Status.OPEN, Status.WAITING)),
         _("Nothing in your teams"), _("What your teams have or what waits for them stands here.")),
    View("mentions", _("Mentions"), "at", _few("filing_mention", "id"),
         _("Nobody has named you"),
         _("Conversations in whose notes a colleague wrote @ and your name stand here.")),
    View("following", _("Following"), "star", _few("filing_following", "conversation_id"),
         _("You follow nothing"),
         _("Follow a conversation to find it here, whoever has it.")),
    View("promises", _("Promises"), "bell",
         Start(_OWED, "due", source=_PROMISES, searched=_OWED_TO),
         _("Nothing is owed"),
         _("Whatever a customer was promised stands here until it is done, the earliest first.")),
    View("open", _("All open"), "inbox",
         Start("c.status IN ('open', 'waiting') AND NOT c.is_spam",
               statuses=_of(Status.OPEN, Status.WAITING), is_plain=True),
         _("No open conversations"), _("Whatever a person has or waits for stands here.")),
    View("assistant", _("With the assistant"), "spark",
         Start("c.status = 'assisted' AND NOT c.is_spam",
               statuses=_of(Status.ASSISTED), is_plain=True),
         _("The assistant has no conversation"), _("You can watch and take over at any time.")),
    View("resolved", _("Resolved"), "check",
         Start("c.status = 'resolved' AND NOT c.is_spam",
               statuses=_of(Status.RESOLVED), is_plain=True),
         _("Nothing resolved yet"), _("What is done moves here.")),
    View("snoozed", _("Snoozed"), "moon",
         Start("c.status = 'snoozed' AND NOT c.is_spam",
               statuses=_of(Status.SNOOZED), is_plain=True),
         _("Nothing is snoozed"),
         _("Snoozed conversations return on time, or when the customer writes.")),
    View("all", _("Everything"), "list",
         Start("TRUE", tested=_LIVING, statuses=_of(*LIVING), is_plain=True),
         _("No conversation yet"), _("Every conversation but spam, whoever has it.")),
    View("spam", _("Spam"), "block", Start("c.is_spam"),
         _("No spam"), _("Conversations of blocked contacts end up here.")),
)  # fmt: skip
BY_KEY = {view.key: view for view in VIEWS}
MORE = ("resolved", "snoozed", "all", "spam")
MAIN_VIEWS = tuple(view for view in VIEWS if view.key not in MORE)
MORE_VIEWS = tuple(view for view in VIEWS if view.key in MORE)


def view_named(key: str) -> View:
    """The view, or the first one: an old bookmark should still open the inbox."""
    return BY_KEY.get(key, VIEWS[0])
