"""Send a mail that can be told from its own repetition."""

from urllib.parse import urlsplit

from django.core.mail import EmailMessage

from tenants import addresses


def send(subject: str, body: str, *, to: str, key: str) -> None:
    """One mail of the bound tenant, under a Message-ID made of ``key``.

    A worker that dies after sending sends again; mail programs show the same Message-ID once.
    """
    host = urlsplit(addresses.whole("/")).hostname
    # A name with a line break would be a header of its own.
    subject = " ".join(subject.split())
    EmailMessage(subject, body, None, [to], headers={"Message-ID": f"<{key}@{host}>"}).send()
