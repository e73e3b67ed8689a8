"""Names of goods, places, languages and channels as trees: which covers which, and what nobody named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from manju.money.avails.shapes import DIMENSIONS, Dimension, Extent
from manju.money.errors import InputError
from manju.words import Words

ALL: Final = "*"
Selected = dict[Dimension, frozenset[str]]  # names without groups
# games/mobile is part of games, US-CA (ISO 3166-2) of US, zh-Hant (BCP 47) of zh, online/tmall of online
BETWEEN: Final[dict[Dimension, str]] = {"categories": "/", "territories": "-", "languages": "-", "channels": "/"}


def chain(dimension: Dimension, name: str) -> Iterator[str]:
    """The name, all that contain it, and `*`.

    >>> list(chain("categories", "games/mobile/puzzle"))
    ['games/mobile/puzzle', 'games/mobile', 'games', '*']
    """
    if name != ALL:
        yield name
        between = BETWEEN[dimension]
        while between in name:
            name = name.rpartition(between)[0]
            yield name
    yield ALL


def selected(extent: Extent, groups: Mapping[str, frozenset[str]]) -> Selected:
    """The names of an extent with groups resolved to their members."""
    found: Selected = {dimension: frozenset(getattr(extent, dimension)) for dimension in DIMENSIONS}
    if not groups.keys().isdisjoint(found["territories"]):
        found["territories"] = frozenset().union(*(groups.get(n, {n}) for n in found["territories"]))
    return found


def resolved(groups: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """Every group with the territories that are in it, groups in groups resolved.

    >>> sorted(resolved({"SEA": ["SG", "MY"], "ASIA": ["SEA", "JP"]})["ASIA"])
    ['JP', 'MY', 'SG']

    Raises:
        InputError: `group_in_itself`.
    """

    found: dict[str, frozenset[str]] = {}
    for first in groups:
        above = [first]  # groups whose members are being resolved, each inside the one before
        while above:
            name = above[-1]
            inner = next((m for m in groups[name] if m in groups and m not in found), None)
            if inner is None:
                found[name] = frozenset().union(*(found.get(member, {member}) for member in groups[name]))
                above.pop()
            elif inner in above:
                raise InputError(
                    "group_in_itself",
                    Words("地区组“{g}”包含了自己。", "The territory group {g} contains itself.").fill(g=inner),
                    Words("改正 territory_groups。", "Correct territory_groups."),
                )
            else:
                above.append(inner)
    return found


def atoms(dimension: Dimension, wish: Iterable[str], named: Iterable[str]) -> list[str]:
    """The smallest parts of a wish that the names tell apart.

    Each name stands for what is in it beside the named parts of it; `*` for what nobody named. So a list of parts
    never makes the whole.

    >>> atoms("categories", ["games"], ["games/mobile", "toys", "*"])
    ['games', 'games/mobile']
    """
    wished = set(wish)
    inside = {n for name in named for n in chain(dimension, name) if any(w in wished for w in chain(dimension, n))}
    return sorted(inside | wished)


def unknown(extent: Extent, categories: Iterable[str], groups: Mapping[str, frozenset[str]]) -> list[str]:
    """Names of a wish that are perhaps misspelt: categories that are not listed, territories not of ISO 3166."""
    known = {n for name in categories for n in chain("categories", name)}
    odd = [name for name in extent.categories if known and name not in known]
    return odd + [
        name for name in extent.territories
        if name != ALL and name not in groups and name.partition("-")[0] not in ISO_3166
    ]  # fmt: skip


_CODES: Final = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD
CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF
GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN
KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI
SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI
VN VU WF WS YE YT ZA ZM ZW
"""
ISO_3166: Final = frozenset(_CODES.split())  # ISO 3166-1 alpha-2, 2024
