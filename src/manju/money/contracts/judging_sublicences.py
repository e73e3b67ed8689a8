"""Verdict on sublicences: whether the licensee may pass the rights on, to whom, and who decides."""

from __future__ import annotations

import re
from typing import Final

from manju.money.contracts.asking import stances
from manju.money.contracts.cases import Case, Verdict
from manju.money.contracts.patterns import rx
from manju.money.contracts.shapes import Unit

SUBLICENSE: Final = rx(
    r"\bgrants? licen[cs]es? of (?:its|the) rights\b|转授(?!权|予)|转授权|再授权|分授权|再许可|分许可|转许可|从属许可|次级(?:授权|许可)|转授予|二次授权|分销授权|(?:授权|许可|授予|允许|提供给|交由|委托|准许|转让(?:给)?|再授)[^,;。ⓔⓛ]{0,8}(?:任何)?(?:第三方|第三人|他人|其他(?:方|人|公司|主体))[^,;。]{0,8}(?:使用|行使|利用|开发|生产|经营)|(?:授权|许可)[^,;。]{0,8}(?:不能|不得|不可)?转给|(?:将|把)[^,;。]{0,24}(?:授权|许可|权利|使用权)[^,;。]{0,10}(?:转让|转授|转给|再许可|再授|授予|让与|出借|转借|提供)"
    r"|sub-?\s?licen[cs]\w*|\b(?:license|licence|transfer|pass)\b[^.;ⓛ]{0,30}rights?\b[^.;]{0,20} to (?:others|any(?:one)?|third|another)|(?:authori[sz]e|permit|allow|license|grant)s?(?: rights to| any rights to)? (?:any |a |other )?third part(?:y|ies)[^.;]{0,20}\b(?:to use|use|exploit|exercise|to do|the right)|pass on (?:the|its) (?:licen[cs]e|rights)|(?:allow|permit|let|authori[sz]e)s?[^.;ⓛ]{0,12}\b(?:anyone|anybody|others|another|third)\b[^.;]{0,30}|\b(?:pass|hand|give|lend|share|transfer|make over)\b[^.;ⓛ]{0,30}(?:licen[cs]e|permission|rights?|authori[sz]ation)[^.;ⓛ]{0,50}\b(?:anyone|anybody|others?|another|companies|third|else)\b|grant (?:any )?(?:rights|licen[cs]es?) (?:hereunder )?to (?:any )?(?:third part|others|other person)"
)


def sublicensing(c: Case) -> Verdict | None:
    mentions = [
        (u, s, m)
        for u, s, m in stances(c.live, SUBLICENSE)
        if not rx(
            r"ⓛ[^;。,]{0,24}(?:有权|可以?|不得|不再|不|仍|保留)[^;。,]{0,30}$|ⓛ (?:shall|may|will|has|reserves)[^.;,]{0,50}$|(?:但|也|均|亦)?不再\s*$"
        ).search(
            u.plain[: m.start()],
        )
        and not _only_result(u, m)
        and not rx(r"^(?:的)?(?:合同|协议|费用)|已(?:签|订|发|有)[^,;。]{0,4}$").search(
            u.plain[m.end() :] if rx(r"^(?:的)?(?:合同|协议)").match(u.plain[m.end() :]) else u.plain[: m.start()]
        )
        and not rx(r"^\W*sub-?licen[cs](?:es?|ing)\W*$").match(u.plain)
        and not rx(r"擅自|视为侵权|unauthori[sz]ed").search(u.plain[max(0, m.start() - 12) : m.end() + 24])
    ]
    if not mentions:
        return Verdict("missing", None)
    for unit, _, _ in mentions:
        if NAMED_AT_WILL.search(c.contract.defined(unit.plain)):
            return Verdict("dangerous", unit)
    for unit, said, _ in mentions:
        positive = rx(
            r"(?<!non-)(?<!non)(?<!not )(?<!不可)(?<!un)(?:sub-?licen[sc]able)|(?<!许)可(?:转|再|分)(?:授权|许可)"
        ).search(unit.plain)
        if positive and not rx(
            r"\bnot?\b[^,.;]{0,20}sub-?licen[sc]able|不可(?:转|再|分)|non-sub|not be sub-?licen[cs]ed|书面|consent|approval"
        ).search(
            unit.plain,
        ):
            return Verdict("dangerous", unit)
        limited = rx(
            r"仅限|仅可|限于|所列|列明|载明的|关联(?:公司|方|企业)|全资子公司|指定|only|affiliat\w+|subsidiar\w+|solely|wholly|named in|listed in|approved (?:sub|manufactur)|书面|审批|同意后|fulfil|approved|countersign|days\W? notice|written(?:ly)? (?:consent|approval)|to the extent necessary|contract manufacturers?|代工|加工厂|书面许可"
        )
        if (
            said == "free"
            or (said == "allowed" and not limited.search(unit.plain))
            or (
                said == "neutral"
                and rx(
                    r"right(?:s)? (?:to|of) sub|with (?:the )?(?:full )?(?:right|power) (?:to|of)(?![^.;]{0,30}(?:described|set out|permitted|named|below))|including the right|含转授权|包括转授权|(?:转|再|分)授权权|及转授权|和转授权|（含转授权）|\(含"
                ).search(
                    unit.plain,
                )
            )
        ):
            return Verdict("dangerous", unit)
    return None


NAMED_AT_WILL: Final = rx(
    r"(?:any|such|every|all) (?:other )?(?:persons?|compan(?:y|ies)|entit(?:y|ies)|third part(?:y|ies))[^.;]{0,20}(?:as|whom?|that|which) ⓔ[^.;]{0,40}\b(?:regards?|nominates?|chooses?|designates?|thinks?|considers?|selects?|appoints?|deems?|likes?|wish\w*|sees? fit|decides?|determines?)\b"
    r"|ⓔ(?:随时|自行|可|认为|书面|单方|不时)*(?:指定|选定|认可|认为合适|认为适当|决定|选择|确定)的(?:任何|其他)*(?:第三方|人|主体|公司|单位|一方|他人)"
)


def _only_result(unit: Unit, found: re.Match[str]) -> bool:
    """A mention of sublicensees or sublicence income that says nothing of whether there may be any."""
    return bool(
        rx(
            r"sub-?licensees?\b|sub-?licen[cs](?:e|ing) (?:income|revenue|fees)|(?:转|再|分)(?:授权|许可)(?:所收)?(?:费|收入|所得)"
        ).search(
            found.group() + unit.plain[found.end() : found.end() + 12],
        )
        and not rx(r"\b(?:may|shall|not|no|right|grant|appoint|without|consent)\b").search(
            unit.plain[: found.start()][-80:]
        )
    )
