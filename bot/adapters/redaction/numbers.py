"""Which row of digits is a payment card's, and which a person's number?"""

from __future__ import annotations

import re

_BRANDS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})$|5[1-5]\d{14}$|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}$|3[47]\d{13}$"
    r"|35(?:2[89]|[3-8]\d)\d{12}$|3(?:0[0-5]|[68]\d)\d{11}$|6(?:011|5\d\d|4[4-9]\d)\d{12}$|62\d{14,17}$"
)
"""Lengths and first digits (ISO/IEC 7812): Visa, Mastercard, American Express, JCB, Diners, Discover, UnionPay."""

_TWELVE = 12


def is_card(digits: str) -> bool:
    """Say whether these are the digits of a payment card: a brand's length and beginning, and the Luhn check digit."""
    if not _BRANDS.match(digits) or len(set(digits)) == 1:
        return False
    doubled = (sum(divmod(2 * int(one), 10)) for one in digits[-2::-2])
    return (sum(doubled) + sum(map(int, digits[::-2]))) % 10 == 0


def is_my_number(digits: str) -> bool:
    """Say whether these are the digits of a Japanese individual number (My Number).

    The check digit is that of 総務省令第85号 (2014), §5: weights 2 to 7 from the right, then 2 to 6, modulo 11.
    """
    if len(digits) != _TWELVE or len(set(digits)) == 1:
        return False
    weights = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    rest = sum(weight * int(one) for weight, one in zip(weights, digits, strict=False)) % 11
    return int(digits[-1]) == (0 if rest <= 1 else 11 - rest)
