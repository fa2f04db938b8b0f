"""Tell the owner of a broken promise, by mail and once."""

from django.template.loader import render_to_string
from django.urls import reverse

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
    zone = RecoverySettings.current().zone
    context = {
        "promise": promise,
        "due": f"{promise.due_at.astimezone(zone):%A, %d %B, %H:%M}",
        "address": addresses.whole(thread),
        "brand": Brand.current(),
    }
    body = render_to_string("recovery/mail/overdue.txt", context)
    subject = f"Overdue: {promise.get_kind_display().lower()} for {promise.conversation.contact}"
    mailing.send(subject, body, to=promise.owner.email, key=key)
