"""How long a licence runs: from, to, years, or for ever, and the sentence that says so."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from manju.money.contracts.asking import holding, stance
from manju.money.contracts.days import dates
from manju.money.contracts.granting import GRANT
from manju.money.contracts.patterns import rx
from manju.money.contracts.quantities import Length, lengths
from manju.money.contracts.shapes import Unit

__all__ = ["Term", "read_term"]

PERPETUAL: Final = re.compile(
    r"neither lapse|持续有效|不影响(?:许可|授权)的(?:继续|效力)|does not expire|shall not expire|never-ending|permanent(?:ly)?\b|无时间限制|不受时间限制|lasts? as long as|永久|永远|永续|无限期|无期限|不设(?:期限|截止)|没有期限|期限不限|不限期|长期有效|著作权(?:法定)?(?:保护期|有效期|存续期)|(?:法定)?保护期(?:届满|限届满|内|全部|终止)|版权(?:保护期|存续)|直至[^,;。]{0,16}进入公有领域|只要[^,;。]{0,16}(?:运营|销售|在售)"
    r"|\bin perpetuity\b|\bperpetual(?:ly)?\b|\bforever\b|\bindefinite(?:ly)?\b|for all time|without (?:any )?(?:limit (?:in|of) time|expiry|expiration|time limit|limitation (?:in|of|as to) time)|no (?:expiry|end|expiration) date|(?:entire|full|whole|remaining)? ?(?:term|duration|period|life) of (?:the )?(?:\w+ )?copyrights?\b|(?:as|so) long as [^.;,]{0,60}(?:copyright|exists?|may be read|any token|protected|operat\w+|on sale|sell)|never expires?|until[^.;]{0,80}(?:falls? into|enters?|passes into|reach\w*) the public domain|(?:as|so) long as ⓔ[^.;,]{0,60}(?:market|exploit|use|produc|offer|distribut|mak)\w*|不因任何(?:事由|原因)[^,;。]{0,4}(?:届满|终止|失效)"
)
TERM_HEAD: Final = re.compile(
    r"(?:^|/ )(?:期间|期限)$|(?:授权|许可|合作|合同|协议|使用|有效|代理|授权使用|许可使用|合同有效|著作权许可)(?:的)?(?:年限|时限|期限|期间|有效期|期)(?!内|满|届|后|结)|授权(?=[一二两三四五六七八九十\d]+(?:年|个月))|期限$|为期|\bterm\b(?!s|ination)|\bduration\b|licen[cs]e period|period of (?:the )?(?:licen[cs]e|agreement|authori[sz]ation)|initial period|licen[cs]e term|campaign period|^period$|/ period$|validity|(?:licen[cs]e|permission|agreement|contract|campaign|authori[sz]ation) (?:runs|lasts|is valid|starts|begins|commences|continues|shall run|will run|takes effect)|活动(?:期限|周期|时间)|投放(?:周期|期)|有效期(?!内|满|届)"
)
NOT_TERM: Final = re.compile(
    r"保密|confidential|结算|账期|audit|审计|records?\b|账簿|提前[^,;。]{0,12}通知|notice|清货|清售|库存|inventory|to sell what|already printed|\bstock\b|sell[- ]?off|付款|支付|invoice|逾期|违约|warrant|质保|approv|审核|审批|after (?:the )?(?:expir|terminat)|(?:终止|届满|期满|到期)后|续(?:展|约|期|签)|延长|顺延|renew|extend|extension|优先|first (?:refusal|negotiation)|保底|guarantee|sequel|续集|remed|cure"
)


@dataclass(frozen=True, slots=True)
class Term:
    """How long: from, to, years (exact), whether for ever, and the unit that says so."""

    start: date | None = None
    end: date | None = None
    years: Fraction | None = None
    perpetual: bool = False
    unit: Unit | None = None


def read_term(live: tuple[Unit, ...]) -> Term:
    """The span of the licence: dates win over a span of years; of several candidates, the first under a heading of term."""
    forever = next(
        (u for u in live if (m := PERPETUAL.search(u.plain)) and not NOT_FOREVER.search(u.plain)
         and (GRANT.search(u.plain) or TERM_HEAD.search(u.heading) or rx(r"licen[cs]e|授权|许可").search(u.heading) or TERM_HEAD.search(u.plain) or rx(r"licen[cs]e|授权|许可|合同|协议|agreement|\bperiod\b|permission|\brights?\b[^.;]{0,20}(?:subsist|last|continue|survive)").search(u.plain))
         and not rx(r"\bnot (?:an? |be |in )?$|(?:非|不是|并非|不为|不得|不构成)(?:授予)?$|\bnothing\b[^.;]{0,30}$").search(u.plain[: m.start()])
         and not rx(r"have no effect|无效|不生效").search(u.plain[m.end() :])
         and ("not" in m.group() or m.group().startswith(("as long", "so long", "until")) or rx(r"ⓔ[^.;,]{0,12}(?:keeps?|retains?)\b[^.;]{0,30}$").search(u.plain[: m.start()]) or stance(u.plain, m.start(), m.end()) != "forbidden")),
        None,
    )  # fmt: skip
    if forever:
        return Term(perpetual=True, unit=forever)
    best: tuple[int, Term] | None = None
    for unit in live:
        found = _span(unit)
        if found is None:
            continue
        headed = bool(TERM_HEAD.search(unit.heading))
        said = bool(TERM_HEAD.search(unit.plain))
        plain = NO_MORE.sub("", unit.plain)
        worth = (
            4 * headed
            + 3 * said
            + 2 * bool(found.end)
            + bool(GRANT.search(unit.plain))
            - 3 * bool(NOT_TERM.search(plain) and not found.end)
            + 3 * bool(TERM_IS.search(plain))
            - 3 * bool(rx(r"^(?:during|in|within|for|after) the term|^(?:在)?(?:授权|许可|合同)?期限内").search(plain))
            - 4 * bool(NOT_TERM.search(unit.heading))
        )
        if (
            (
                headed
                or said
                or GRANT.search(unit.plain)
                or rx(
                    r"(?:agreement|contract|licen[cs]e|合同|协议|授权)[^.;。]{0,60}(?:commenc|effective|begin|start|run|valid|last|生效|自|从|起)"
                ).search(
                    unit.plain,
                )
            )
            and worth > 0
            and (best is None or worth > best[0])
        ) or (
            (best is None or not best[1].end)
            and found.start
            and found.end
            and (
                _bare_span(unit.plain)
                or rx(r"[自从].*[至到止]|起至|\bfrom\b.*\b(?:to|until|through)\b|\bbetween\b.*\band\b").search(
                    unit.plain
                )
            )
            and worth > 0
        ):
            best = (worth, found)
    if best:
        return _dated(best[1], live)
    headed_only = next(
        (
            u
            for u in holding(live, TERM_HEAD, heading=TERM_HEAD)
            if not NOT_TERM.search(u.heading)
            and (TERM_HEAD.search(u.heading) or (SAYS_TERM.search(u.plain) and not NOT_TERM.search(u.plain)))
        ),
        None,
    )
    return Term(unit=headed_only)


NO_MORE: Final = re.compile(
    r"[,;]? ?\b(?:without|no|not subject to)\b (?:any )?(?:automatic |further )?(?:renewals?|extensions?)\b[^,;.]*|[,;]?(?:且|并)?(?:不|无)(?:得|会|再|予)?(?:自动)?(?:续[展约期签]|延长|顺延|延期)"
)
TERM_IS: Final = re.compile(
    r"^(?:\w\d\. )?(?:the |this )?(?:term|licen[cs]e|agreement|permission)\b[^.;]{0,60}\b(?:is|runs?|lasts?|shall be|begins?|starts?|remains? in force|continues?)\b[^.;]{0,40}(?:years?|months?)"
)


def _bare_span(plain: str) -> bool:
    """Whether a sentence is nothing but two dates and what joins them: `1 may 2027 to 30 april 2029, no renewal`."""
    found = dates(plain)
    if len(found) < 2:
        return False
    between = plain[found[0][2] : found[1][1]]
    return found[0][1] <= 12 and bool(
        re.fullmatch(
            r"\s*(?:\d{1,2}[时点:][\d分]*)?\s*起?[,]?\s*(?:-|~|to|until|till|through|up to|and ending(?: on)?|至|到)\s*",
            between,
        )
    )


START_KEY: Final = re.compile(
    r"(?:commencement|effective|start(?:ing)?|licen[cs]e|agreement) date\b|\beffective (?=\w+ \d)|(?:生效|起始|开始|起算)(?:日|时间)|^(?:signed|dated|date)\b|^date"
)


def _dated(term: Term, live: tuple[Unit, ...]) -> Term:
    """A term that runs from the effective or commencement date, with that date where the paper names it elsewhere."""
    if term.start or term.end or term.years is None or term.unit is None:
        return term
    if not rx(
        r"(?:commencement|effective|start|above|hereof|this)\s*date|date (?:above|hereof)|生效|起始|起算|from the date"
    ).search(
        term.unit.plain,
    ):
        return term
    named = next(
        (
            d
            for u in live
            for d, at, _ in dates(u.plain)
            if START_KEY.search(u.plain[:at][-40:]) or START_KEY.search(u.heading)
        ),
        None,
    )
    if named is None:
        return term
    months = term.years * 12
    return _from(named, Length(months, "month", 0, 0), term.unit) if months.denominator == 1 else term


NOT_FOREVER: Final = re.compile(
    r"\bstock\b|inventory|库存|清货|清售|保密|confidential|ⓔ[^;。]{0,20}(?:授予|许可)ⓛ|ⓔ (?:hereby )?grants|grant-?back|停止|cease|delete|销毁|禁止|已售|already sold|credit|署名权|moral|人格|放弃|waive|个人信息|refrain|prohibit|archiv|存档"
)


SAYS_TERM: Final = re.compile(
    r"(?:期限|期间|有效期|年限|时限)(?:[:：为是由以另定视]|自|从|待|不|长|与|将|的?(?:长短|起止))|\bterm\b[^.;,]{0,24}(?:\b(?:shall|will|is|are|to be|means?|begins?|starts?|commences?|continues?|runs?|lasts?|of this)\b|[:：])|licen[cs]e (?:runs|lasts|is valid|starts|begins|commences|continues)|duration"
)


def _span(unit: Unit) -> Term | None:
    plain = unit.plain
    days = [d for d, _, _ in dates(plain)]
    spans = [s for s in lengths(plain) if s.unit in ("year", "month") or (s.unit in ("day", "week") and s.days >= 14)]
    spans = [
        s
        for s in spans
        if not rx(
            r"(?:第|每|各|首|前|后|满|individual|each|first|every|提前|内|不足|within|additional|further|another|successive)\s*(?:的)?(?:the )?(?:合同)?$|(?:prior|at least|notice)[^,;.]{0,12}$"
        ).search(
            plain[max(0, s.start - 24) : s.start],
        )
        and not rx(
            r"\s*(?:thereafter|afterwards|after (?:the )?(?:end|expir\w+|terminat\w+|term)|following (?:the )?(?:end|expir\w+|terminat\w+)|from the end|后|以后|之后)"
        ).match(
            plain[s.end :],
        )
    ]
    if len(days) >= 2 and days[1] > days[0] and rx(r"至|到|止|-|to\b|until|through|end|expir|~").search(plain):
        start, end = days[0], days[1]
        return Term(start, end, _years(start, end), unit=unit)
    if days and spans:
        if ENDS_ON.search(plain[: dates(plain)[0][1]][-24:]):
            return _until(days[0], spans[0], unit)
        return _from(days[0], spans[0], unit)
    if spans:
        return Term(years=spans[0].years, unit=unit)
    if days and rx(r"截止|截至|至\d|止|until|through|expir|end(?:s|ing)? on").search(plain):
        return Term(end=days[-1], unit=unit)
    return None


def _from(start: date, span: Length, unit: Unit) -> Term:
    months = span.n * 12 if span.unit == "year" else span.n
    if span.unit in ("year", "month") and months.denominator == 1:
        at = start.month - 1 + int(months)
        year, month = start.year + at // 12, at % 12 + 1
        if year < date.max.year:
            day = min(start.day, calendar.monthrange(year, month)[1])
            return Term(start, date(year, month, day) - timedelta(days=1), span.years, unit=unit)
    return Term(start, None, span.years, unit=unit)


ENDS_ON: Final = re.compile(
    r"(?:\bto|until|including|ending(?: on)?|ends?(?: on)?|expir\w+(?: on)?|through|at|至|到|止于|截至)\s*\(?\s*$"
)


def _until(end: date, span: Length, unit: Unit) -> Term:
    """A term of a length that ends on a day: it starts the day after the same day so much earlier."""
    started = _from(end + timedelta(days=1), Length(-span.n, span.unit, span.start, span.end), unit).end
    start = started + timedelta(days=1) if started else None
    return Term(start, end, span.years, unit=unit)


def _years(start: date, end: date) -> Fraction:
    """Whole years where the span is one to a day, else days / 365.

    >>> _years(date(2026, 1, 1), date(2027, 12, 31)), _years(date(2026, 1, 1), date(2027, 1, 1))
    (Fraction(2, 1), Fraction(1, 1))
    """
    after = end + timedelta(days=1)
    for last in (after, end):
        months = (last.year - start.year) * 12 + last.month - start.month
        if last.day == start.day or (
            start.day > last.day and last.day == calendar.monthrange(last.year, last.month)[1]
        ):
            return Fraction(months, 12)
    return Fraction((after - start).days, 365).limit_denominator(1000)
