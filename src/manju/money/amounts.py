"""Amounts are whole minor units of a currency; everything between reading and rounding is an exact fraction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Final, Literal

from manju.words import Words

Rounding = Literal["half_even", "half_up"]
LIMIT: Final = 10**18  # amounts of this many minor units or more are refused: INPUTS, "Bad rows"


class BadAmount(ValueError):
    """Text that is no amount; `words` says why, for the list of rejected rows."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


def exponent(currency: str) -> int:
    """How many decimals the minor unit of a currency has (ISO 4217).

    >>> exponent("CNY"), exponent("JPY"), exponent("KWD")
    (2, 0, 3)
    """
    return _EXPONENTS.get(currency, 2)


def is_currency(code: str) -> bool:
    """Whether this is written like an ISO 4217 code: three capital letters."""
    return _CODE.fullmatch(code) is not None


def parse_minor(text: str, currency: str) -> int:
    """Minor units of an amount in major units as people write it, not negative.

    Digits, perhaps with a comma before every third one, perhaps with a point and decimals. A blank cell is zero.

    >>> parse_minor("1,234.50", "CNY"), parse_minor("1234.500", "CNY"), parse_minor("", "CNY")
    (123450, 123450, 0)
    >>> parse_minor("12,34", "CNY")
    Traceback (most recent call last):
        ...
    manju.money.amounts.BadAmount: "12,34" is not a plain decimal number

    Raises:
        BadAmount: formula, exponent, misplaced separator, sign, too many decimals, 10^18 minor units or more.
    """
    minor = parse_signed_minor(text, currency)
    if minor < 0:
        raise BadAmount(Words("金额是负数：“{t}”", 'the amount is negative: "{t}"').fill(t=shown(text)))
    return minor


def parse_signed_minor(text: str, currency: str) -> int:
    """`parse_minor` where a minus sign in front is allowed.

    >>> parse_signed_minor("-0.50", "USD")
    -50

    Raises:
        BadAmount: as `parse_minor`, but for the sign.
    """
    written = text.strip()
    if not written:
        return 0
    if written.isdecimal() and written.isascii() and len(written) < 16:
        return int(written + "0" * exponent(currency))
    whole, point, decimals = written.partition(".")
    if point and len(decimals) == exponent(currency) and len(written) < 16:
        digits = whole + decimals  # the usual case, without a pattern
        if whole and digits.isdecimal() and digits.isascii():
            return int(digits)
    found = _PLAIN.fullmatch(written)
    if found is None:
        raise BadAmount(Words("“{t}”不是普通的十进制数", '"{t}" is not a plain decimal number').fill(t=shown(text)))
    sign, whole, decimals = found[1], found[2].replace(",", ""), found[3] or ""
    places = exponent(currency)
    if decimals[places:].strip("0"):
        raise BadAmount(
            Words("“{t}”的小数位比 {c} 允许的 {n} 位多", '"{t}" has more decimals than the {n} of {c}').fill(
                t=shown(text), c=currency, n=places
            )
        )
    if len(whole.lstrip("0")) + places > 19:  # refuse before making a number of a thousand digits
        raise _too_large(text)
    minor = int((whole or "0") + decimals[:places].ljust(places, "0"))
    if minor >= LIMIT:
        raise _too_large(text)
    return -minor if sign else minor


def parse_minor_units(text: str) -> int:
    """Minor units written as such (`gross_minor` of JSON rows): a whole number, not negative, under 10^18.

    Raises:
        BadAmount: anything else.
    """
    return _whole(text, Words("金额", "the amount"))


def parse_count(text: str) -> int:
    """A number of pieces: whole, not negative, thousands commas allowed; blank is zero.

    >>> parse_count("1,200"), parse_count("7.0"), parse_count("")
    (1200, 7, 0)
    >>> parse_count("2.5")
    Traceback (most recent call last):
        ...
    manju.money.amounts.BadAmount: the number of units is no whole number: "2.5"

    Raises:
        BadAmount: negative, fractional, no plain number, 10^18 or more.
    """
    return _whole(text, Words("数量", "the number of units"))


def round_minor(exact: Fraction | int, rounding: Rounding = "half_even") -> int:
    """To the minor unit: ties to the even neighbour, or away from zero (四舍五入).

    >>> [round_minor(Fraction(n, 2)) for n in (1, 3, -1)]
    [0, 2, 0]
    >>> [round_minor(Fraction(n, 2), "half_up") for n in (1, 3, -1)]
    [1, 2, -1]
    """
    if isinstance(exact, int):
        return exact
    if rounding == "half_even":
        return half_even(exact.numerator, exact.denominator)
    size = abs(exact)
    whole = (2 * size.numerator + size.denominator) // (2 * size.denominator)
    return whole if exact >= 0 else -whole


