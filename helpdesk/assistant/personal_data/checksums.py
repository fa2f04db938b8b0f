"""The check digits of cards, bank accounts and national numbers.

Luhn: ISO/IEC 7812-1. Mod 97: ISO 7064, as IBAN (ISO 13616) and the French NIR use it. The others
are the publishers' own rules, named beside each.
"""

from collections.abc import Sequence


def luhn(digits: str) -> bool:
    """Whether the last digit checks the others."""
    odd = [int(digit) for digit in digits[-1::-2]]
    even = [sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2]]
    return sum(odd + even) % 10 == 0


def iban(code: str) -> bool:
    """Two letters, two check digits, up to thirty signs, without blanks."""
    moved = code[4:] + code[:4]
    return int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


def cpf(digits: str) -> bool:
    """Brazil: eleven digits, the last two weighed by their distance."""
    if len(set(digits)) == 1:
        return False
    return all(
        int(digits[end]) == _weighed(digits[:end], range(end + 1, 1, -1)) * 10 % 11 % 10
        for end in (9, 10)
    )


def bsn(digits: str) -> bool:
    """The Netherlands: the eleven test over nine digits."""
    return int(digits) > 0 and _weighed(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def pesel(digits: str) -> bool:
    """Poland: eleven digits."""
    return _weighed(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0


def dni(code: str) -> bool:
    """Spain: eight digits, or X, Y, Z and seven, and the letter that their remainder names."""
    number = code[:-1].upper().translate(str.maketrans("XYZ", "012"))
    return code[-1].upper() == "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23]


def nir(digits: str) -> bool:
    """France: thirteen digits and the two that complete them to 97."""
    return 97 - int(digits[:13]) % 97 == int(digits[13:])


_VERHOEFF = (
    *("0123456789", "1234067895", "2340178956", "3401289567", "4012395678"),
    *("5987604321", "6598710432", "7659821043", "8765932104", "9876543210"),
)
_TURNED = (
    *("0123456789", "1576283094", "5803796142", "8916043527"),
    *("9453126870", "4286573901", "2793806415", "7046913258"),
)


def aadhaar(digits: str) -> bool:
    """India: twelve digits by Verhoeff's scheme (1969)."""
    check = 0
    for place, digit in enumerate(reversed(digits)):
        check = int(_VERHOEFF[check][int(_TURNED[place % 8][int(digit)])])
    return check == 0


def steuer_id(digits: str) -> bool:
    """Germany: eleven digits by ISO 7064 mod 11, 10."""
    product = 10
    for digit in digits[:10]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == int(digits[10])


def _weighed(digits: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
