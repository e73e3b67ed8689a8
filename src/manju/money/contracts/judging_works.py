"""Verdicts on works to come: sequels and who may lock them, rival works of the licensee."""

from __future__ import annotations

import re
from typing import Final

from manju.money.contracts.asking import PENDING, holding, lacking, stance, stances
from manju.money.contracts.cases import Case, Verdict
from manju.money.contracts.patterns import rx
from manju.money.contracts.quantities import lengths
from manju.money.contracts.shapes import Unit

SEQUEL: Final = rx(
    r"续集|续作|续篇|续写|前传|后传|外传|番外|衍生剧|后续(?:作品|系列|季|集|开发|内容)|新(?:一)?季|第二季|下一季|后续季|次季|续订季|系列(?:新作|续)|同系列[^,;。]{0,6}作品|续拍|\bsequels?\b|\bprequels?\b|spin-?offs?|\bcontinuations?\b|(?:second|subsequent|further|future|new|later|next|additional) (?:season|series|instal\w+|volume|episode|title in the series|chapter)s?|follow-?(?:up|on) (?:work|series|season|title)s?|subsequent (?:work|production|book|title)s?|season (?:two|2)|next (?:work|book|instal)"
)
LOCK: Final = rx(
    r"(?:续集|续作|续篇|前传|后传|番外|外传|后续作品|新季)[^;。]{0,60}(?:只能|仅能|必须|自动(?:适用|纳入|归入|成为|视为))[^;。]{0,16}(?:ⓔ|本合同|本协议|授权)|(?:未经|没有|非经|不经)ⓔ[^;。]{0,16}(?:同意|许可|批准)[^;。]{0,12}ⓛ?[^;。]{0,20}(?:不得|无权|不可|不能)|ⓛ(?:在[^,;。]{0,24})?[^;。,]{0,20}(?:不得|无权|不可|不能|放弃)[^;。]{0,40}(?:续|前传|外传|番外|新(?:一)?季|第二季|后续|衍生剧)|(?:续集|续作|续篇|前传|外传|番外|后续[^,;。]{0,8}|新(?:一)?季|衍生剧|第二季)[^;。]{0,40}(?:权利|开发权|改编权|授权|版权|著作权|制作权|权益)?[^;。]{0,14}(?:自动|当然|无偿|免费|均|全部|一并|独家|永久)?(?:归|属于?|授予|由|许可给)ⓔ(?!(?:与|和)ⓛ)[^;。]{0,16}(?!.{0,6}优先)|ⓛ[^;。]{0,30}(?:自动|无偿|免费|一并|永久|无条件)[^;。]{0,16}(?:授予|授权|许可)[^;。]{0,10}ⓔ[^;。]{0,30}(?:续|前传|后续|新季)|(?:续集|续作|续篇|前传|外传|番外|后续|新(?:一)?季|第二季)[^;。]{0,30}ⓛ[^;。]{0,10}(?:无偿|免费|自动|无条件|永久)[^;。]{0,10}(?:授予|授权|许可|提供)|ⓔ[^;。]{0,30}(?:自动|无偿|永久|当然|免费|有权自行|可自行|有权直接|自动取得|自由)[^;。]{0,24}(?:续|前传|外传|番外|后续|新(?:一)?季|第二季)|ⓔ(?:有权|可)(?!优先|在同等|参与)[^;。优]{0,20}(?:开发|制作|创作|拍摄|续写|出版)[^;。优]{0,12}(?:续|前传|外传|番外|后续|第二季)"
    r"|ⓛ (?:shall|will|may|must|agrees|undertakes)[^.;]{0,30}\bnot\b[^.;]{0,100}(?:sequel|prequel|spin|season|continuation|follow|subsequent|instal)|ⓛ (?:waives|relinquishes|gives up)[^.;]{0,80}(?:sequel|prequel|season|continuation)|(?:no|neither) (?:sequel|prequel|further|new|continuation|second|spin|season)[^.;]{0,80}(?:without|unless|except)[^.;]{0,40}ⓔ|ⓛ[^.;]{0,40}(?:without|unless|only with)[^.;]{0,20}ⓔ's[^.;]{0,60}(?:consent|approval|permission)"
    r"|(?:sequels?|prequels?|spin-?offs?|continuations?|seasons?|instal\w+|series|works?|volumes?)[^.;]{0,70}(?:belong(?:s)?(?: exclusively| solely)? to|vest(?:s|ed)? in|owned by|automatically (?:included|licensed|granted|fall|form|become|extended)|(?:are|is|shall be|be)(?: also| hereby)? (?:licensed|granted|included|controlled|reserved)(?: exclusively| solely)?(?: to| by| in| for)) ⓔ|ⓔ (?:owns|shall own|controls|shall control|shall have the (?:sole|exclusive|perpetual|right to (?:make|produce|create|develop|write))|has the (?:sole|exclusive|perpetual|right to (?:make|produce|create|develop|write))|may(?: freely| also)? (?:make|produce|create|develop|write|publish|commission))[^.;]{0,80}(?:sequel|prequel|spin|season|continuation|follow|subsequent|instal)|(?:include|including|extends? to|cover|covers)[^.;]{0,50}(?:all |any )?(?:future )?(?:sequels?|prequels?|seasons|continuations)[^.;]{0,60}(?:without (?:further|additional)|at no|free|automatically|no additional)|(?:sequels?|seasons?|continuations?)[^.;]{0,60}(?:shall )?automatically"
)
RESERVED_SEQUEL: Final = rx(
    r"ⓛ说了算|(?:归|属于?|由|保留(?:给|于|在)?)ⓛ|ⓛ[^;。]{0,24}(?:保留|享有|拥有|独家|决定|自主|有权)|reserved? (?:by|to|for|exclusively)|(?:stay|remain|lie|rest)s? with ⓛ|ⓛ (?:reserves|retains|owns|controls|shall (?:own|control|retain|decide)|may|has|remains|keeps|alone|is free)|(?:belong|vest|remain)[^.;]{0,20}ⓛ|(?:excluded|not (?:included|granted|licen[cs]ed|covered))|不(?:包括|包含|含|在|及于|涉及|授予)|另行(?:授权|签|书面)|(?<!ⓟ)另行协商|ⓛ's (?:exclusive|sole|property|free)|ⓛ alone|separate"
)
PRIORITY: Final = rx(
    r"优先|同等条件|first (?:refusal|negotiation|look|offer|opportunity|option)|\brofr\b|\brofn\b|matching|match the|last refusal|pre-?empt|\boption\b|priority|preferential"
)


