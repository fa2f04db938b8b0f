"""Every kind of work says how its effect is kept to once; a new one has to be thought about."""

from tenants.work import outbox
from tenants.work.outbox import Kept

AT_ITS_END = (
    *("assistant.turn", "conversations.erase_files", "conversations.purge_uploads"),
    *("insights.gaps", "knowledge.index", "knowledge.check", "knowledge.import"),
    *("knowledge.erase_originals", "evaluation.ask", "backtests.replay"),
    *("assistant.sharpen", "copilot.write"),
)
WHOLE = (
    *("notifying.look", "composing.send_held"),
    *("conversations.wake", "insights.draft", "knowledge.look_after", "knowledge.read_sites"),
    *(
        "recovery.promises_due",
        "waiting.heard",
        "routing.agree",
        "routing.assign",
        "routing.tick",
        "routing.queue_moved",
        "waiting.overflow",
        "searching.fill",
        "searching.sweep",
    ),
)
BY_ITS_KEY = (
    *("agents.invitation", "inbox.password_reset", "knowledge.remind_owner"),
    *("recovery.tell_owner", "notifying.mail"),
)
KEPT = {
    **dict.fromkeys(AT_ITS_END, Kept.AT_ITS_END),
    **dict.fromkeys(WHOLE, Kept.WHOLE),
    **dict.fromkeys(BY_ITS_KEY, Kept.BY_ITS_KEY),
}


def test_every_topic_says_how_its_effect_is_kept_to_once() -> None:
    assert {work.topic: work.kept for work in outbox.works()} == KEPT
