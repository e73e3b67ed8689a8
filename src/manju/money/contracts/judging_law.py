"""Verdicts on risk: title, indemnity, confidence, end of contract, liability, courts and law."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from manju.money.contracts.asking import PENDING, holding, lacking
from manju.money.contracts.cases import Case, Verdict
from manju.money.contracts.patterns import rx
from manju.money.contracts.shapes import Unit

WARRANTY: Final = rx(
    r"ⓛ[^;。ⓔ]{0,12}保证[^;。]{0,24}(?:独创|自己画|原创|没有抄)|promise[^.;]{0,40}(?:\bown|drew|made)|(?:保证|承诺)[^;。]{0,20}(?:自己的|原创|独立创作|自有)|ⓛ[^;。ⓔ]{0,30}(?:保证|承诺|声明|陈述|担保|确认)[^;。]{0,60}(?:合法|著作权|版权|权利|知识产权|权属|侵犯|瑕疵|有权|授权|处分|许可权)|ⓛ[^;。,ⓔ]{0,20}(?:系|是|为)[^;。,]{0,30}(?:权利人|著作权人|版权人|版权方|所有者|所有权人)|ⓛ[^;。ⓔ]{0,24}(?:享有|拥有|具有)[^;。]{0,40}(?:著作权|版权|知识产权|权利|权属)(?!归|的(?:ai|漫|作品|形象|动|《|角色|ip|短))|(?:权利(?:瑕疵)?|权属)(?:担保|保证)|(?:ⓛ|授权(?:形象|作品|内容|素材))[^;。]{0,30}(?:不侵犯|未侵犯|不会侵犯|不存在侵权)|ⓟ[^;。]{0,12}(?:保证|承诺|声明)[^;。]{0,30}(?:权利|权限|资格|授权)|ⓛ[^.;]{0,60}\b(?:represent(?:s|ed)?|warrant\w*|covenant\w*|guarantees?)\b[^.;]{0,160}(?:own|right|title|power|authority|infring|original|licen[cs]e|control|creat)|ⓛ[^.;]{0,40}\b(?:confirms?|undertakes?|assures?|states?|declares?|promises?)\b[^.;]{0,30}(?:owns?\b|has (?:the )?(?:full |sole )?(?:right|title|authority|power)|holds|controls|is the|is its own|original|infring|[^.;]{0,20}own)|ⓛ owns? (?:all|the (?:copyright|rights|characters?|series|property))|ⓛ (?:is|are) the (?:sole |exclusive |legal |lawful |true |and )*(?:owner|proprietor|author|rights? holder|creator)|\bas is\b|as-is|without (?:any )?warrant|no warrant|disclaims? (?:all|any)|each[^.;]{0,20}ⓟ[^.;]{0,10}(?:represents|warrants)|ⓟ (?:represents?|warrants?)"
)


def warranty_title(c: Case) -> Verdict | None:
    units = c.units_with(WARRANTY, unless=rx(r"^ⓛ\s*[:：]"))
    units += [
        u
        for u in c.live
        if rx(r"warrant|保证(?!金)|声明|陈述").search(u.heading)
        and not rx(r"索赔|indemn|claims?\b|赔偿|第三方").search(u.plain)
        and rx(r"\bowns?\b|owner|title|享有|拥有|侵犯|infring|权属|权利人|有权(?:授|许)").search(u.plain)
        and not rx(r"ⓔ (?:represents|warrants)|ⓔ(?:保证|承诺)").search(u.plain)
    ]
    return None if units else Verdict("missing", None)


THIRD: Final = rx(
    r"第三方|第三人|他人|权利人|消费者|主管部门|third[- ]part(?:y|ies)|claims?\b|proceedings|actions?\b|suits?\b|lawsuit|liabilit\w+ arising|产品责任|product liability"
)
INDEMNITY: Final = rx(
    r"任何(?:主张|索赔|请求)[^;。]{0,50}(?:承担|赔偿)|\bclaims?\b[^.;]{0,60}\b(?:ⓛ|ⓔ)(?:'ll| will| shall)? (?:cover|pay|make good)|(?:ⓛ|ⓔ)(?:'ll| will| shall) cover [^.;]{0,60}claims?|(?:索赔|追索|争议、|纠纷|处罚|追究)[^;。]{0,70}(?:赔偿|承担|负责|负担)|使(?:其|ⓛ|ⓔ)[^;。]{0,8}不受(?:损害|损失|影响)|有人[^;。]{0,10}告[^;。]{0,30}|(?:第三方|第三人|他人|消费者|权利人)[^;。]{0,60}(?:索赔|纠纷|主张|诉讼|追究|投诉|侵权|请求|异议|指控|要求)[^;。]{0,60}(?:承担|赔偿|负责|处理|解决|免|补偿)|(?:承担|赔偿|负责)[^;。]{0,40}(?:第三方|第三人|他人|消费者)[^;。]{0,20}(?:索赔|主张|诉讼|损失|责任|侵权|人身|财产)|使ⓟ?(?:ⓛ|ⓔ|ⓟ)[^;。]{0,10}(?:免受|免于|免遭)|免责|补偿(?:ⓛ|ⓔ|ⓟ)|产品(?:质量)?(?:责任|问题)[^;。]{0,40}(?:承担|负责|赔偿)|(?:侵犯|侵害)[^;。]{0,16}(?:第三方|他人|第三人)[^;。]{0,30}(?:承担|赔偿|负责)|\bindemni\w+|hold[^.;]{0,40}harmless|(?:defend|reimburse|compensate|make good|keep[^.;]{0,20}whole)[^.;]{0,60}(?:claims?|third|against)|(?:sue[sd]?|claims? against|brings? a claim|complain)[^.;]{0,60}\b(?:meet|pay|cover|bear|responsible|answer)|(?:meet|cover|answer for)[^.;]{0,30}claims?|responsible for[^.;]{0,60}(?:third[- ]party|claims?)|bears?[^.;]{0,40}(?:third[- ]party claims|any claim)"
)
UNLIMITED: Final = rx(
    r"whatever (?:it|they|that) costs?|true or not|whether (?:or not )?(?:well[- ])?founded|不以[^;。]{0,12}为限|(?:无(?:任何)?限(?:额|制|度)?|不(?:设|受)(?:任何)?(?:上限|限额|限制)|不限(?:额|于金额)?|无上限|没有上限|无限(?:连带)?责任|全部责任不限)|\bunlimited\b|without (?:any )?(?:limit|limitation|cap|ceiling)\b|no (?:cap|limit|limitation|ceiling)|uncapped|not (?:be )?(?:subject to|limited by|capped)|regardless of (?:amount|fault|cause)|irrespective of (?:fault|amount|cause)|whether or not|howsoever (?:arising|caused)|凡是否|(?:凡|不问)(?:何种)?(?:原因|过错)|any and all[^.;]{0,200}(?:including[^.;]{0,60}(?:consequential|indirect|loss of profit|special))|一切[^;。]{0,60}(?:间接|预期利益|可得利益|商誉)|(?:间接|预期利益|可得利益|商誉)损失[^;。]{0,40}(?:全部|均|一切)|全部(?:直接)?(?:和|及|、|与)间接|直接(?:和|及|、|与)间接[^;。]{0,10}损失|indirect[^.;]{0,40}(?:and|or) consequential"
)
CAP: Final = rx(
    r"(?:赔偿|责任|补偿|indemni\w*|liabilit\w*)[^;。.]{0,90}(?:至多|以[^;。]{0,40}为(?:限|上限)|上限|限于|at most|limited to|capped|cap\b|maximum|not exceed)|never more than|(?:at most|capped at|limited to)[^.;]{0,60}(?:fees?|royalt|amounts?|sums?) (?:actually )?(?:paid|received)|至多[^;。]{0,30}(?:已(?:收|支付|收到|实际)|收取|实际收到)"
)


def indemnity(c: Case) -> Verdict | None:
    units = c.units_with(INDEMNITY, unless=rx(r"force majeure|意外灾害"))
    if not units:
        return Verdict("missing", None)
    capped = [
        u
        for u in c.live
        if CAP.search(re.sub(r"不(?:设|受)[^;。,]{0,8}(?:上限|限制|限额)|无上限|没有上限", "", u.plain))
        and not rx(
            r"ⓔ(?:的)?(?:全部|累计|总)?(?:赔偿)?责任[^;。]{0,20}至多|ⓔ's (?:total |aggregate |maximum )*liability"
        ).search(
            u.plain,
        )
    ]
    for unit in units:
        payer = _payer(unit.plain)
        found = [
            m
            for m in UNLIMITED.finditer(_with_next(unit, c.live))
            if not rx(r"不(?:承担|负|构成|存在|意味)[^;。]{0,6}$|\b(?:not|never)\b[^.;]{0,16}$").search(
                m.string[: m.start()]
            )
        ]
        if payer != "ⓛ" or not found:
            continue
        explicit = re.search(
            r"限|unlimited|cap|whatever|ceiling|no limit|without|regardless|irrespective|howsoever|凡",
            " ".join(m.group() for m in found),
        )
        if explicit or not capped:
            return Verdict("dangerous", unit)
    wide = c.first(
        rx(
            r"\bnothing\b[^.;]{0,40}\blimits?\b[^.;]{0,40}ⓛ (?:may owe|owes|is liable|has to pay)|(?:no|any) (?:limit|limitation|cap)[^.;]{0,60}(?:shall |will )?(?:not )?appl[^.;]{0,60}ⓛ's|ⓛ's (?:liability|indemnit\w+|obligations? to indemnify)[^.;]{0,80}(?:unlimited|not (?:be )?(?:limited|subject|capped)|no (?:cap|limit)|uncapped)|ⓛ(?:的)?(?:赔偿|责任)[^;。]{0,30}(?:无上限|不设上限|不受[^;。]{0,8}限制|无限)"
        )
    )
    return Verdict("dangerous", wide) if wide else None


def _with_next(unit: Unit, live: Sequence[Unit]) -> str:
    """The sentence with those of its paragraph that go on about it: of no other payer, of no ceiling."""
    after = [
        u.plain
        for u in live
        if u.block == unit.block and u is not unit and UNLIMITED.search(u.plain) and not rx(r"ⓔ|ⓟ").search(u.plain)
    ]
    return "; ".join([unit.plain, *after])


def _payer(plain: str) -> str:
    """Who indemnifies: the subject before the verb, the nearest party on its left."""
    found = rx(r"indemni\w+|hold\b|赔偿|承担|负责|补偿|使|\bcover|defend|reimburse|compensate").search(plain)
    if not found:
        return ""
    left = plain[: found.start()]
    at = max(left.rfind("ⓛ"), left.rfind("ⓔ"), left.rfind("ⓟ"))
    return left[at] if at >= 0 else ""


CONFIDENTIAL: Final = rx(
    r"保密|不(?:得|向|对)?外传|不对外(?:公开|披露|透露)|保守[^;。]{0,6}秘密|商业秘密|机密|不得(?:向[^;。]{0,12})?(?:泄露|披露|透露)|(?:泄露|披露|透露)[^;。]{0,20}(?:不得|不|禁止)|\bconfiden\w+|non-?disclosure|\bnda\b|trade secrets?|keep[^.;]{0,40}(?:secret|private)|secrecy|keep[^.;]{0,60}to (?:itself|themselves|yourself|ourselves)|neither[^.;]{0,20}disclose|not (?:to )?disclose|shall not[^.;]{0,30}disclose|proprietary information"
)


def confidentiality(c: Case) -> Verdict | None:
    return None if c.units_with(CONFIDENTIAL) else Verdict("missing", None)


END: Final = rx(
    r"\bget out of (?:the|this)\b|put an end to (?:the|this)|\bend these terms\b|\bcall\b[^.;]{0,24}\boff\b|\bwalk away\b|\bpull out\b|解除(?:本)?(?:合同|协议|契约|权|并)|[可得][^;。,]{0,20}(?:解除|终止)(?!后)|可[^;。,]{0,20}(?:解除|终止)(?!后)|终止(?:本)?(?:合同|协议|授权|合作|许可)|(?:提前|单方|有权|立即|书面通知[^;。]{0,12})(?:解除|终止)|(?:合同|协议|授权)[^;。]{0,12}(?:解除|终止|撤销|收回)|收回授权|取消授权|撤回(?:授权|许可)|\bterminat\w+|\bdetermin(?:e|es|ed)\b (?:this|the) (?:deed|agreement|licen[cs]e|contract)|\bcancel\w* (?:this|the|for|on|upon|by|at|with)\b|\bcancel(?:s|led|lation)?\b[^.;]{0,40}(?:agreement|licen[cs]e|contract|letter)|\bmay end (?:it|this|the)\b|(?:end|revoke|withdraw|rescind)s?\b[^.;]{0,20}(?:this|the) (?:agreement|licen[cs]e|permission|letter|contract)|revocable at|irrevocabl\w+|不可撤销"
)
END_RIGHT: Final = rx(
    r"有权|得解除|得终止|可以?|得以|应|立即|自动|may|shall|right|entitled|can\b|will|upon|automatically|immediate"
)


def termination(c: Case) -> Verdict | None:
    units = c.units_with(END)
    barred = next(
        iter(
            holding(
                units,
                rx(
                    r"ⓛ[^;。]{0,30}(?:不得|无权|不可|不能|放弃)[^;。,]{0,24}(?:解除|终止|撤销|撤回|收回)|(?:在任何情况下|任何情况下|凡任何(?:原因|理由)|不得以任何(?:理由|原因))[^;。]{0,30}(?:不得|均不|不可)?[^;。]{0,10}(?:解除|终止|撤回|撤销|收回)|ⓛ (?:shall|may|will|can|has|waives)[^.;]{0,40}(?:not|no|never|any)[^.;]{0,60}(?:terminat|revok|cancel|rescind|withdraw)|(?:may|shall|can) not be (?:terminated|revoked|cancelled|withdrawn|rescinded)(?: by ⓛ)?(?: (?:for any|under any|in any|on any))?|cannot be (?:terminated|revoked|cancelled|withdrawn)|(?:sole|only|exclusive) remedy[^.;]{0,60}(?:damages|money)[^.;]{0,80}"
                ),
                unless=rx(
                    r"ⓔ[^;。.,ⓛ]{0,20}(?:不得|shall not|may not)[^;。.]{0,30}(?:terminat|解除|终止)|ⓟ (?:may|shall) not|任何一方不得|ⓟ(?:均)?不得|without cause|无故|无正当理由|擅自|except|除非|unless|before|提前|otherwise than"
                ),
            )
        ),
        None,
    )
    if barred:
        return Verdict("dangerous", barred)
    one_sided = next(
        iter(
            holding(
                units,
                rx(
                    r"ⓔ[^;。]{0,40}(?:随时|任意|无条件|无需(?:说明)?理由|任何时候|凡任何(?:原因|理由))[^;。]{0,20}(?:解除|终止)|ⓔ (?:may|shall be entitled to|can|has the right to)[^.;]{0,40}(?:terminat|cancel)[^.;]{0,80}(?:at any time|for any (?:or no )?reason|for convenience|without cause|at will)|(?:at any time|for any (?:or no )?reason)[^.;]{0,40}ⓔ (?:may|can)[^.;]{0,20}terminat"
                ),
            )
        ),
        None,
    )
    mutual = any(
        rx(
            r"ⓛ[^;。.]{0,60}(?:有权|可|may|shall be entitled|right)[^;。.]{0,60}(?:解除|终止|收回|terminat|revok|cancel)|ⓟ[^;。.]{0,80}(?:有权|可|may|shall be entitled|right)[^;。.]{0,60}(?:解除|终止|terminat|cancel)"
        ).search(
            u.plain,
        )
        for u in units
    )
    if one_sided:
        return Verdict("unusual" if mutual else "dangerous", one_sided)
    vague = next(
        iter(
            holding(
                units,
                rx(
                    r"under (?:appropriate|certain|suitable) circumstances|(?:合适|适宜|特定|一定)(?:的)?(?:情形|情况|时候|时机)|适当(?:情形|情况|时候)|必要时|where appropriate|for good reason"
                ),
            )
        ),
        None,
    )
    if vague and not any(rx(r"breach|违约|days|日|insolv").search(u.plain) for u in units):
        return Verdict("unclear", vague)
    real = [
        u
        for u in units
        if not rx(r".*(?:irrevocabl\w+|不可撤销).*").fullmatch(u.plain) or rx(r"terminat|解除|终止").search(u.plain)
    ]
    real = [u for u in real if END_RIGHT.search(u.plain) or rx(r"terminat|解除|终止").search(u.heading)]
    real = [
        u
        for u in real
        if rx(
            r"有权|得(?:以|解除|终止|随时|书面|提前)|可以?(?:提前|书面|单方|立即|解除|终止|通知)?|经ⓟ|协商一致|自动(?:终止|解除)|may|entitled|right to terminat|determine this|cancel|may end|terminates? (?:automatically|immediately|if|on|upon|this)|shall terminat|will terminat|immediately|立即(?:解除|终止)|can\b|by (?:written )?notice|收回|撤回|即(?:告)?(?:终止|解除)|revocable"
        ).search(
            u.plain,
        )
        and not rx(
            r"^(?:upon|on|after|following|in the event of)? ?(?:the )?(?:expir\w+|terminat\w+)(?: or (?:earlier )?(?:expir\w+|terminat\w+))?(?: of)?[^,.;]{0,40},"
        ).match(
            u.plain,
        )
        and not (
            rx(r"(?:终止|解除|届满|期满)(?:后|时|之日)").search(u.plain)
            and not rx(
                r"有权[^;。]{0,30}(?:解除|终止)|可[^;。]{0,20}(?:解除|终止)|(?:自动|提前|书面)[^;。]{0,10}(?:终止|解除)"
            ).search(
                u.plain,
            )
        )
    ]
    if not real:
        return (
            Verdict("missing", None)
            if not units or not any(rx(r"依法|according to law|as provided by law").search(u.plain) for u in units)
            else Verdict("unclear", units[0])
        )
    return None


BREACH: Final = rx(
    r"违约(?:金|责任|方|行为)?[^;。]{0,40}(?:赔偿|支付|承担|责任|损失)|承担(?:相应的?|全部|一切|任何)?(?:违约|赔偿|法律)责任|赔偿(?:因此|由此|对方|ⓛ|ⓔ|ⓟ|守约|全部|一切|实际|经济|所有)?[^;。]{0,16}(?:损失|损害)|违约金|赔偿金|\bdamages\b|\bliabilit\w+\b|\bliable\b|\bremed(?:y|ies)\b|injunct\w+|(?:claim|recover|sue for)[^.;]{0,20}(?:loss|damage)|compensat\w+[^.;]{0,30}(?:loss|breach|damage)|(?:breach|default)[^.;]{0,80}(?:pay|compensat|indemnif|loss|reimburs)|indemnif\w+[^.;]{0,120}breach|penalt\w+|make good (?:any|the) loss"
)
NOT_BREACH: Final = rx(
    r"product liability|产品责任险|insurance|保险|force majeure|意外灾害|侵犯第三方|(?:逾期|滞纳|延迟|拖欠|迟延)[^;。]{0,60}(?:万分之|千分之|‰|%|lpr)"
)


def breach_liability(c: Case) -> Verdict | None:
    units = [
        u
        for u in c.live
        if BREACH.search(u.plain)
        and not (NOT_BREACH.search(u.plain) and not rx(r"违约责任|breach|赔偿").search(u.plain))
    ]
    third_only = rx(r"第三方|第三人|third[- ]part|indemnif")
    real = [
        u
        for u in units
        if not third_only.search(u.plain)
        or (rx(r"违约|breach|default|违反").search(u.plain) and not rx(r"第三方|第三人|third[- ]part").search(u.plain))
        or rx(r"违约金|赔偿(?:对方|ⓟ|守约)").search(u.plain)
    ]
    heading = [
        u
        for u in c.live
        if rx(r"违约|breach|liabilit|remed|default").search(u.heading)
        and rx(r"赔偿|违约金|damages|compensat|\bloss|liable|penalt|\bpays?\b").search(u.plain)
    ]
    free = next(
        iter(
            holding(
                units,
                rx(
                    r"ⓔ[^;。]{0,30}(?:不承担|免于承担|免除|概不(?:负责|承担))[^;。]{0,16}(?:违约|赔偿|任何|一切|法律)?责任|ⓔ (?:shall|will) (?:have no|not (?:have any|be liable|be responsible))[^.;]{0,80}(?:liab|damages|loss|any|breach|whatsoever)|(?:in no event|under no circumstances) (?:shall|will) ⓔ be liable|ⓔ shall not be liable|ⓛ (?:waives|releases)[^.;]{0,60}(?:claims?|damages|remed)|ⓔ's (?:total |aggregate |maximum |entire )*liability[^.;]{0,80}(?:at most|limited to|capped)[^.;]{0,30}(?:rmb|usd|cny|¥|\$)? ?(?:\d{1,3}(?:,\d{3})?|one|1)\b"
                ),
                unless=rx(r"意外灾害|force majeure|indirect|consequential|间接"),
            )
        ),
        None,
    )
    if free:
        return Verdict("dangerous", free)
    if not real and not heading:
        return Verdict("missing", None)
    bare = lacking(real, rx(r"赔偿|违约金|损失|损害|damages|loss|compensat|penalt|liable|injunct|indemnif|remed|pay"))
    if real and len(bare) == len(real) and not heading:
        return Verdict("unclear", bare[0])
    return None


DISPUTE: Final = rx(
    r"\bfall out\b|争议|纠纷|仲裁|诉讼(?!费)|人民法院|管辖|\bdisputes?\b|arbitrat\w+|\bcourts?\b|jurisdiction|mediation|litigation|\bvenue\b"
)
FORUM: Final = rx(r"仲裁|法院|起诉|提起诉讼|arbitrat\w+|\bcourts?\b|tribunal|\bvenue\b")
LAW: Final = rx(
    r"^(?:按照?|依|适用)?(?:中国|中华人民共和国|香港|日本|新加坡|英国|美国)(?:的)?法律?(?:办理|来|处理)?[;。.]?$|^laws? of (?:the )?[a-z][a-z ,]{2,40}[.;]?$|^(?:the )?[a-z][a-z ]{2,24} law[.;]?$|适用[^;。]{0,30}法律|法律适用|(?:受|依据?|依照|适用|遵循|按照?|以|根据)[^;。]{0,20}(?:中国|中华人民共和国|香港|日本|新加坡|英国|美国|纽约|加州|韩国|台湾|内地|大陆)[^;。]{0,16}(?:法律?|法)(?:管辖|解释|约束|律)?|准据法|\bgovern(?:ed|ing)\b[^.;]{0,60}\blaws?\b|\blaws?\b[^.;]{0,80}\b(?:govern\w*|apply|applies|applicable)\b|governing law|applicable law|construed[^.;]{0,60}\blaws?\b|subject to the laws?|(?:chinese|prc|english|new york|california|hong kong|japanese|singapore|swiss) law\b|under the laws? of[^.;]{0,40}(?:interpret|constru|this)|law of (?:the )?(?:contract|agreement)"
)


def dispute_resolution(c: Case) -> Verdict | None:
    units = c.units_with(
        DISPUTE,
        unless=rx(
            r"第三方[^;。]{0,20}(?:诉讼|争议)|纠纷[^;。]{0,16}(?:索赔|第三)|第三(?:方|人)[^;。]{0,20}纠纷|stock|诉讼时效|参与诉讼|维权诉讼|lawsuits? against|threatened|pending|未决|不存在[^;。]{0,12}(?:争议|纠纷|诉讼)|侵权[^;。]{0,16}诉讼|in connection with any third|court order|法院(?:要求|判决|命令|裁定)|order of (?:a |any )?court|required by[^.;]{0,30}court"
        ),
    )
    if not units:
        return Verdict("missing", None)
    forum = holding(units, FORUM)
    if not forum:
        return Verdict("unclear", units[0])
    both = next(
        iter(
            holding(
                forum,
                rx(
                    r"仲裁(?:委员会|机构)?[^;。]{0,30}(?:或|或者|也可|亦可)[^;。]{0,30}(?:法院|起诉|诉讼)|(?:有关部门|仲裁)[^;。]{0,6}(?:、|或者?)[^;。]{0,6}法院[^;。]{0,6}(?:都行|均可|皆可|都可以?)|(?:法院|诉讼)[^;。]{0,30}(?:或|或者|也可|亦可)[^;。]{0,30}仲裁|arbitrat\w+[^.;]{0,60}\bor\b[^.;]{0,60}(?:courts?|litigation)|(?:courts?|litigation)[^.;]{0,60}\bor\b[^.;]{0,40}arbitrat"
                ),
                unless=rx(r"interim|injunct|保全|临时|执行|enforce"),
            )
        ),
        None,
    )
    if both:
        return Verdict("unclear", both)
    court = next(
        iter(holding(forum, COURT, unless=rx(r"仲裁|arbitrat|tribunal|interim|保全|执行|enforce|appeal"))), None
    )
    arbiter = next(iter(holding(forum, rx(r"仲裁|arbitrat"), unless=COURT)), None)
    return (
        Verdict("unclear", court)
        if court and arbiter and ANY_DISPUTE.search(court.plain) and ANY_DISPUTE.search(arbiter.plain)
        else None
    )


COURT: Final = rx(r"法院|\bcourts?\b(?! of arbitration)")
ANY_DISPUTE: Final = rx(r"(?:任何|一切|所有|产生的|发生的)[^;。]{0,6}争议|(?:any|all|every) disputes?")


def governing_law(c: Case) -> Verdict | None:
    units = [
        u
        for u in c.live
        if LAW.search(u.plain)
        and not (
            rx(r"(?:根据|依据|依照|按照)[^。]{0,80}(?:订立|签订|达成|协商|签署|制定|如下)").search(u.plain)
            and not rx(r"适用|管辖|解释").search(u.plain)
        )
    ]
    units = [
        u
        for u in units
        if not rx(
            r"organi[sz]ed (?:and existing )?under|incorporated under|existing under|依据[^;。]{0,12}法律[^;。]{0,10}(?:成立|设立|注册)"
        ).search(
            u.plain,
        )
        or rx(r"govern|construed|适用").search(u.plain)
    ]
    units = [
        u
        for u in units
        if not rx(r"^(?:ⓔ|ⓛ|ⓟ)[^.;。]{0,20}(?:comply|遵守)").search(u.plain)
        or rx(r"govern|construed|适用[^;。]{0,12}法").search(u.plain)
    ]
    if not units:
        return Verdict("missing", None)
    return (
        Verdict("unclear", units[0]) if all(PENDING.search(u.plain) or ANY_LAW.search(u.plain) for u in units) else None
    )


ANY_LAW: Final = rx(
    r"\blaws? (?:most|best|that is|which is) (?:suit|appropriate|close)|(?:合适|适当|有关|相关|最密切)[^,;。]{0,8}法律"
)
