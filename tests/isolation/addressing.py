"""Fill in the parts of every address: with ids that all have, that one has, that nobody has."""

from dataclasses import dataclass

from tests.addresses import filled, patterns
from tests.isolation import rows
from tests.isolation.world import Side

# What is asked of pages that look for something.
QUESTIONS = {
    "help/search/": "?q=refunds",
    "help/<language>/search/": "?q=refunds",
    "inbox/": "?view=open&q=twin",
    "admin/search/": "?s=twin",
    "admin/autocomplete/": "?term=twin&app_label=conversations&model_name=conversation"
    "&field_name=contact",
    "api/v1/conversations": "?limit=100&updated_since=2020-01-01T00:00:00Z",
    "widget/conversations/<conversation>/log": "?after=0",
}


@dataclass(frozen=True, slots=True)
class Ids:
    """What stands in addresses for rows: ``pk`` in the admin, the rest elsewhere."""

    pk: int
    conversation: str
    article: str
    slug: str
    logo: str
    invitation: str
    reset: str
    file: str
    link: str
    promise: str
    case: str
    macro: str
    held: str
    suggestion: str
    view: str
    seq: int = 1

    def words(self) -> list[str]:
        """Everything in here that an answer may repeat."""
        own = [self.conversation, self.article, self.slug, self.logo, self.file, self.promise]
        own += [self.case, self.macro, self.held, self.suggestion, self.view]
        return [str(self.pk), *own]


def twins(side: Side) -> Ids:
    """Rows that every company has; a stranger of another company has them too."""
    return Ids(
        pk=rows.TWIN,
        conversation="twin-conversation",
        article="twin-article",
        slug="twin-collection",
        logo=side.logo,
        invitation="x",
        reset="x",
        file="twin-attachment",
        link=side.keys.link,
        promise="twin-promise",
        case="twin-recoverycase",
        macro="twin-macro",
        held="twin-heldreply",
        suggestion="twin-suggestion",
        view="twin-savedview",
    )


def lone(side: Side) -> Ids:
    """Rows that this company alone has."""
    return _ids(rows.LONE[side.letter], side.letter, side)


def nowhere(side: Side) -> Ids:
    """Ids of the same shape as ``lone(side)`` that no company has."""
    return _ids(rows.NOWHERE, "x", side, gone=True)


def _ids(pk: int, letter: str, side: Side, *, gone: bool = False) -> Ids:
    keys = side.keys
    turned = str.swapcase if gone else str
    return Ids(
        pk=pk,
        conversation=rows.id_of(letter, "conversations.Conversation.public_id", 24),
        article=rows.id_of(letter, "knowledge.Article.public_id", 16),
        slug=rows.id_of(letter, "knowledge.Collection.slug", 140),
        logo=turned(side.logo.partition(".")[0]) + ".png",
        invitation=turned(keys.invitation),
        reset=turned(keys.reset),
        file=rows.id_of(letter, "conversations.Attachment.public_id", 24),
        link=turned(keys.lone_link),
        promise=rows.id_of(letter, "recovery.Promise.public_id", 24),
        case=rows.id_of(letter, "recovery.RecoveryCase.public_id", 24),
        macro=rows.id_of(letter, "composing.Macro.public_id", 24),
        held=rows.id_of(letter, "composing.HeldReply.public_id", 24),
        suggestion=rows.id_of(letter, "copilot.Suggestion.public_id", 24),
        view=rows.id_of(letter, "selecting.SavedView.public_id", 24),
    )


def addresses(ids: Ids) -> dict[str, str]:
    """Pattern → address, for every pattern of a company's host."""
    return {pattern: filled(pattern, values(pattern, ids)) for pattern in patterns()}


def asked(pattern: str, address: str) -> str:
    """The address with the question that its page is for."""
    is_list = pattern.startswith("admin/") and pattern.count("/") == 3 and "<" not in pattern
    return address + QUESTIONS.get(pattern, "?q=twin" if is_list else "")


def values(pattern: str, ids: Ids) -> dict[str, str]:
    """Raises ``KeyError`` later for a part that is not here: say what stands for it."""
    in_help, of_articles = pattern.startswith("help/"), "articles" in pattern
    of_views = ids.view if pattern.startswith("inbox/saved/") else ids.conversation
    return {
        "public_id": ids.article if in_help else of_views,
        "conversation": ids.conversation,
        "id": _api_id(pattern, ids) if not of_articles else ids.article,
        "slug": ids.slug,
        "language": "en",
        "token": _token(pattern, ids),
        "file": ids.file,
        "promise": ids.promise,
        "macro": ids.macro,
        "held": ids.held,
        "suggestion": ids.suggestion,
        "seq": str(ids.seq),
        "sheet": "tags",
        "object_id": str(ids.pk),
        "item_id": str(ids.pk),
        "changed_id": str(ids.pk),
        "number": str(ids.pk),
        "name": ids.logo if "logo" in pattern else "app.js",
        "version_asked": "1",
        "anything": "anywhere",
        "app_label": "knowledge",
        "content_type_id": "1",
        "url": "anywhere",
    }


def _token(pattern: str, ids: Ids) -> str:
    if pattern.startswith("files/"):
        return ids.link
    return ids.reset if "password" in pattern else ids.invitation


def _api_id(pattern: str, ids: Ids) -> str:
    of_rows = {
        "promises": ids.promise,
        "recovery-cases": ids.case,
        "rules": f"rule_{ids.pk}",
        "macros": ids.macro,
        "held-replies": ids.held,
        "views": ids.view,
    }
    return next((name for part, name in of_rows.items() if part in pattern), ids.conversation)
