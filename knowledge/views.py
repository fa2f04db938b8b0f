"""The public help centre: what a tenant's customers may read, and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from knowledge import brand_sheet, editions, finding, reading, rendering, site_map
from knowledge import feedback as readers
from knowledge.editions import Edition, usual_edition
from knowledge.models import Article, Collection
from tenants.brand.models import Brand
from tenants.limits import Limit
from tenants.proxies import address_of

SAID = "help_feedback"
# Headings below sections' own are too many for a list of contents.
DEEPEST = 3
# By network address. Results come while somebody types, a few for each question.
SEARCH = Limit("help search", 240, 60)
FEEDBACK = Limit("feedback", 30, 600)


Place = Callable[[Edition], str]


def home_of(edition: Edition) -> str:
    return edition.home


@dataclass(frozen=True, slots=True)
class _Visit:
    """A request, the brand whose help centre it is, and the edition that is read."""

    request: HttpRequest
    brand: Brand
    edition: Edition

    def page(self, name: str, place: Place = home_of, **context: Any) -> HttpResponse:
        """``place`` says where the same page is in another edition."""
        logo = (self.brand.logo.name or "").rpartition("/")[2]
        version = brand_sheet.fingerprint(self.brand)
        frame = {"brand": self.brand, "logo": logo, "brand_version": version}
        all_of_it = self.edition.all()
        choices = [(one, place(one)) for one in all_of_it] if len(all_of_it) > 1 else []
        words = {**frame, "edition": self.edition, "choices": choices, **context}
        with translation.override(self.edition.spoken):
            return render(self.request, f"knowledge/{name}.html", words)


@require_safe
def home(request: HttpRequest, language: str = "") -> HttpResponse:
    """Search, and all shelves."""
    visit = _visit(request, language)
    if visit is None:
        return nowhere(request)
    edition = visit.edition
    wish = editions.preferred(request.headers.get("Accept-Language", ""), edition)
    return visit.page(
        "home",
        shelves=reading.shelves(edition),
        unshelved=reading.unshelved(edition),
        suggested=wish and edition.of(wish),
    )


@require_safe
def search(request: HttpRequest, language: str = "") -> HttpResponse:
    """Results as a page, or only the list while somebody types (htmx)."""
    visit = _visit(request, language)
    if visit is None:
        return nowhere(request)
    typed = request.GET.get("q", "")
    if typed:
        SEARCH.spend(address_of(request))
    found: dict[str, Any] = {
        "results": finding.find(typed, visit.edition),
        "edition": visit.edition,
    }
    if request.htmx and not request.htmx.history_restore_request:  # type: ignore[attr-defined]
        return render(request, "knowledge/_results.html", found)
    return visit.page("search", **found)


@require_safe
def collection(request: HttpRequest, slug: str, language: str = "") -> HttpResponse:
    """One shelf, page by page."""
    visit, shelf = _visit(request, language), Collection.objects.filter(slug=slug).first()
    if visit is None or shelf is None:
        return nowhere(request)
    articles = reading.on_shelf(shelf, visit.edition, request.GET.get("page", "1"))
    if not articles:
        return nowhere(request)
    visit.edition.rename([shelf])
    about = {"collection": shelf, "description": shelf.description}
    return visit.page(
        "collection", lambda one: one.address("collection", slug), articles=articles, **about
    )


@require_safe
def article(request: HttpRequest, public_id: str, slug: str, language: str = "") -> HttpResponse:
    """An article; one that is not (or no longer) public looks as if it had never been.

    Under a ``language`` it stands in where that edition has no version of its own.
    """
    shown = (
        Article.objects.public().select_related("collection").filter(public_id=public_id).first()
    )
    visit = _visit(request, language)
    if shown is None or visit is None:
        return nowhere(request)
    if not language:
        visit = replace(visit, edition=visit.edition.of(shown.language))
    read = _Read(shown, list(editions.versions(shown.pk, shown.translation_of_id)))
    address = read.address(visit.edition)
    if address != request.path:
        return redirect(address, permanent=read.version(visit.edition) is shown)
    return visit.page("article", read.address, **_reading(visit, read))


@dataclass(frozen=True, slots=True)
class _Read:
    """An article and what says the same in other languages."""

    shown: Article
    others: list[Article]

    def version(self, edition: Edition) -> Article:
        """The one in the edition's language, or the one that is shown."""
        of_it = (one for one in self.others if one.language == edition.language)
        is_it = self.shown.language == edition.language
        return self.shown if is_it else next(of_it, self.shown)

    def address(self, edition: Edition) -> str:
        return edition.address_of(self.version(edition))


