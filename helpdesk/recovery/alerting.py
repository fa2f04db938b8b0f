"""Tell the owner of a broken promise, by mail and once."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from helpdesk.recovery.models import Promise, RecoverySettings
from tenants import addresses, mailing
from tenants.brand.models import Brand


def tell_owner(promise_id: int, key: str) -> None:
    """Nothing is sent when it was done meanwhile, nobody owns it, or the tenant wants no mail."""
    promises = Promise.objects.select_related("owner", "conversation__contact")
    promise = promises.filter(pk=promise_id, closed_at=None, owner__is_active=True).first()
    if promise is None or promise.owner is None or not RecoverySettings.current().mails_owner:
        return
    thread = reverse("inbox:thread", args=[promise.conversation.public_id])
    context = {"promise": promise, "address": addresses.whole(thread), "brand": Brand.current()}
    with override(promise.owner.locale or settings.LANGUAGE_CODE):
        subject, body = _mail(promise, context)
    mailing.send(subject, body, to=promise.owner.email, key=key)


def _mail(promise: Promise, context: dict[str, object]) -> tuple[str, str]:
    """Subject and text, in the language that is active."""
    due_at = promise.due_at.astimezone(RecoverySettings.current().zone)
    body = render_to_string(
        "recovery/mail/overdue.txt", {**context, "due": date_format(due_at, "l, j F, H:i")}
    )
    subject = _("Overdue for {contact}: {what}")
    what, contact = promise.get_kind_display(), promise.conversation.contact
    return subject.format(what=what, contact=contact), body