def half_even(top: int, bottom: int) -> int:
    """top / bottom to the nearest whole number, ties to the even one; `bottom` > 0.

    The rule of `round_minor` without a Fraction, which takes five times as long to make: for a million rows.

    >>> [half_even(n, 2) for n in (1, 3, 5, -1, -3)]
    [0, 2, 2, 0, -2]
    """
    whole, rest = divmod(top, bottom)
    twice = 2 * rest
    return whole + (twice > bottom or (twice == bottom and whole % 2 == 1))


def share_out(total: int, shares: Sequence[Fraction | int]) -> list[int]:
    """Split a whole number in proportion to shares by largest remainder; ties go to the first named.

    The parts always sum to the whole, also of a refund: a negative total is split as its mirror image.

    >>> share_out(100, [Fraction(1, 3)] * 3), share_out(-100, [1, 1, 1])
    ([34, 33, 33], [-34, -33, -33])

    Raises:
        ValueError: no share is positive, or one is negative.
    """
    whole = sum(shares, Fraction(0))
    if whole <= 0 or min(shares) < 0:
        raise ValueError(f"shares must not be negative and not all zero: {list(shares)}")
    if total < 0:
        return [-part for part in share_out(-total, shares)]
    exact = [total * Fraction(share) / whole for share in shares]
    parts = [part.numerator // part.denominator for part in exact]
    by_rest = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_rest[: total - sum(parts)]:
        parts[i] += 1
    return parts


def converted(minor: int | Fraction, of: str, to: str, rate: Fraction) -> Fraction:
    """Minor units of another currency, not rounded; `rate` is major units of `to` for one major unit of `of`.

    >>> converted(1000, "JPY", "CNY", Fraction("0.05"))
    Fraction(5000, 1)
    """
    return minor * rate * Fraction(10) ** (exponent(to) - exponent(of))


def as_major(minor: int, currency: str) -> str:
    """An amount in major units, as a person writes it.

    >>> as_major(123450, "CNY"), as_major(-5, "USD"), as_major(1500, "JPY")
    ('1,234.50', '-0.05', '1,500')
    """
    places = exponent(currency)
    digits = str(abs(minor)).rjust(places + 1, "0")
    whole = f"{int(digits[: len(digits) - places]):,}"
    return ("-" if minor < 0 else "") + whole + (f".{digits[-places:]}" if places else "")


def as_decimal(value: Fraction) -> str:
    """A rate as text that gives exactly the same fraction back: a decimal where one ends, else `a/b`.

    >>> as_decimal(Fraction(17, 200)), as_decimal(Fraction(1, 3)), as_decimal(Fraction(150))
    ('0.085', '1/3', '150')
    """
    rest, places = value.denominator, 0
    for prime in (2, 5):
        power = 0
        while rest % prime == 0:
            rest //= prime
            power += 1
        places = max(places, power)
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    text = digits[: len(digits) - places] + (f".{digits[-places:]}" if places else "")
    return f"-{text}" if value < 0 else text


def shown(text: str) -> str:
    """A cell as it may be quoted in a message: printable, at most 40 characters.

    >>> shown("9" * 50)[-3:], shown("a\\nb")
    ('99…', 'a b')
    """
    clean = "".join(c if c.isprintable() else " " for c in text.strip()[:41])
    return clean if len(clean) <= 40 else clean[:40] + "…"


def _whole(text: str, what: Words) -> int:
    written = text.strip()
    if not written:
        return 0
    if written.isdecimal() and written.isascii() and len(written) < 18:
        return int(written)
    found = _PLAIN.fullmatch(written)
    if found is None:
        raise BadAmount(Words("{w}不是普通的数：“{t}”", '{w} is not a plain number: "{t}"').fill(w=what, t=shown(text)))
    if (found[3] or "").strip("0"):
        raise BadAmount(Words("{w}不是整数：“{t}”", '{w} is no whole number: "{t}"').fill(w=what, t=shown(text)))
    digits = found[2].replace(",", "").lstrip("0")
    if len(digits) > 18:
        raise _too_large(text)
    value = int(digits or "0")
    if found[1] and value:
        raise BadAmount(Words("{w}是负数：“{t}”", '{w} is negative: "{t}"').fill(w=what, t=shown(text)))
    return value


def _too_large(text: str) -> BadAmount:
    return BadAmount(Words("“{t}”太大（10^18 或更多）", '"{t}" is too large (10^18 or more)').fill(t=shown(text)))


_CODE: Final = re.compile(r"[A-Z]{3}")
_PLAIN: Final = re.compile(r"(-?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+|(?=\.))(?:\.([0-9]+))?")
# ISO 4217 (2024): currencies whose minor unit is not a hundredth
_EXPONENTS: Final[dict[str, int]] = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV",
                     "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}  # fmt: skip