def sequel_priority(c: Case) -> Verdict | None:
    units = c.units_with(SEQUEL)
    if not units:
        return Verdict("missing", None)
    for unit in units:
        held = _held_up(c, unit)
        if held:
            return Verdict("dangerous", held)
    for unit in units:
        found = LOCK.search(unit.plain)
        if not found or rx(
            r"\bnot (?:be )?(?:barred|prevented|restrained|restricted|precluded|bound|kept|required|obliged)\b|\bneed not\b"
        ).search(found.group()):
            continue
        said = stance(unit.plain, found.start(), found.end())
        priority = PRIORITY.search(unit.plain)
        own = found.group()
        guarded = (
            rx(r"ⓔ(?:有权|可)|ⓔ (?:may|shall have|has)|include|cover|extend|seasons?|(?:续|季|传)").search(own)
            and said in ("forbidden", "consent")
            and not rx(
                r"ⓛ[^;。]{0,40}(?:不得|无权|不可|不能|放弃)|ⓛ (?:shall|will|may|must|agrees|undertakes)[^.;]{0,40}\bnot\b|waive|(?:未经|没有|非经)ⓔ|ⓔ's[^.;]{0,40}(?:consent|approval)|^no |neither"
            ).search(
                own,
            )
        )
        if guarded or (
            rx(r"ⓔ[^;。.]{0,40}(?:不得|无权|不享有|shall not|may not|has no|no right)").search(own)
            and not rx(r"ⓛ[^;。.]{0,40}(?:不得|无权|shall not|may not)").search(own)
        ):
            continue
        if priority and _bounded_priority(c, unit) and not rx(r"永久|perpetual|自动归|无偿|放弃").search(unit.plain):
            continue
        return Verdict("dangerous", unit)
    units = (
        lacking(
            units,
            rx(
                r"不构成(?:ⓛ)?(?:的)?(?:任何)?(?:合同)?义务|\bno (?:obligation|duty|commitment)\b|may (?:freely )?(?:refuse|decline)"
            ),
        )
        or units[:0]
    )
    if not units:
        return None
    rights = [u for u in units if PRIORITY.search(u.plain) and rx(r"ⓔ").search(u.plain)]
    for unit in rights:
        found = PRIORITY.search(unit.plain)
        if (found and stance(unit.plain, found.start(), found.end()) == "forbidden") or rx(
            r"ⓔ[^;。]{0,30}(?:不|无|没有|未|放弃)[^;。]{0,24}优先|ⓔ (?:(?:has|have|shall have|gets?|receives?|obtains?|acquires?|enjoys?)\b[^.;]{0,20}\bno\b|(?:does|do|shall|will) not)"
        ).search(
            unit.plain,
        ):
            continue
        if rx(
            r"永久|无限期|不受期限|perpetual|in perpetuity|last refusal|final matching|without (?:any )?time limit|(?:all|any) future[^.;]{0,40}in any (?:media|category)"
        ).search(
            unit.plain,
        ):
            return Verdict("dangerous", unit)
        if not _bounded_priority(c, unit):
            return Verdict("unclear", unit)
    if rights:
        return None
    decided = [
        u
        for u in units
        if RESERVED_SEQUEL.search(u.plain)
        or rx(
            r"ⓔ[^;。]{0,40}(?:不得|无权)|ⓔ (?:shall|may|must|will) not|ⓔ has no|no (?:right|licen)|未经ⓛ|without ⓛ|属于ⓛ|不得"
        ).search(
            u.plain,
        )
        or stance(u.plain, *_place(SEQUEL, u)) in ("forbidden", "consent")
    ]
    decided = lacking(decided, rx(r"由?ⓟ[^;。,]{0,10}(?:协商|商定|商议)|to be (?:agreed|discussed|negotiated)"))
    if decided:
        return None
    loose = next(iter(holding(units, PENDING)), None)
    if loose:
        return Verdict("unclear", loose)
    return (
        Verdict("unclear", units[0])
        if any(rx(r"权|优先|right|合作|授权").search(u.plain) for u in units)
        else Verdict("missing", None)
    )


