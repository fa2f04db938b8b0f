"""The public help centre: what a tenant's customers may read, and nothing else."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from knowledge import brand_sheet, reading, rendering
from knowledge import feedback as readers
from knowledge.models import Article, Collection
from tenants.brand.models import Brand
from tenants.limits import Limit
from tenants.proxies import address_of

SAID = "help_feedback"
# By network address. Results come while somebody types, a few for each question.
SEARCH = Limit("help search", 240, 60)
FEEDBACK = Limit("feedback", 30, 600)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search, and all shelves."""
    return _page(request, "home", shelves=reading.shelves(), unshelved=reading.unshelved())


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Results as a page, or only the list while somebody types (htmx)."""
    typed = request.GET.get("q", "")
    if typed:
        SEARCH.spend(address_of(request))
    results = {"typed": typed.strip(), "results": reading.find(typed)}
    if request.htmx and not request.htmx.history_restore_request:  # type: ignore[attr-defined]
        return render(request, "knowledge/_results.html", results)
    return _page(request, "search", **results)


@require_safe
def collection(request: HttpRequest, slug: str) -> HttpResponse:
    """One shelf."""
    shelf = Collection.objects.filter(slug=slug).first()
    articles = reading.on_shelf(shelf) if shelf else []
    if shelf is None or not articles:
        return nowhere(request)
    about = {"collection": shelf, "description": shelf.description}
    return _page(request, "collection", articles=articles, **about)


@require_safe
def article(request: HttpRequest, public_id: str, slug: str) -> HttpResponse:
    """An article; one that is not (or no longer) public looks as if it had never been."""
    shown = (
        Article.objects.public().select_related("collection").filter(public_id=public_id).first()
    )
    if shown is None:
        return nowhere(request)
    if slug != (shown.slug or "article"):
        return redirect(shown, permanent=True)
    return _page(
        request,
        "article",
        article=shown,
        page=rendering.page(shown.body),
        description=reading.description(shown),
        related=reading.related(shown),
        said=request.session.get(SAID, {}).get(shown.public_id),
    )


@require_POST
def feedback(request: HttpRequest, public_id: str) -> HttpResponse:
    """ "Was this helpful?", then perhaps why."""
    shown = Article.objects.public().filter(public_id=public_id).first()
    if shown is None:
        return nowhere(request)
    FEEDBACK.spend(address_of(request))
    earlier = request.session.get(SAID, {})
    is_helpful = request.POST.get("helpful") == "yes"
    said = readers.give(
        shown,
        is_helpful=is_helpful,
        comment=request.POST.get("comment", ""),
        before=earlier.get(public_id, {}).get("id"),
    )
    answer = {"id": said.id, "helpful": is_helpful, "commented": bool(said.comment)}
    request.session[SAID] = {**earlier, public_id: answer}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "knowledge/_feedback.html", {"article": shown, "said": answer})
    return redirect(shown)


@require_safe
@cache_control(max_age=604_800, public=True)
def brand_css(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(brand_sheet.stylesheet(Brand.current()), "text/css")


@require_safe
@cache_control(max_age=604_800, public=True)
def icon(request: HttpRequest) -> HttpResponse:
    """The brand's first letter on its colour, for the browser's tab."""
    brand = Brand.current()
    words = {"brand": brand, "ink": brand_sheet.readable_on(brand.colour)}
    return render(request, "knowledge/icon.svg", words, "image/svg+xml")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public article, for search engines."""
    pages = [
        {"url": request.build_absolute_uri(one.get_absolute_url()), "changed": one.updated_at}
        for one in Article.objects.public().defer("body")[:50_000]
    ]
    return render(request, "knowledge/sitemap.xml", {"pages": pages}, "application/xml")


def nowhere(request: HttpRequest, anything: str = "") -> HttpResponse:
    """A page that says so, and offers search and a person."""
    if anything and not anything.endswith("/"):
        return redirect(request.get_full_path(force_append_slash=True))
    response = _page(request, "nowhere", shelves=reading.shelves()[:4])
    response.status_code = 404
    return response


def _page(request: HttpRequest, name: str, **context: Any) -> HttpResponse:
    brand = Brand.current()
    logo = (brand.logo.name or "").rpartition("/")[2]
    context |= {"brand": brand, "logo": logo, "brand_version": brand_sheet.fingerprint(brand)}
    return render(request, f"knowledge/{name}.html", context)
