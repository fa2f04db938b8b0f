"""What goes into the gaps: people, places and addresses of many countries, made up."""

import random
import unicodedata

from faker import Faker

from training.lists import people, places

_LANGUAGES = [
    "en_US",
    "en_US",
    "en_US",
    "en_GB",
    "en_GB",
    "en_AU",
    "en_CA",
    "en_IN",
    "en_IE",
    "en_NZ",
    "de_DE",
    "de_AT",
    "de_CH",
    "fr_FR",
    "fr_CA",
    "es_ES",
    "es_MX",
    "it_IT",
    "nl_NL",
    "nl_BE",
    "pl_PL",
    "cs_CZ",
    "sk_SK",
    "sv_SE",
    "da_DK",
    "no_NO",
    "fi_FI",
    "pt_BR",
    "pt_PT",
    "hu_HU",
    "ro_RO",
    "hr_HR",
    "sl_SI",
    "tr_TR",
    "el_GR",
    "ru_RU",
    "uk_UA",
    "et_EE",
    "lt_LT",
    "lv_LV",
    "id_ID",
    "vi_VN",
    "ja_JP",
    "ko_KR",
    "zh_CN",
]
_CYRILLIC = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ",
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "zh",
            "z",
            "i",
            "y",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "shch",
            "",
            "y",
            "",
            "e",
            "yu",
            "ya",
            "i",
            "yi",
            "ye",
            "g",
        ],
        strict=True,
    )
)


class Fillings:
    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._fakers = [Faker(language) for language in _LANGUAGES]
        for number, faker in enumerate(self._fakers):
            faker.seed_instance(number)
        self._firsts, self._lasts = ([one for one in found if latin(one)] for found in people())
        self._cities, self._countries = ([one for one in found if latin(one)] for found in places())
        self._made = {
            "name": self._name,
            "NAME": lambda: self._name() if chance.random() < 0.3 else self._first(),
            "first": self._first,
            "last": self._last,
            "city": lambda: chance.choice(self._cities),
            "country": lambda: chance.choice(self._countries),
            "address": self._address,
            "street": lambda: romanised(self._faker().street_address()).replace("\n", ", "),
            "postcode": self._postcode,
            "company": self._company,
            "phone": lambda: self._faker().phone_number(),
            "mail": lambda: self._faker().email(),
            "date": self._date,
            "number": lambda: str(chance.randint(1, 10 ** chance.randint(1, 8))),
            "nation": lambda: chance.choice(_NATIONS.split()),
            "title": self._fakers[0].job,
        }

    def of(self, gap: str) -> str:
        return self._made[gap]()

    def _faker(self) -> Faker:
        return self._chance.choice(self._fakers)

    def _first(self) -> str:
        if self._chance.random() < 0.5:
            return romanised(self._faker().first_name())
        return self._chance.choice(self._firsts)

    def _last(self) -> str:
        if self._chance.random() < 0.5:
            return romanised(self._faker().last_name())
        return self._chance.choice(self._lasts)

    def _name(self) -> str:
        first, last = self._first(), self._last()
        middle = self._chance.choice("ABCDEFGHIJKLMNOPRSTVW")
        forms = (
            *(f"{first} {last}", f"{first} {middle}. {last}", f"{first} {middle} {last}"),
            *(f"{first} {last} {self._last()}", f"{first}-{self._first()} {last}"),
        )
        return self._chance.choices(forms, (73, 10, 6, 6, 5))[0]

    def _postcode(self) -> str:
        return str(self._faker().postcode())

    def _company(self) -> str:
        name = romanised(self._faker().company())
        return name if self._chance.random() < 0.5 else self._fakers[0].company()

    def _address(self) -> str:
        faker = self._faker()
        dice = self._chance.random()
        if dice < 0.6:
            text = romanised(faker.address())
        else:
            city = self._chance.choice(self._cities)
            text = f"{romanised(faker.street_address())}\n{faker.postcode()} {city}"
        if dice > 0.8:
            text += f"\n{self._chance.choice(self._countries)}"
        return text if self._chance.random() < 0.5 else text.replace("\n", ", ")

    def _date(self) -> str:
        form = self._chance.choice(
            ("%Y", "%d %B %Y", "%m/%d/%Y", "%d.%m.%Y", "%B %d", "%Y-%m-%d", "%A")
        )
        return self._fakers[0].date(form)


def latin(text: str) -> bool:
    return all(not sign.isalpha() or "LATIN" in unicodedata.name(sign, "") for sign in text)


def romanised(text: str) -> str:
    """Cyrillic as a passport has it; other scripts stay."""
    if latin(text):
        return text
    return "".join(
        (
            _CYRILLIC.get(sign.lower(), sign).capitalize()
            if sign.isupper()
            else _CYRILLIC.get(sign, sign)
        )
        for sign in text
    )


_NATIONS = (
    "German French English Spanish Italian Dutch Polish Czech Swedish Danish Norwegian Finnish "
    "Greek Turkish Russian American British Canadian Australian Indian Chinese Japanese Korean "
    "Brazilian Mexican Austrian Swiss Belgian Irish Scottish Welsh Portuguese Hungarian Romanian "
    "Ukrainian Egyptian Moroccan Nigerian Kenyan Israeli Thai Vietnamese Indonesian European"
)