HELD: Final = rx(
    r"ⓔ[^;。]{0,10}未(?:书面)?(?:表示)?(?:放弃|同意|答复|许可|批准)[^;。]{0,8},ⓛ[^;。]{0,8}(?:不得|不可|不能|无权)|(?:应|须|需|必须)(?:先|事先|事前)?(?:取得|获得|征得|经)ⓔ(?:的)?(?:书面|事先)*(?:同意|许可|批准)|ⓔ(?:有权)?要求[^;。]{0,24}(?:共同拥有|共有|享有)[^;。]{0,8}(?:续|后续)"
    r"|ⓛ (?:can't|cannot|can not|may not|must not|shall not|will not|won't)[^.;]{0,60}\b(?:release|publish|make|produce|license|start|write)\w*[^.;]{0,40}\b(?:unless|until|before|without|except)\b[^.;]{0,40}ⓔ"
)


def _held_up(c: Case, unit: Unit) -> Unit | None:
    """The sentence on sequels, or one right after it that says no more what of, by which the licensee's leave is needed."""
    if not rx(r"ⓛ|\byou\b|planning|plan|续写|续").search(unit.plain):
        return None
    at = c.live.index(unit)
    for near in c.live[at : at + 3]:
        if near is not unit and near.heading != unit.heading:
            break
        if near is not unit and not near.heading and abs(near.block - unit.block) > 0:
            break
        if HELD.search(near.plain):
            return near
    return None


def _place(pattern: re.Pattern[str], unit: Unit) -> tuple[int, int]:
    found = pattern.search(unit.plain)
    return (found.start(), found.end()) if found else (0, 0)


def _bounded_priority(c: Case, unit: Unit) -> bool:
    """Whether the option has a window: days to answer, or an end."""
    near = [u for u in c.live if abs(u.block - unit.block) <= 1]
    timed = [
        u
        for u in near
        if (
            u is unit
            or PRIORITY.search(u.plain)
            or SEQUEL.search(u.plain)
            or rx(r"回复|答复|书面|逾期|未能|reply|respond|offer|fail|negotiat|lapse").search(u.plain)
        )
    ]
    return any(s.unit in ("day", "business_day", "week", "month") for u in timed for s in lengths(u.plain)) or any(
        rx(r"一次|首轮|once only|one time").search(u.plain) for u in timed
    )


