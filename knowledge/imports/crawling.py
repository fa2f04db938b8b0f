"""Read a site page by page: what its robots.txt allows, on its own host, within limits.

Each page is an item of the import, so that the list of what is still to be read survives a crash.
Pages that were articles before are looked at in any case; those that are gone are archived.
"""

import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urlencode, urljoin, urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

from django.utils import timezone

from knowledge import publishing
from knowledge.imports.settling import settle, take_entry
from knowledge.models import Article, ImportItem, Outcome, Site
from knowledge.sources.fetching import AGENT, Fetched, fetch, is_same_host
from knowledge.sources.problems import BadSource, Problem
from knowledge.sources.reading import Reader
from tenants.work.effects import repeatable

MOST_SITEMAPS = 10
SITEMAP_BYTES = 5 * 1024 * 1024
ROBOTS_BYTES = 512 * 1024  # RFC 9309, 2.5
# Between two requests, unless the site asks for more, and the most that it is given.
PAUSE_SECONDS, MOST_PAUSE_SECONDS = 0.3, 5.0
LONGEST_ADDRESS = 300
_HTML = ("text/html", "application/xhtml+xml", "")
_NO_PAGES = (
    *(".jpg", ".jpeg", ".png", ".gif", ".svg", ".webp", ".ico", ".css", ".js", ".zip", ".gz"),
    *(".mp3", ".mp4", ".mov", ".exe", ".dmg", ".xml", ".json", ".rss", ".atom", ".woff2"),
)
_GONE = (404, 410)
_MORE = "Further pages"


@dataclass
class Crawl:
    """What one slice of reading a site knows: the rules of its robots.txt, and a reading child."""

    reader: Reader
    _robots: dict[str, RobotFileParser] = field(default_factory=dict)

    def read(self, item: ImportItem) -> None:
        """Fetch one page and take it in. Raises ``BadSource``."""
        site = item.run.site
        if site is None:
            raise BadSource("The site was deleted.", Problem.UNREACHABLE)
        if item.depth == 0:
            self._spread(item, site)
        rules = self._rules(item.name)
        if not rules.can_fetch(AGENT, item.name):
            raise BadSource("robots.txt does not allow it.", Problem.FORBIDDEN)
        _pause(rules)
        page = fetch(item.name)
        if page.status >= 400:
            _settle_failure(item, site, page.status)
            return
        if not self._rules(page.url).can_fetch(AGENT, page.url):
            raise BadSource("robots.txt does not allow it.", Problem.FORBIDDEN)
        self._take(item, site, page)

    def _take(self, item: ImportItem, site: Site, page: Fetched) -> None:
        entry = self._entry(page)
        with repeatable():
            add(item, site, entry.pop("links", []), depth=item.depth + 1)
            _moved(site, item.name, page.url)
            if not entry.pop("may_index", True):
                _withdraw(item, site, Outcome.FORBIDDEN, "The page asks not to be indexed.")
            elif not entry["body"].strip():
                settle(item, Outcome.EMPTY, "No text; perhaps it is written by a script.")
            else:
                take_entry(item, {"id": page.url, **entry})

    def _entry(self, page: Fetched) -> dict[str, Any]:
        if page.media == "application/pdf":
            entry = self._read("pdf", page)
            return {"title": entry["title"], "body": entry["body"]}
        if page.media not in _HTML:
            raise BadSource(f"It is {page.media}, no page of text.", Problem.UNKNOWN_TYPE)
        entry = self._read("page", page)
        named = entry.pop("canonical", "")
        if named and _plain(named) != _plain(page.url) and is_same_host(named, page.url):
            entry["links"] = [named, *entry["links"]]
        return entry

    def _read(self, kind: str, page: Fetched) -> dict[str, Any]:
        with self.reader.holding(page.content) as path:
            return next(self.reader.read(kind, path, name=page.url))

    def _spread(self, item: ImportItem, site: Site) -> None:
        """Pages that are articles already, and those that the site's map names."""
        known = Article.objects.filter(site=site).exclude(status=Article.Status.ARCHIVED)
        listed = [url for url in known.values_list("external_id", flat=True) if url]
        maps = self._rules(site.url).site_maps() or [urljoin(site.url, "/sitemap.xml")]
        mapped = self._mapped([address for address in maps if is_same_host(address, site.url)])
        with repeatable():
            add(item, site, [*listed, *mapped], depth=min(1, site.max_depth))

    def _mapped(self, maps: list[str]) -> list[str]:
        pages: list[str] = []
        for count, address in enumerate(maps):
            if count == MOST_SITEMAPS:
                break
            try:
                found = self._read("sitemap", fetch(address, most_bytes=SITEMAP_BYTES))
            except BadSource:  # a site need not have one
                continue
            pages += found["links"]
            maps += [one for one in found["maps"] if one not in maps]
        return pages

    def _rules(self, url: str) -> RobotFileParser:
        """RFC 9309: none where there is no file; nothing may be read while it cannot be had."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._robots:
            self._robots[origin] = _robots_of(origin)
        return self._robots[origin]


def add(item: ImportItem, site: Site, addresses: list[str], *, depth: int) -> None:
    """Put pages on the list of what is to be read, within the site's limits."""
    if depth > site.max_depth and depth > 1:
        return
    wanted = dict.fromkeys(_plain(address) for address in addresses if _is_page(address, site))
    known = set(item.run.items.values_list("name", flat=True))
    new = [address for address in wanted if address not in known]
    room = max(0, site.max_pages - len(known - {_MORE}))
    ImportItem.objects.bulk_create(
        [ImportItem(run=item.run, name=address, depth=depth) for address in new[:room]],
        ignore_conflicts=True,
    )
    if new[room:] and _MORE not in known:
        words = f"The site has more than {site.max_pages} pages. Its own limit can be raised."
        more = ImportItem(run=item.run, name=_MORE, outcome=Outcome.BEYOND, detail=words)
        more.settled_at = timezone.now()
        ImportItem.objects.bulk_create([more], ignore_conflicts=True)


