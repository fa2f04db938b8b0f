"""The help centre in one language, and which text stands in where that language has none.

A tenant's usual language is its brand's. An article may be a translation of another; a reader of
another edition is shown the translation, or the usual text where there is none.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation.trans_real import parse_accept_lang_header

from knowledge import wording
from knowledge.languages import name_of
from knowledge.models import Article, ArticleQuerySet, Collection, CollectionWords

# What may stand in an address: "de", "pt-br".
CODE = "[a-z]{2,3}(?:-[a-z0-9]{2,8})?"


@dataclass(frozen=True, slots=True)
class Edition:
    """``language`` is the reader's, ``usual`` the tenant's; ``offered`` all that have articles."""

    language: str
    usual: str
    offered: tuple[str, ...]

    @property
    def is_usual(self) -> bool:
        return self.language == self.usual

    @property
    def spoken(self) -> str:
        """The language of the pages' own words."""
        return wording.spoken(self.language)

    @property
    def name(self) -> str:
        return name_of(self.language)

    @property
    def invitation(self) -> str:
        """That the help centre can be read in this language."""
        return wording.say(self.language, "also_in")

    @property
    def home(self) -> str:
        return self.address("home")

    def all(self) -> list["Edition"]:
        return [self.of(language) for language in self.offered]

    def of(self, language: str) -> "Edition":
        """The edition in ``language`` if there is one, else this one."""
        return Edition(language, self.usual, self.offered) if language in self.offered else self

    def address(self, page: str, *args: Any) -> str:
        """The path of a page of this edition; the usual one has no language in its addresses."""
        return reverse(
            f"knowledge:{page}", args=[*([] if self.is_usual else [self.language]), *args]
        )

    def address_of(self, article: Article) -> str:
        """Where a reader of this edition reads the article: at its own address if it is theirs."""
        if article.language == self.language or self.is_usual:
            return article.get_absolute_url()
        return self.address("article", article.public_id, article.slug or "article")

    def listed(self, articles: ArticleQuerySet) -> ArticleQuerySet:
        """Of public articles those in this language, and usual ones that it has no version of."""
        if self.is_usual:
            return articles.filter(language=self.language)
        said_here = Exists(versions(OuterRef("pk"), OuterRef("translation_of"), self.language))
        return articles.filter(Q(language=self.language) | Q(language=self.usual) & ~said_here)

    def rename(self, shelves: Iterable[Collection]) -> None:
        """Give the collections their names in this language, where they have one."""
        if self.is_usual:
            return
        by_id = {shelf.pk: shelf for shelf in shelves}
        for words in CollectionWords.objects.filter(
            language=self.language, collection__in=list(by_id)
        ):
            shelf = by_id[words.collection_id]
            shelf.name = words.name
            shelf.description = words.description or shelf.description


def usual_edition(wish: str) -> Edition:
    """In the brand's language, ``wish``; in another if nothing is in that. One statement."""
    said = Article.objects.public().order_by("language").values_list("language", flat=True)
    offered = tuple(one for one in said.distinct() if re.fullmatch(CODE, one))
    usual = wish if wish in offered or not offered else offered[0]
    return Edition(usual, usual, offered)


def versions(article: Any, original: Any, language: str = "") -> ArticleQuerySet:
    """Public articles that say the same as ``article``, a translation of ``original`` or None."""
    same = Q(translation_of=article)
    if original is not None:
        same |= Q(pk=original) | Q(translation_of=original)
    found = Article.objects.public().filter(same)
    return found.filter(language=language) if language else found


def preferred(header: str, shown: Edition) -> str:
    """The edition that a browser's Accept-Language asks for, if it is another; else ""."""
    for wish, _weight in parse_accept_lang_header(header):
        for language in (wish, wish.partition("-")[0]):
            if language in shown.offered:
                return "" if language == shown.language else language
    return ""