RIVAL_WORK: Final = rx(
    r"cop(?:y|ies|ying) (?:the |any )?(?:\w+ ){0,2}(?:characters?|figures?|heroes)|(?:lead )?characters[^.;]{0,12}\bcop(?:y|ies)\b|borrow\w*[^.;]{0,30}characters|evok\w+[^.;]{0,40}(?:characters?|cast|style)|相仿|雷同|神似|(?:series|books?|works?|films?|games?|dramas?) about an? [^.;]{0,40}\b(?:heroine|hero|character)\b|(?:推出|制作|开发|设计|生产|创作|使用|销售|经营)[^,;。]{0,8}与[^,;。]{1,30}(?:近似|相似|类似|雷同|相同|混淆)的|in competition with|looks? like ⓛ|(?:take|mistak\w*) for ⓛ|of ⓔ's own[^.;]{0,50}(?:looks? like|resembl|similar|confus|take for|mistake)|(?:竞争|竞品|近似|相似|类似|雷同|同类竞|混淆|实质性相似|抄袭|仿冒|模仿|高仿|借鉴)[^;。]{0,30}(?:作品|产品|形象|角色|漫剧|短剧|动漫|ip|游戏|项目|商品|设定|内容|剧|节目|歌曲|画风)|(?:作品|产品|形象|角色|漫剧|短剧|动漫|ip|游戏|商品|剧)[^;。]{0,24}(?:相竞争|竞争|竞品|近似|相似|类似|雷同|混淆)|竞争(?:性)?(?:关系|作品|产品|业务|漫剧)|竞品|像的(?:角色|形象)|拿[^;。]{0,14}(?:拍|做|改)[^;。]{0,8}(?:剧|漫|片)|(?:利用|使用|借用|基于|以)[^;。]{0,24}(?:形象|角色|设定|人物)[^;。]{0,24}(?:开发|创作|制作|推出|拍摄)[^;。]{0,24}(?:新|其他|自有|独立|另外|竞)[^;。]{0,10}(?:漫剧|短剧|作品|动漫|ip|剧|形象|游戏|系列|产品)"
    r"|\bcompet(?:e|es|ing|itive|itor)\b[^.;]{0,60}|look-?alikes?\b|(?:make|produce|create|publish|commission)\w*[^.;]{0,10}\b(?:any|its own|own|another|other|new)\b[^.;]{0,30}(?:animations?|comics?|series|shows?|dramas?|games?)[^.;]{0,30}\b(?:with|featuring|using|based on|around|containing)\b|confusingly similar|substantially similar|\b(?:look-?alike|knock-?off|imitat\w+|similar|resembl\w+|rival|passing off)\b[^.;]{0,40}(?:work|series|character|product|property|comic|drama|game|design|title|song|programme|ip)s?|(?:work|series|character|product|comic|drama|game|title)s?[^.;]{0,40}(?:similar to|imitat\w+|compet\w+ with|resembl\w+|derived from|based on or similar)|own (?:series|works|comics?|comic dramas?|dramas?|characters|animation|productions)[^.;]{0,60}(?:character|property|likeness|resembl|based|feature|using)|(?:features?|featuring|using|incorporat\w+)[^.;]{0,30}(?:characters?|property)[^.;]{0,60}(?:own|new|other|independent|separate)[^.;]{0,20}(?:series|works?|comics?|dramas?|productions?)"
)
NOT_RIVAL: Final = rx(
    r"竞争法|不正当竞争法|competition law|antitrust|unfair competition (?:law|act)|competent|competitor of ⓛ|ⓛ的竞争对手|confidential|保密|compete for|竞争对手[^;。]{0,10}(?:披露|泄露)|竞争力|substantially similar (?:to|form as) (?:the|that) (?:form|sample)|类似(?:情形|事件|性质|情况)|similar (?:events?|circumstances|nature|terms)|competitive (?:price|bid)|商标[^;。]{0,16}(?:近似|相似)|trade ?marks?"
)


