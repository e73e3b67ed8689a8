"""Verdicts on the property itself: who owns what is derived from it, its integrity, its credit."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from manju.money.contracts.asking import PENDING, stance, stances
from manju.money.contracts.cases import Case, Verdict
from manju.money.contracts.patterns import rx
from manju.money.contracts.shapes import Unit

MAKES_NEW: Final = rx(
    r"\bimprovements?\b|演绎|\bderived from\b|\b(?:thing|item|matter|element)s? (?:derived|made|based|created|developed|drawn)\b|\bnew\b[^.;]{0,30}ⓔ (?:draw|make|creat|design|develop|produc)\w*|(?:新|产生|形成|绘制|设计|素材|画面|成果|改编|动画|游戏|成片|译制|剪辑|造型|图|稿|剧本|照片|物料|版本|录音|皮肤|立绘)[^;。]{0,40}(?:著作权|知识产权|版权)[^;。]{0,12}(?:归|属|由|算|转让|让与)|(?:anything|everything|whatever)[^.;]{0,50}(?:makes?|draws?|creates?|develops?|designs?|produces?)\b|成果由[^;。]{0,16}(?:一方|方|者)[^;。]{0,6}(?:享有|所有|取得)|(?:derived|resulting) works?\b|newly (?:invented|created|designed|drawn|made|developed)|衍生(?:作品|内容|设计|成果|创作|开发成果|素材|产品[^;。]{0,8}(?:著作权|知识产权|版权|权利))|演绎作品|改编(?:作品|成果|后的|剧本|形成|产生)|二次创作|(?:履行|本合同|本协议|授权期(?:限|间)?内|ⓔ|基础上|新)[^;。]{0,30}(?:产生|形成|完成|产制|创作|设计|开发|绘制|制作)[^;。]{0,30}(?:著作权|知识产权|版权)|新(?:增|设计|形成|产生|创作|的)?[^;。]{0,10}(?:图样|插画|造型|图案|款式|形象|设计|素材|作品|角色|内容|知识产权|权利|成果)|(?:设计稿|设计图|设计成果|开发成果|创作成果|制作成果|工作成果|成片|游戏|产品(?:外观|设计)|译文|译本|编曲|录音|剧本|模型|照片|广告(?:片|素材)|宣传物料|物料|视频)[^;。]{0,40}(?:著作权|知识产权|版权|权利|所有权)|(?:因|基于|依据|根据|利用)[^;。]{0,20}(?:授权|本合同|形象|作品|ip)[^;。]{0,24}(?:产生|形成|创作|开发|制作|设计|改编)[^;。]{0,24}(?:著作权|知识产权|版权|权利|成果|作品)|\bderivative (?:works?|materials?|rights|designs?|creations?|content|assets?)\b|\bderivatives?\b(?! works? of third)|(?:new|additional|modified|adapted|resulting|created|developed|commissioned) (?:drawings?|illustrations?|images?|pictures?|patterns?|artwork|designs?|characters?|materials?|works?|content|elements|versions|assets|adaptations?|intellectual property|ip)|(?:designs?|artwork|adaptations?|materials|works|improvements|modifications|translations?|recordings?|arrangements?|film|remake|game|creations?|content|assets|footage|deliverables|voice|dubbed version|embodying)[^.;]{0,150}(?:copyright|own\w*|vests?|belongs?|title|property of|intellectual property|proprietor)|(?:copyright|title|ownership|intellectual property|rights?)[^.;]{0,60}(?:in|to|of|over)[^.;]{0,60}(?:designs?|artwork|adaptations?|improvements|modifications|derivative|new|created|developed|materials|translations?|recordings?|arrangements?|works made|remake|game|outputs?)|works? made for hire"
)
OWNED: Final = rx(
    r"算(?:是|作)?(?:ⓛ|ⓔ)|(?:归|属于?|由)(?:属)?(?:于)?(?:ⓛ|ⓔ|ⓟ|各)|(?:ⓛ|ⓔ|ⓟ)[^;。]{0,24}(?:所有|享有|拥有|共有|共同所有|取得)|共同(?:所有|享有|拥有)|(?:转让|让与)(?:给|予|与|至)(?:ⓛ|ⓔ)|\b(?:property|owned|owns|(?<!its )(?<!their )own|belongs?|vests?|vested|property of|ownership|derivative works?[^.;]{0,60}reserved|assigns?|assigned|title|retains?|jointly|co-own\w*|remain|proprietor|made for hire)\b"
)


def derivative_ownership(c: Case) -> Verdict | None:
    units = [
        u
        for u in c.live
        if MAKES_NEW.search(c.contract.defined(u.plain))
        and OWNED.search(u.plain)
        and not rx(
            r"(?:续集|续作|外传|后续|新作|sequels?|seasons?)[^;。.]{0,40}(?:由ⓛ[^;。]{0,6}(?:决定|安排|自主|自行)|for ⓛ alone|decided? (?:upon )?by ⓛ)|背景知识产权仍|衍生(?:作品|内容)?的?(?:开发|改编)权[^;。]{0,10}(?:保留|归)|(?:保证|担保|声明)[^;。]{0,30}(?:享有|拥有)|纠纷|索赔|^(?:[^;。]{0,8})(?:授权|许可)(?:形象|作品|素材|内容|标的)(?:本身|及其[^;。新]{0,6})?的?(?:全部)?(?:著作权|知识产权|版权)|pre-?existing[^.;]{0,40}remain"
        ).search(
            u.plain,
        )
    ]
    units += [joined for before, unit in pairwise(c.live) if (joined := _it_belongs(before, unit))]
    units += [
        u for u in c.live if u not in units and MAKES_ALL.search(c.contract.defined(u.plain)) and _owner(u.plain) == "ⓔ"
    ]
    if not units:
        loose = next(
            (
                u
                for u in c.live
                if MAKES_NEW.search(u.plain)
                and rx(r"归属|ownership").search(u.plain + u.heading)
                and PENDING.search(u.plain)
            ),
            None,
        )
        return Verdict("unclear", loose) if loose else Verdict("missing", None)
    joint: Unit | None = None
    all_of_it = any(
        _owner(u.plain) == "ⓛ"
        and rx(r"衍生|演绎|新|deriv|\bnew\b|based on|adapt|all (?:other )?|every|原画|图样|model").search(u.plain)
        for u in units
    )
    for unit in units:
        whose = _owner(unit.plain)
        if (
            whose == "ⓔ"
            and all_of_it
            and CARRIER.match(unit.plain)
            and not rx(r"衍生|演绎|新(?:的|增|形象|角色|设)|deriv|\bnew(?:ly)?\b|characters?|designs?|artwork").search(
                unit.plain
            )
        ):
            continue
        if whose == "ⓔ":
            return Verdict("dangerous", unit)
        if whose == "ⓟ":
            joint = joint or unit
    if joint:
        return Verdict("unusual", joint)
    loose = next((u for u in units if PENDING.search(u.plain) and _owner(u.plain) == ""), None)
    return Verdict("unclear", loose) if loose else None


CARRIER: Final = rx(
    r"(?:ⓔ (?:owns?|retains?|keeps?) )?(?:the |its |all )?(?:copyright in )?(?:the |its )?(?:[a-z-]+ ){0,2}(?:game|engine|software|app|code|film|negative|recordings?|tooling|moulds?|molds?|show|series|platform|technology|master|master tape|layout)s?\b|(?:该|本)?(?:游戏|引擎|软件|程序|代码|模具|版式设计|剧集|影片|成片|技术|平台)"
)
MAKES_ALL: Final = rx(
    r"\b(?:all|everything|anything|whatever)\b[^.;]{0,20}\b(?:it|ⓔ) (?:finances|pays for|makes|creates|develops|produces|commissions)\b|应用成果|(?:开发|工作|制作|创作|设计|新)成果|\bdevelopment work\b|sculpts?|control art"
)


def _it_belongs(before: Unit, unit: Unit) -> Unit | None:
    """`It belongs to ⓔ.` is about what the sentence before it names."""
    if before.heading != unit.heading or unit.block - before.block > 1:
        return None
    starts = rx(
        r"(?:it|they|these|those|all of (?:it|them|these|this)|such (?:works?|materials?)|the same|(?:上述|前述|该等|此等|其)(?:成果|作品|内容|著作权|权利)?)"
    ).match(unit.plain)
    if (
        not starts
        or not OWNED.search(unit.plain)
        or not (MAKES_NEW.search(before.plain) or MAKES_ALL.search(before.plain))
    ):
        return None
    return unit if _owner(unit.plain) == "ⓔ" else None


TO_LICENSEE: Final = rx(
    r"(?:belongs?|vests?|passes)\b[^.;ⓛ]{0,30}\b(?:to|in) ⓔ|vests? in (?:the (?:party|person)|ⓟ) (?:that|who|which)|belongs?[^.;]{0,20}whoever (?:made|makes|created)|算(?:是|作)?ⓔ|由(?:投入|承担|支付|出资|完成|创作|设计|绘制|制作)[^,;。ⓛ]{0,10}(?:一方|之方|方|者)(?:单独|独家)?(?:享有|所有|取得)|(?<![不非未])(?:归|属于?|由)(?:属)?(?:于)?(?:其(?=单独|独家|独立|完全|永久|全部|所有|享有|拥有|取得|$)|ⓔ)(?!与|和|及)(?:(?:单独|独家|独立|完全|永久|全部)?(?:所有|享有|拥有|取得|持有)?)|(?<![归属])ⓔ(?:自行|单独|独家|独立|依法|完全|将|即|当然|自动|永久|对[^,;。]{0,40})*(?:享有|拥有|取得|所有)[^;。]{0,20}(?:著作权|知识产权|版权|所有权|全部权利|完整)|(?:著作权|知识产权|版权|所有权)[^;。]{0,16}(?:为|是)ⓔ(?:所有|的)|(?:owned|belongs?|belong|vests?|vest|vested|remains?|remain|be)(?: (?:solely|exclusively|entirely|automatically|absolutely|and vest|the (?:sole|exclusive|absolute)?\s?property))*(?: by| to| in| with| of)+ ⓔ|property of ⓔ|ⓔ (?:shall |will |hereby )?(?:solely |exclusively |automatically )?(?:owns?|own|retains?|retain|holds?|be the (?:sole |exclusive )?(?:owner|author|proprietor)|is (?:and (?:remains?|shall remain) )?(?:the )?(?:sole |exclusive )?(?:owner|author|proprietor)|acquires?)\b|assigns?[^.;]{0,30} to ⓔ|work(?:s)? made for hire for ⓔ|in ⓔ's name|ⓔ's (?:sole |exclusive )?property|以ⓔ名义"
)
TO_LICENSOR: Final = rx(
    r"reserved (?:to|by|for) ⓛ|(?:belongs?|vests?|remains?)\b[^.;ⓔ]{0,40}\b(?:to|in|with) ⓛ|算(?:是|作)?ⓛ|(?<![不非未])(?:归|属于?|由)(?:属)?(?:于)?ⓛ|ⓛ(?:单独|独家|依法|完全|即|当然|自动|自[^,;。]{0,10}起)*(?:享有|拥有|取得|所有)|(?:转让|让与|移转)(?:给|予|与|至)ⓛ|(?:owned|belongs?|belong|vests?|vest|vested|remains?|remain|be|is|are)(?: (?:solely|exclusively|entirely|automatically|absolutely|and vest|the (?:sole|exclusive|absolute)?\s?property))*(?: by| to| in| with| of)+ ⓛ|property of ⓛ|ⓛ (?:shall |will |hereby )?(?:solely |exclusively |automatically )?(?:owns?|own|retains?|retain|holds?|be the (?:sole |exclusive )?owner|is the (?:sole |exclusive )?owner|acquires?)\b|assign(?:s|ed)?[^.;]{0,60} to ⓛ|inure[^.;]{0,30} ⓛ|made for hire for ⓛ|ⓛ's (?:sole |exclusive )?property|以ⓛ名义"
)
JOINTLY: Final = rx(
    r"ⓟ(?:共同|共有|共享|按[^,;。]{0,10}比例)|共同(?:所有|享有|拥有)|ⓛ(?:与|和|及)ⓔ(?:共同|共有|共享)|ⓔ(?:与|和|及)ⓛ(?:共同|共有|共享)|归(?:属)?ⓟ|jointly|co-?own|joint(?:ly)? (?:owned|property|ownership)|in equal shares"
)


def _owner(plain: str) -> str:
    mine, theirs = TO_LICENSOR.search(plain), TO_LICENSEE.search(plain)
    if JOINTLY.search(plain) and not (mine or theirs):
        return "ⓟ"
    if (
        theirs
        and stance(plain, theirs.start(), theirs.end()) in ("forbidden", "consent")
        and rx(r"不得|不|not|no ").search(plain[max(0, theirs.start() - 16) : theirs.end()])
    ):
        theirs = None
    if (
        theirs
        and rx(
            r"(?:软件|引擎|源代码|程序|代码|technology|software|engine|source code|code|商标|trade ?marks?|品牌|logo|brand|pre-?existing|既有|原有|tools)"
        ).search(
            plain[max(0, theirs.start() - 70) : theirs.end()],
        )
        and mine
    ):
        return "ⓛ"
    if (
        theirs
        and rx(
            r"^[^;。.]{0,20}(?:ⓔ(?:自有|原有|既有)|pre-?existing|ⓔ's (?:own |pre-?existing )?(?:marks|trade ?marks|logos?|brand|technology|software|engine|tools|code))"
        ).search(
            plain,
        )
        and not rx(r"衍生|derivative|改编|adapt").search(plain)
    ):
        return "own"
    if theirs and mine:
        between_bad = rx(
            r"(?:除|except|other than|excluding|apart from|原作|原始|underlying|original|授权形象本身|不影响ⓛ)[^;。.]{0,40}"
        ).search(
            plain,
        )
        return (
            "ⓔ"
            if between_bad or theirs.start() < mine.start()
            else "ⓛ"
            if rx(r"(?:即使|若|如果|如|to the extent|if)[^;。.]{0,40}$").search(plain[: theirs.start()])
            else "ⓔ"
        )
    if theirs:
        return "ⓔ"
    return "ⓛ" if mine else "ⓟ" if JOINTLY.search(plain) else ""


INTEGRITY: Final = rx(
    r"(?:修改|变更|改变|篡改|歪曲|丑化|变形|扭曲|贬损|损害|改动|更改|调整|颠覆|恶搞|诋毁|重新设计|二次设计|再设计)[^;。]{0,40}(?:形象|角色|人物|人设|设定|造型|作品|ip|名誉|声誉|性格|外观|标识|版权|内容|故事|歌词|旋律|歌曲|画面|剧情|情节|原著|画稿|图案|配色|片名)|(?:形象|角色|人物|人设|设定|造型|作品|ip|性格|外观|剧情|内容)[^;。]{0,40}(?:修改|变更|改变|篡改|歪曲|丑化|变形|扭曲|贬损|改动|更改|调整|恶搞|完整性|保持完整|一致性)|(?:长相|衣服|性格|造型|形象|外观|角色)[^;。]{0,16}(?:不许动|不得动|不变|保持(?:不变|一致))|失真|走样|走形|(?:令|使)角色|(?:保护|维护|尊重)[^,;。]{0,6}(?:角色|形象|人物|作品)|画(?:丑|坏)|\b(?:restyl|recolou?r|redr[ae]w|sexuali[sz]|caricatur|undress|coarsen|ridicul)\w*|(?:respect|honou?r)\w*[^.;]{0,30}(?:characters?|personalit\w+)|characters?[^.;]{0,60}(?:respected|appropriately|respectfully|dignity)|(?:keep|retain|preserve)s? their (?:natures?|names?|looks?|appearance|character)|\bdo(?:es)? not (?:drink|smoke|fight|swear|kill)\b|保护作品完整权|作品完整权|修改权|人设|色情[^;。]{0,24}(?:赌博|暴力|场景)|(?:有损|损害)[^;。]{0,20}(?:形象|声誉|名誉|商誉)|\b(?:alter|modif|distort|mutilat|chang|deform|redraw|deface|defam|disparag|derogat|degrad|redesign|vary|manipulat|morph|adjust)\w*\b[^.;]{0,80}\b(?:characters?|property|properties|likeness|image|artwork|personalit\w+|appearance|work|designs?|traits|canon|storyline|colou?rs?|drawings?|illustrations?|pictures?|lyrics|melody|song|music|recording|series|episodes?|stor(?:y|ies)|plots?|costumes?|names?|fate|text)\b|(?:characters?|property|artwork|appearance|personalit\w+|likeness)[^.;]{0,80}\b(?:alter|modif|distort|mutilat|chang|deface|disparag|derogat|degrad|redesign|redrawn?|deform|manipulat|morph|varied|depict\w* in)\w*|no (?:alteration|change|modification|distortion)|\b(?:not|never)\b[^.;]{0,24}\b(?:alter|redraw|modify|distort|deform)\b(?! (?:this|the) (?:agreement|terms|contract|records))|\b(?:chang|alter)\w*[^.;]{0,50}\b(?:looks?|appears?)\b|must stay as|integrity|(?:comply|accord\w*|conform\w*|follow|consistent)[^.;]{0,30}(?:style|brand|character) (?:guide|sheet|bible)|disparag\w+|derogatory|\b(?:associat|depict|connect|link|us|featur|show|appear|plac|put)\w*\b[^.;]{0,80}\b(?:pornograph|obscen|tobacco|gambling|politic|alcohol|smok|violen)\w*|no (?:politic|smoking|violence|nudity)\w*|in a manner (?:that|which) (?:is|may|would|could)[^.;]{0,30}(?:disparag|damag|harm|tarnish)|faithful\w*"
)
WAIVES: Final = rx(
    r"(?:放弃|不(?:得)?(?:就此|因此|向ⓔ|再)?(?:主张|行使))[^;。]{0,30}(?:完整权|作品完整|人身权|修改权|人格权|署名权|精神权利)|waive\w*[^.;]{0,60}moral rights?|moral rights?[^.;]{0,40}(?:waive\w*|not (?:be )?(?:assert|exercis)\w*)|(?:agrees|undertakes) not to assert[^.;]{0,30}moral"
)


def character_integrity(c: Case) -> Verdict | None:
    for unit in c.live:
        found = WAIVES.search(unit.plain)
        if (
            found
            and not rx(r"(?:不|未)(?:得|会|视为|构成)?(?:要求ⓛ)?放弃|(?:not|no|nothing)[^.;]{0,16}waive").search(
                unit.plain
            )
            and rx(r"完整|人身权|修改权|moral|人格|精神").search(found.group())
        ):
            return Verdict("dangerous", unit)
    mentions = [
        (u, s, m)
        for u, s, m in stances(c.live, INTEGRITY)
        if not (
            s == "neutral"
            and rx(r"\bowned\b|ownership|property of|belong|vest|assign|著作权[^;。]{0,10}归|归属").search(u.plain)
        )
    ]
    mentions = [
        (u, s, m)
        for u, s, m in mentions
        if not rx(
            r"(?:修改|变更|补充|amend\w*|modif\w*)[^;。.]{0,12}(?:本合同|本协议|合同|协议|this agreement)|(?:本合同|本协议|this agreement)[^;。.]{0,30}(?:修改|变更|amend|modif)|数据(?:的)?(?:完整|真实)|integrity of (?:data|the records)"
        ).search(
            u.plain,
        )
    ]
    for unit, said, found in mentions:
        act = rx(
            r"修改|变更|改变|变形|改动|更改|调整|重新设计|再设计|二次设计|alter|modif|chang|redesign|vary|adapt|manipulat|morph|distort"
        ).search(
            found.group(),
        )
        if not act or (
            rx(r"改编|适配|尺寸|格式|resiz|format|crop|size|localis|localiz|翻译|translat").search(
                unit.plain[max(0, found.start() - 20) : found.end() + 20],
            )
            and said != "free"
        ):
            continue
        if said == "free" or (
            said == "allowed"
            and rx(r"ⓔ[^;。.]{0,50}(?:有权|可以?|自行|自由|随意|may|free|entitled|right)").search(
                unit.plain[: found.end()]
            )
            and rx(
                r"自由|自行|任意|随意|根据(?:需要|市场)|不受限|free|any way|as it (?:sees|deems|thinks|considers)|discretion|without|ⓔ认为|需要"
            ).search(
                unit.plain,
            )
        ):
            if (
                rx(r"ⓛ[^;。]{0,20}(?:审核|批准|同意|确认)|subject to|approv|consent").search(unit.plain)
                and said != "free"
            ):
                continue
            return Verdict("dangerous", unit)
    if mentions:
        if all(LOOSE_RESPECT.search(u.plain) for u, _, _ in mentions):
            return Verdict("unclear", mentions[0][0])
        return None
    return Verdict("missing", None)


LOOSE_RESPECT: Final = rx(
    r"(?:适当|合理|必要(?:的)?|充分|尽量|妥善)(?:地)?(?:尊重|对待|维护|爱护|处理)|\b(?:appropriately|reasonably|with (?:due |appropriate |reasonable )?(?:care|respect)|(?:due|appropriate|reasonable) (?:respect|care|regard))\b"
)


CREDIT: Final = rx(
    r"(?:注明|标注|标明|标示|印有?|印上|印制)[^;。]{0,6}\"[^\"]{2,40}\"|署名|署明|署上|版权(?:标识|标记|标注|声明|信息|字样|所有声明)|©|\(c\)|标注[^;。]{0,24}(?:版权|作者|出处|来源|授权|ⓛ)|(?:片尾|片头|包装|封面|版权页|详情页|显著位置)[^;。]{0,24}(?:播报|注明|标明|标示|载明|署)|(?:注明|标注|标示|标明|载明)[^;。]{0,30}(?:改编自|原著|出品|原作|©)|注明[^;。]{0,20}(?:版权|作者|出处|来源|ⓛ|授权)|授权标识|防伪标[^;。]{0,16}|\bcredit(?:s|ed)?\b(?! (?:note|risk|card|against|to the account|period|terms|facilit))|copyright (?:notice|line|legend|symbol|credit)|\battribut\w+|\bby-?line\b|\b(?:bear|state|carry|carrie|display|show)s?\b[^.;]{0,20}[\"©]|bears? the (?:legend|mark|notice|name)|legal (?:line|notice)s?|licensing legend|acknowledg\w* (?:the author|ⓛ as)|name of the (?:author|artist|creator)|title page|paternity"
)


def credit(c: Case) -> Verdict | None:
    for unit in c.live:
        found = WAIVES.search(unit.plain)
        if (
            found
            and rx(r"署名|人身权|moral|精神|人格").search(found.group())
            and not rx(r"完整权|修改权|integrity").search(found.group())
            and rx(r"署名|attribut|paternity|credit").search(unit.plain)
        ):
            return Verdict("dangerous", unit)
    custom = next(
        (
            u
            for u in c.live
            if rx(r"credit|署名|版权(?:信息|标识|标记|声明)|copyright notice").search(f"{u.heading} {u.plain}")
            and rx(
                r"as customary|customary (?:form|manner)|(?:按|依|照)(?:照)?(?:行业)?惯例|另行(?:协商|约定)|to be agreed|适当(?:方式)?署名"
            ).search(
                u.plain,
            )
            and not rx(r"©|\(c\)|\"").search(u.plain)
        ),
        None,
    )
    if custom:
        return Verdict("unclear", custom)
    units = c.units_with(
        CREDIT,
        unless=rx(
            r"credited (?:against|to)|creditable|credit(?:ed)?[^.;]{0,20}against|letter of credit|信用|credit rating|tax credit|(?:returns?|refunds?|discounts?|invoice\w*|allowances?)[^.;]{0,40}credit|credits? for"
        ),
    )
    units = [
        u for u in units
        if rx(r"署名|©|\(c\)|版权|作者|原著|出品|credit|copyright|\"").search(u.plain)
        or not rx(r"(?<![a-z])ai(?![a-z])|人工智能|合成|synthetic|生成").search(u.plain)
    ]  # fmt: skip
    if not units:
        return Verdict("missing", None)
    for unit in units:
        none = rx(
            r"(?:无需|不|无须|可不|有权不|不必|不予)(?:再)?(?:为ⓛ|对ⓛ|给ⓛ)?(?:署名|标注|注明)|(?:不享有|放弃)[^;。]{0,8}署名|ⓔ[^;。]{0,20}(?:自行|单独)?决定是否[^;。]{0,10}(?:署名|标注|注明)|(?:no|not)[^.;]{0,40}(?:obligat\w+|required?|need|entitled)[^.;]{0,40}credit|without (?:any )?(?:credit|attribution)|no credit|may omit|omit[^.;]{0,20}credit|credit[^.;]{0,30}(?:in|at) ⓔ's (?:sole |absolute )?discretion|ⓔ(?:名义|的名义)(?:单独)?署名|credit\w*[^.;]{0,30}\bnot (?:be )?(?:required|given)"
        ).search(
            unit.plain,
        )
        if none and not rx(
            r"ⓔ[^;。]{0,16}(?:不得|不可)[^;。]{0,10}(?:不|去除|删)|shall not (?:omit|remove)|not be removed"
        ).search(unit.plain):
            return Verdict("dangerous", unit)
    return None