def _is_page(address: str, site: Site) -> bool:
    if len(address) > LONGEST_ADDRESS or not is_same_host(address, site.url):
        return False
    return not urlsplit(address).path.casefold().endswith(_NO_PAGES)


def _plain(address: str) -> str:
    """One spelling for a page: no fragment, no marks of campaigns, a path in any case."""
    parts = urlsplit(urldefrag(address).url)
    asked = [(key, value) for key, value in parse_qsl(parts.query) if not key.startswith("utm_")]
    host = parts.netloc.casefold()
    return urlunsplit((parts.scheme, host, parts.path or "/", urlencode(asked), ""))


def _settle_failure(item: ImportItem, site: Site, status: int) -> None:
    with repeatable():
        if status in _GONE:
            _withdraw(item, site, Outcome.UNREACHABLE, f"The page is not there ({status}).")
        else:
            settle(item, Outcome.UNREACHABLE, f"The site answered {status}.")


def _withdraw(item: ImportItem, site: Site, outcome: Outcome, words: str) -> None:
    """Archive the article that the page was; a page that was none has ``outcome``."""
    article = Article.objects.filter(site=site, external_id=item.name).first()
    if article is None or article.status == Article.Status.ARCHIVED:
        settle(item, outcome, words)
        return
    publishing.archive(article.pk)
    settle(item, Outcome.GONE, words, article=article)


def _moved(site: Site, before: str, now: str) -> None:
    """A page that redirects for good is the same article under its new address."""
    if before != now and not Article.objects.filter(external_id=now).exists():
        Article.objects.filter(site=site, external_id=before).update(external_id=now)


def _robots_of(origin: str) -> RobotFileParser:
    rules = RobotFileParser()
    try:
        answer = fetch(urljoin(origin, "/robots.txt"), most_bytes=ROBOTS_BYTES)
    except BadSource as error:
        if error.problem in (Problem.INSIDE, Problem.SLOW, Problem.UNREACHABLE):
            raise
        rules.parse([])
        return rules
    if answer.status >= 500:
        raise BadSource(f"robots.txt cannot be had ({answer.status}).", Problem.FORBIDDEN)
    is_there = answer.status < 400
    rules.parse(answer.content.decode("utf-8", "replace").splitlines() if is_there else [])
    return rules


def _pause(rules: RobotFileParser) -> None:
    asked = rules.crawl_delay(AGENT)
    wanted = float(asked) if asked else PAUSE_SECONDS
    time.sleep(min(wanted, MOST_PAUSE_SECONDS))