FREE_TO_COMPETE: Final = rx(
    r"ⓔ (?:is|are|remains?|shall be|will be|stays?)(?: \w+){0,2},? free\b[^.;]{0,200}\b(?:resembl\w*|similar|comparable|compet\w*|imitat\w*|evok\w*|akin|of its own|alike|like (?:those|the|ⓛ))"
    r"|ⓔ (?:may|can|is entitled to|are entitled to|has the right to)\b[^.;]{0,160}\b(?:its|their|ⓔ's) own\b[^.;]{0,160}\b(?:similar|resembl\w*|comparable|compet\w*|evok\w*|imitat\w*)"
    r"|ⓔ(?:及其关联公司|及其关联方)?(?:亦|也|均|仍|在[^;。]{0,16})*(?:可以?|有权|得)(?:另行|自行|自由|独立)*[^;。]{0,8}(?:摄制|制作|创作|开发|推出|策划|发行|生产)[^;。]{0,30}(?:以|使用|含|与|采用)[^;。]{0,16}(?:造型|性格|形象|人物|角色|题材|设定)[^;。]{0,24}(?:其他|另外|新的|独立|相近|近似|类似|相同)"
)


def competing_works(c: Case) -> Verdict | None:
    for unit in c.live:
        free = FREE_TO_COMPETE.search(unit.plain)
        if (
            free
            and not rx(r"\b(?:not|nor|neither|no)\b|不得|须经|应经|书面同意").search(free.group())
            and not rx(r"sequel|season|续集|第二季|ⓛ(?:书面)?同意").search(unit.plain)
        ):
            return Verdict("dangerous", unit)
    mentions = []
    for unit, said, found in stances(c.live, RIVAL_WORK):
        left = unit.plain[: found.start()]
        who = max(left.rfind("ⓛ"), left.rfind("ⓔ"))
        subject = left[who : who + 1] if who >= 0 else ""
        if subject == "" and rx(r"[^;。.]{0,60}ⓔ").match(unit.plain):
            subject = "ⓔ"
        if said == "neutral" and rx(r"property of|\bowned\b|\bowns\b|belong|vest|assign|归|所有权").search(unit.plain):
            continue
        if NOT_RIVAL.search(unit.plain) and not rx(r"作品|漫剧|series|works?\b|characters?").search(found.group()):
            continue
        if subject == "ⓛ" and not rx(r"(?:未经|经|without|with) ?ⓛ|ⓛ's|与ⓛ|ⓛ的|对ⓛ|to ⓛ|of ⓛ|by ⓛ|with ⓛ").search(
            left[-60:] + found.group()
        ):
            continue
        mentions.append((unit, said, found))
    if not mentions:
        return Verdict("missing", None)
    for unit, said, found in mentions:
        nothing_stops = rx(
            r"(?:不(?:限制|影响|妨碍|禁止|阻止|约束)|不构成对)[^;。]{0,10}ⓔ|nothing[^.;]{0,60}(?:prevent|restrict|restrain|stop|bar|limit|prohibit|preclude)s?[^.;]{0,20}ⓔ|ⓔ (?:shall|will) not be (?:restricted|prevented|precluded|prohibited|limited)|not (?:restrict|prevent|preclude|limit|prohibit) ⓔ|ⓔ(?:不受)[^;。]{0,8}限制|ⓔ (?:is|shall be|remains?) (?:entirely |completely )?free|ⓔ's (?:right|freedom) to"
        ).search(
            unit.plain,
        )
        barred = rx(r"(?:不得|不会|不应|禁止|无权|shall not|may not|must not|will not)[^;。.]{0,120}$").search(
            unit.plain[: found.end()],
        )
        if nothing_stops and not (
            barred
            and not rx(r"shall not be (?:restricted|prevented|precluded|prohibited|limited)").search(barred.group())
        ):
            return Verdict("dangerous", unit)
        if (
            said in ("allowed", "free")
            and rx(r"ⓔ[^;。.]{0,80}(?:有权|可|may|free|entitled|right|permitted|自行|自由)").search(
                unit.plain[: found.end()]
            )
            and not rx(
                r"ⓛ[^;。]{0,30}(?:有权|可以?)[^;。]{0,30}(?:解除|终止|要求|追究)|ⓛ (?:may|shall be entitled|is entitled)|视为违约|breach|terminate"
            ).search(
                unit.plain,
            )
        ):
            return Verdict("dangerous", unit)
    return None