def _reading(visit: _Visit, read: _Read) -> dict[str, Any]:
    shown = read.shown
    if shown.collection:
        visit.edition.rename([shown.collection])
    page = rendering.page(shown.body)
    headings = [heading for heading in page.headings if heading.level <= DEEPEST]
    return {
        "article": shown,
        "versions": [shown, *read.others] if read.others else [],
        "page": page,
        "headings": headings if len(headings) > 1 else [],
        "description": finding.description(shown),
        "related": reading.related(shown, visit.edition),
        "said": visit.request.session.get(SAID, {}).get(shown.public_id),
    }


@require_POST
def feedback(request: HttpRequest, public_id: str) -> HttpResponse:
    """ "Was this helpful?", then perhaps why. Raises ``BadRequest`` for a reason we do not know."""
    shown = Article.objects.public().filter(public_id=public_id).first()
    if shown is None:
        return nowhere(request)
    FEEDBACK.spend(address_of(request))
    earlier = request.session.get(SAID, {})
    said = readers.give(
        shown,
        is_helpful=request.POST.get("helpful") == "yes",
        reason=_reason(request),
        comment=request.POST.get("comment", ""),
        before=earlier.get(public_id, {}).get("id"),
    )
    answer = {"id": said.id, "is_done": said.is_helpful or "comment" in request.POST}
    request.session[SAID] = {**earlier, public_id: answer}
    if request.htmx:  # type: ignore[attr-defined]
        edition = usual_edition(shown.language).of(shown.language)
        words = {"article": shown, "said": answer, "edition": edition}
        return render(request, "knowledge/_feedback.html", words)
    return redirect(f"{shown.get_absolute_url()}#feedback")


def _reason(request: HttpRequest) -> str:
    reason = request.POST.get("reason", "")
    if reason and reason not in readers.Reason:
        raise BadRequest(f"reason: choose one of {', '.join(readers.Reason)}.")
    return reason


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
    """Every public article with its versions in other languages, for search engines."""
    pages = site_map.pages(request.build_absolute_uri)
    return render(request, "knowledge/sitemap.xml", {"pages": pages}, "application/xml")


@require_safe
@cache_control(max_age=86_400, public=True)
def robots(request: HttpRequest) -> HttpResponse:
    """RFC 9309: the help centre may be read by all but its results; doors are of no use to them."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in site_map.NOT_FOR_ROBOTS),
        f"Sitemap: {request.build_absolute_uri(reverse('knowledge:sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", "text/plain")


def nowhere(request: HttpRequest, anything: str = "") -> HttpResponse:
    """A page that says so, and offers search and a person."""
    if anything and not anything.endswith("/"):
        return redirect(request.get_full_path(force_append_slash=True))
    visit = _usual_visit(request)
    response = visit.page("nowhere", shelves=reading.shelves(visit.edition)[:4])
    response.status_code = 404
    return response


def _usual_visit(request: HttpRequest) -> _Visit:
    brand = Brand.current()
    return _Visit(request, brand, usual_edition(brand.locale))


def _visit(request: HttpRequest, language: str) -> _Visit | None:
    """In the language that the address names, or the usual one; None if nothing is in it."""
    visit = _usual_visit(request)
    if not language:
        return visit
    edition = visit.edition.of(language)
    return replace(visit, edition=edition) if edition.language == language else None
