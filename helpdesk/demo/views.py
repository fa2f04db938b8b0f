"""The companies' own web sites, with the chat on them as a customer of ours would embed it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from helpdesk.demo import addresses, cast
from helpdesk.demo.signed_in import customer_of, identity_of
from tenants.brand.models import Brand

# Companies with a site of their own; every other workspace shows the plain page.
SITES = {"acme": "demo/acme.html", "globex": "demo/globex.html"}


def site(request: HttpRequest) -> HttpResponse:
    """``?as=cleo`` shows the page as a signed-in customer of the company sees it."""
    if not settings.DEMO:
        return redirect("/help/")
    slug = request.tenant.slug  # type: ignore[attr-defined]
    known = slug in SITES
    customer = customer_of(slug, request.GET.get("as", "")) if known else None
    context = {
        "brand": Brand.current(),
        "customer": customer,
        "identity": identity_of(customer) if customer else "",
        "platform": addresses.platform(_port(request)),
    }
    return render(request, SITES.get(slug, "demo/plain.html"), context)


def landing(request: HttpRequest) -> HttpResponse:
    """Where the companies are and how to log in; only the demo has a public front page."""
    if not settings.DEMO:
        return redirect("/platform/")
    context = {"places": addresses.places(_port(request)), "password": cast.password()}
    return render(request, "demo/landing.html", context)


def _port(request: HttpRequest) -> str:
    """The port that the visitor's browser used, which may be another than the server's."""
    return request.get_host().partition(":")[2]
