"""Ages as English gives them: `Mara is thirty-nine years old`, `MARA (39)`; nothing remembered or supposed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from manju.story.continuity.masking import NAME
from manju.story.continuity.numerals import LOOSE_EN, NUMBER_EN, ORDINAL_EN, Range, bounded, read_en, read_ordinal_en

__all__ = ["ages_en"]

Told = tuple[int, Range, bool]
"""Where in the sentence the name stands, the age from and to, and False: English counts no 虚岁."""


def ages_en(sentence: str, *, spoken: bool) -> Iterator[Told]:
    """The ages a folded sentence with masked names gives; in dialogue (`spoken`) a bare number after a name is none.

    >>> list(ages_en("\\ue000 is thirty-nine years old.", spoken=True)), list(ages_en("when \\ue000 was nine.", spoken=True))
    ([(0, (39, 39), False)], [])
    """
    if not _NUMBER.search(sentence) or (sentence.rstrip().endswith("?") and _ASKED.match(sentence)):
        return
    seen = set[int]()
    for pattern in _ALWAYS if spoken else (*_ALWAYS, *_SHOWN):
        for found in pattern.finditer(sentence):
            age, start = read_en(found["n"]) or read_ordinal_en(found["n"]), found.start("name")
            if age is None or start in seen or age[0] > 130:
                continue
            if _ABOUT.search(sentence[:start]) or _vetoed(sentence, found):
                continue
            seen.add(start)
            yield start, bounded(age, found.groupdict().get("loose") or ""), False


def _vetoed(sentence: str, found: re.Match[str]) -> bool:
    before, after = sentence[: found.start()], sentence[found.end() :]
    clause = re.split(r"[,:—–]|--", before)[-1]
    if _COUNTED.match(after):
        return True
    return bool(_IF.search(before) or _PAST.search(clause) or _PAST_AFTER.search(after) or _PAST.search(found[0]))


_ASKED: Final = re.compile(
    r"[^\w\ue000-\uf8ff]*(?:is|was|are|does|did|do|how|could|would|can|since when|who|what|why|you think|really)\b"
)
_COUNTED: Final = re.compile(
    rf"\s*,?\s*(?:maybe|perhaps|or|to|no,|then|and)?,?\s*{NUMBER_EN}\b(?! (?:today|now|years))"
)
_NUMBER: Final = re.compile(rf"\b{NUMBER_EN}\b|birthday")
_N: Final = rf"(?P<name>{NAME})"
_AGE: Final = rf"(?P<n>{NUMBER_EN})(?![\w])"
_OLD: Final = r"[ -]years?[ -](?:old|of age)\b"
_BE: Final = r"(?:,? you(?:'re| are)|,? who(?:'s| is)|'s| is|'s only| has (?:just |now |already )?(?:turned|reached)| (?:has )?(?:just |now )?turned| turns| (?:just |only )?celebrated (?:her|his|their))"
_ADVERB: Final = (
    r"(?: (?:now|only|just|already|exactly|still|currently|today|actually|really|all of|only just|barely|a good))*+"
    rf"(?: (?P<loose>{LOOSE_EN}))?"
)
_CLOSED: Final = r"(?=\s*(?:[.,;!?—–)\"”]|--|$|\n)| (?:if s?he(?:'s| is) a day|now|today|yesterday|this (?:year|month|week|spring|summer|autumn|fall|winter|morning)|last (?:week|month|night|spring|summer|autumn|winter)|and|but|tomorrow|tonight|next (?:week|month))\b)"
_ALWAYS: Final = (
    re.compile(rf"{_N}{_BE}{_ADVERB} {_AGE}[ -]years[ -](?:old|of age)\b"),
    re.compile(
        rf"{_N}(?:'s| is|,? who(?:'s| is)| has (?:just |now |already )?(?:turned|reached|hit)| (?:just |now )?turned| turns| (?:just )?(?:hits?|reache[ds])){_ADVERB} (?!one\b){_AGE}(?!-){_CLOSED}"
    ),
    re.compile(rf"{_N}(?:'s| is|,){_ADVERB},? an? {_AGE}[ -]years?[ -]old"),
    re.compile(rf"(?<![\w-]){_AGE}[ -]years?[ -]old {_N}(?!'s? ?\w)"),
    re.compile(rf"{_N}(?:,? \(?| is (?:now )?)aged? {_AGE}(?!-)"),
    re.compile(rf"{_N}'s age is {_AGE}(?!-)"),
    re.compile(rf"\b(?:this is|that's|meet|she's|he's|it's) {_N}, {_AGE}(?!-)(?=\s*(?:[.,;!]|$))"),
    re.compile(
        rf"{_N}(?:'s| (?:celebrates|is celebrating|just celebrated|just had|has|turns up for) (?:her|his|their)) (?P<n>{ORDINAL_EN}) birthday\b(?! (?:was|will|went|had|when|next|last|party (?:was|will)))"
    ),
    re.compile(rf"{_N}, an? (?:woman|man|girl|boy|lady|gentleman|person) of {_AGE}(?!-)"),
    re.compile(rf"^[^\w\ue000-\uf8ff]*{_AGE} years old, {_N}"),
    re.compile(rf"\byou(?:'re| are){_ADVERB} {_AGE}(?: years old)?,(?: my dear)? {_N}(?=\s*(?:[.!]|$))"),
    re.compile(rf"{_N}, (?:now |only |just )?{_AGE}{_OLD}"),
    re.compile(rf"^[^\w\ue000-\uf8ff]*(?:now,? )?at (?:the age of )?{_AGE}(?: years old)?, {_N} (?:still|\w+s)\b"),
    re.compile(rf"{_N}, at {_AGE}, (?:still|\w+s)\b"),
    re.compile(rf"{_N}, {_AGE}, (?:still (?=\w+s\b)|now (?=\w+s\b))?(?!{NUMBER_EN}\b)\w+s\b"),
    re.compile(rf"{_N} (?P<loose>must be|has to be|should be) {_AGE}(?!-)(?: by now|(?=\s*[.!;?]|$)|{_OLD})"),
)
_SHOWN: Final = (
    re.compile(rf"{_N}, (?:now |only |just )?{_AGE}(?!-)(?=\s*(?:[,.;)—–]|--|$))"),
    re.compile(rf"{_N} \((?:age[d]? )?{_AGE}(?!-)(?:{_OLD})?(?=[),])"),
)
_ABOUT: Final = re.compile(
    r"\b(?:on|of|than|with|like|as|about|for|by|from|near|to|if|when|until|till|before|after|since|once|while|though)\s*$"
)
_IF: Final = re.compile(
    r"\b(?:if|imagine|pretend\w*|suppos\w+|thinks?|thought|believes?d?|wish\w*|hop(?:e|es|ing)|looks? (?:like|as)|seems?|as if|as though|"
    r"guess\w*|claim\w*|lied|lies|lying|doubt\w*|not true|wrong that|by the time|until|unless|maybe|perhaps|probably|says? here|papers say)\b"
)
_PAST: Final = re.compile(
    r"\b(?:was|were|when|had|would|could|used to|once|back then|remember\w*|recall\w*|ago|years? later|in \w+ years?|next year|last year|before|years? from now|will|soon|someday|one day|in (?:1|2)\d{3}|by \d{4})\b"
)
_PAST_AFTER: Final = re.compile(
    r"\bago\b|\bin (?:\w+ ){1,3}(?:years?|months?|days?)\b|\bnext year\b|\blast year\b|\byears? later\b|\bback then\b|^ when\b|^ in \d{4}\b|\bat the time\b|\bwhen (?:this|it|we|they|she|he|i|you)\b"
)
