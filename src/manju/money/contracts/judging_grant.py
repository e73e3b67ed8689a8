"""Verdicts on what is granted: rights, exclusivity, territory, language, term, renewal, scope, sublicensing."""

from __future__ import annotations

from typing import Final

from manju.money.contracts.asking import PENDING, holding, stance, undecided
from manju.money.contracts.cases import Case, Verdict
from manju.money.contracts.facts import EXCLUSIVE, NOT_GRANT_EXCLUSIVE
from manju.money.contracts.granting import GRANT
from manju.money.contracts.patterns import rx

ASSIGNS: Final = rx(
    r"ⓛ[^;。]{0,40}(?:转让|让与|让渡)[^;。]{0,16}(?:全部|所有|一切)?[^;。]{0,10}(?:著作权|版权|知识产权|著作财产权)|(?:著作权|版权|知识产权|著作财产权)[^;。]{0,16}(?:全部|一并|整体|均)?(?:转让|让与|让渡)(?:给|予|与|至)ⓔ|(?:作品|形象|角色|授权形象|ip|本剧|该剧)[^,;。]{0,12}(?:的)?(?:全部)?(?:著作权|版权|知识产权)[^,;。]{0,10}(?:归|由|属于?)ⓔ"
    r"|ⓛ (?:hereby )?(?:irrevocably )?(?:assigns?|transfers?|conveys?)\b[^.;]{0,80}(?:copyright|right, title|all rights|intellectual property)|assigns?(?: to ⓔ)[^.;]{0,60}(?:copyright|right, title|all rights)|copyright in the (?:property|characters?|series|work)[^.;]{0,30}(?:vests?|shall vest|is assigned|transfers?|passes) (?:in|to) ⓔ"
)


def rights_type(c: Case) -> Verdict | None:
    for unit in c.live:
        found = ASSIGNS.search(unit.plain)
        if (
            found
            and stance(unit.plain, found.start(), found.end()) not in ("forbidden", "consent")
            and not rx(r"衍生|演绎|改编作品|derivative|新创作|开发成果|adaptations?").search(unit.plain)
            and not rx(
                r"不(?:构成|意味|发生|视为|涉及|包括)|not (?:constitute|be construed|transfer|assign)|nothing"
            ).search(
                unit.plain,
            )
        ):
            return Verdict("dangerous", unit)
    if c.facts.rights:
        return None
    general = next(
        (u for u in c.live if GRANT.search(u.plain) and rx(r"使用|利用|\buse\b|\bexploit\w*").search(u.plain)), None
    )
    if general is None:
        loosely = rx(
            r"\b(?:may|can|lets?|allow\w*|permission|permits?|permitted|free to)\b[^.;]{0,80}\b(?:reproduce|print|publish|sell|put|show|display|adapt|perform|distribute|stream|broadcast|copy)\b|(?:可以?|允许|准许|同意|有权)[^;。]{0,40}(?:复制|印|出版|发行|展示|展览|放映|播放|改编|传播|销售|制作)"
        )
        return None if c.first(loosely) else Verdict("missing", None)
    modes = rx(
        r"在[^;。]{0,40}(?:上|中|内)[^;。,]{0,4}使用|(?:用于|使用于|使用在|on|for)[^;。.]{0,30}(?:产品|包装|商品|广告|宣传|packag|product|advertis|goods|merchandise|cans|bottles|cups)"
    )
    return None if modes.search(general.plain) else Verdict("unclear", general)


NO_RIVALS: Final = rx(
    r"ⓛ(?:及其关联方|承诺|保证|同意|亦|在[^,;。]{0,30}(?:内|期间)[,]?|于[^,;。]{0,24}[,]?|应确保|不可撤销地)*(?:均)?(?:不得|不会|不再|不应|不|应避免)[^;。]{0,30}(?:创作|开发|制作|推出|发行|授权|合作|许可|上线|从事|经营|参与|提供)[^;。]{0,40}(?:竞争|同类|类似|相似|近似|其他[^;。]{0,12}(?:ip|作品|角色|形象|动漫|漫剧|项目)|同题材|相同题材)"
    r"|ⓛ(?: and its affiliates)? (?:shall|will|must|may|agrees?|undertakes?|covenants?|warrants)(?: that it (?:shall|will))?(?:,[^,]{0,60},)? ?not,? ?(?:to )?[^.;]{0,60}\b(?:create|develop|produce|release|license|launch|engage|make|enter into|publish|authori[sz]e|work with|grant)\b[^.;]{0,80}\b(?:compet\w+|similar|other (?:series|work|property|character|comic|ip|title)s?|same genre|comparable)\b"
    r"|(?:during|throughout)[^.;]{0,40}, ⓛ (?:shall|will|may) not[^.;]{0,60}\b(?:create|develop|produce|license|launch|make|publish|release)\b[^.;]{0,60}\b(?:compet\w+|similar|other (?:series|work|property|character|comic|ip|title)s?)\b|ⓛ's non-?compet|exclusive services"
)
SAME_GRANT: Final = rx(
    r"授权形象[^;。]{0,10}(?:授权|许可)(?:给)?[^;。]{0,6}(?:第三方|他人)|(?:相同|同一|同样)(?:的)?权利|the same rights|similar rights|rights granted|licensed (?:products?|property)|混淆|confus|identical (?:rights|licen)|授权品类|授权产品|续集|sequel|后续|第二季"
)


def exclusivity(c: Case) -> Verdict | None:
    for unit in c.live:
        found = NO_RIVALS.search(unit.plain)
        if (
            found
            and not SAME_GRANT.search(found.group())
            and not rx(
                r"^[^,;。]{0,12}(?:使用|行使)[^,;。]{0,8}(?:形象|作品|角色|ip|权利)|^[^;。]{0,40}(?:独家|排他|独占)"
            ).search(unit.plain[found.end() :])
            and not rx(r"(?:若|如)ⓔ|if ⓔ").search(unit.plain[: found.start()])
        ):
            return Verdict("dangerous", unit)
    if c.facts.exclusivity is None:
        loose = next((u for u in c.live if EXCLUSIVE.search(NOT_GRANT_EXCLUSIVE.sub("", u.plain))), None)
        loose = loose or c.first(
            rx(
                r"优先(?:合作|考虑|选择|授权)?(?:的)?(?:伙伴|对象|方|商)|(?:重点|首选)(?:考虑|合作)|preferred (?:partner|licensee|supplier|agent)|preferential (?:treatment|consideration)"
            ),
            unless=rx(r"续|后续|新作|sequel|season|仲裁|清偿"),
        )
        return Verdict("unclear", loose) if loose else Verdict("missing", None)
    said = c.facts.exclusivity_unit
    if (
        said
        and EXCLUSIVE.search(said.plain)
        and (
            PENDING.search(said.plain)
            or rx(
                r"原则上|视情况|尽(?:量|可能)|where (?:possible|practicable)|as far as|in principle|best efforts"
            ).search(
                said.plain,
            )
        )
        and c.facts.exclusivity != "non_exclusive"
    ):
        return Verdict("unclear", said)
    return None


def territory(c: Case) -> Verdict | None:
    unit = c.facts.territory_unit
    open_ended = next(
        (
            u
            for u in c.live
            if OPEN_PLACE.search(u.plain)
            and PLACE_KEY.search(f"{u.heading} {u.plain[:24]}")
            and not rx(r"not|不").search(u.plain)
        ),
        None,
    )
    if open_ended:
        return Verdict("unclear", open_ended)
    if c.facts.territory:
        if (
            unit
            and rx(
                r"等(?:国家|地区|地|区域|市场)|及其他|(?:及|和|与|以及)[^,;。]{0,10}(?:其他|有关|相关|主要)[^,;。]{0,4}(?:市场|国家|地区|区域|城市)|\b(?:and|or) (?:certain |any |such )?(?:other |the )*(?:suitable|relevant|appropriate|major|main|principal|key|similar|selected|comparable) (?:cities|markets|countries|territories|regions|places)|其他(?:国家|地区)|and (?:other|such other|surrounding|neighbou?ring) (?:countries|territories|markets|regions|cities|places)|◇"
            ).search(
                unit.plain,
            )
            and not rx(r"其他(?:国家|地区)[^。;]{0,12}(?:不|除|须|另)").search(unit.plain)
        ):
            return Verdict("unclear", unit)
        return None
    if unit and not undecided(unit) and not VAGUE_PLACE.search(unit.plain):
        return None  # a place that no list of countries names: a city, a venue
    if unit is None and c.first(
        rx(
            r"\bthroughout the (?:world|country|state|city)|\bworld-?wide|\baround the world|\ball countries\b|\banywhere in the world|全球|全世界|世界各地"
        )
    ):
        return None
    return Verdict("unclear", unit) if unit else Verdict("missing", None)


OPEN_PLACE: Final = rx(
    r"\b(?:and|or) (?:certain |any |such )?other (?:\w+ )?(?:cities|markets|countries|territories|regions|places)\b|(?:及|和|与|以及)[^,;。]{0,10}其他[^,;。]{0,6}(?:市场|国家|地区|区域|城市)"
)
PLACE_KEY: Final = rx(r"\b(?:places?|territor\w+|locations?|markets?|where|countries)\b|区域|地域|地区|国家|范围")
VAGUE_PLACE: Final = rx(
    r"相关|适当|主要|约定|指定|另行|双方|届时|各地|重点|合理|待定|有关|appropriate|relevant|suitable|agreed|mutual|principal|main|certain|designated|key markets|to be"
)


def language(c: Case) -> Verdict | None:
    unit = c.facts.language_unit
    if unit is None:
        return Verdict("missing", None)
    return Verdict("unclear", unit) if not c.facts.languages and undecided(unit) else None


def term(c: Case) -> Verdict | None:
    span = c.facts.term
    if span.perpetual:
        return Verdict("dangerous", span.unit)
    if span.years is not None:
        if span.years > 10:
            return Verdict("dangerous", span.unit)
        return Verdict("unusual", span.unit) if span.years > 3 else None
    if span.end is not None:
        return None
    if span.unit is None:
        loose = c.first(
            rx(
                r"(?:合作|授权|合同|协议)[^;。]{0,10}(?:长期|持续)(?:有效|合作|进行)?|until (?:terminated|cancelled|canceled)|continues? until|on an ongoing basis|long[- ]term"
            )
        )
        if loose:
            return Verdict("unclear", loose)
        dated = [
            u
            for u in c.live
            if TWO_YEARS.search(u.plain) and len(u.plain) < 90 and not rx(r"保密|confiden|法|©|act\b").search(u.plain)
        ]
        return None if dated else Verdict("missing", None)
    return None if TWO_YEARS.search(span.unit.plain) else Verdict("unclear", span.unit)


TWO_YEARS: Final = rx(r"(?:20\d\d|two thousand|二[〇零○]).{2,90}(?:20\d\d|two thousand|二[〇零○])")
RENEW: Final = rx(
    r"\bprolong\w*|\brolls? (?:over|on)\b|续约|续期|续签|续展|续订|续延|顺延|展期|延期|延长|延展|\brenew\w*|\bextend(?:s|ed)?\b|\bextension|roll(?:s|ed)? over|option period|further term|(?:期满|届满|到期)[^;。]{0,30}(?:继续合作|重新签|另行签|另签|(?<!继)续)|no (?:automatic )?(?:renewal|extension)|any extension|expires? automatically|ends? automatically"
)
RENEW_OBJECT: Final = rx(
    r"合同|协议|授权|许可|合作|期|term|agreement|licen[cs]e|option|contract|renew|permission|appointment|period|window|on its own|by itself|roll over|automatic|in writing|自动|届满|到期"
)
NOT_RENEW: Final = rx(
    r"付款(?:期限)?(?:顺延|延长|延期)|(?:审核|审批|批准|清货|库存|交付|交货|工期)[^;。]{0,14}(?:延长|顺延|延期)|(?:意外灾害|force majeure)|sell-?off|顺延至(?:下一|次一)|节假日|holiday|business day|extend(?:s|ed)? to|extended (?:warranty|use)|copyright (?:term|extension)|cure period|延期(?:付款|支付|交付)"
)
AUTOMATIC: Final = rx(
    r"自动(?:续|顺延|延|展|进入|更新)|(?:则|即|将)?(?:视为|自动)[^;。,终不]{0,8}(?:续约|续期|顺延|延长|续展)|逐年(?:顺延|续)|\bautomatic(?:ally)?\b[^.;]{0,40}(?:renew|extend|exten|roll|continu)|unless[^.;]{0,100}\brenews?\b|(?:renews?|renewed|extends?|extended|prolonged|prolongs?|rolls? over|continues?)[^.;]{0,30}automatically|\brenews itself\b|\b(?:renew|extend|prolong|roll|continu)\w*[^.;]{0,80}without (?:either|any|further|ⓟ|notice|action)[^.;]{0,30}(?:act|action|notice|formalit|step)\w*|(?:shall|will) (?:be )?(?:renew|extend|roll)\w*[^.;]{0,80}unless|(?:is|are|be) extended[^.;]{0,80}(?:successively|unless|without any)|shall be renewed[^.;]{0,80}\bif\b|evergreen"
)
BOUNDED: Final = rx(
    r"一次|1次|仅(?:限|可|能)|至多|最多|最长|累计|合计|不再(?:自动)?(?:续|顺延)|两次|2次|(?<!multiple )\bonce\b|\b(?:one|1|a single|single|two|three) (?:\(\d\) )?(?:additional |further |successive |subsequent |consecutive |renewal |extra |more )+(?:one[- ]|\d|two[- ]|six[- ]|twelve[- ]|term|period|year|time)|only one|maximum|\bat most\b|up to|in no event|total (?:term|period)|limited to"
)
ENDLESS: Final = rx(
    r"以此类推|依此类推|逐年|逐次|反复|次数不限|不限次数|无限次|循环|每(?:次|年)|各期|successive|successively|consecutive|each|indefinite|without limit|from year to year|year[- ]to[- ]year|repeatedly|any number|thereafter|again and again|evergreen|like periods|and so on|further periods|later period|every extension"
)


def renewal(c: Case) -> Verdict | None:
    if c.facts.term.perpetual:
        return None
    units = [
        u for u in c.live if RENEW.search(u.plain) and RENEW_OBJECT.search(u.plain) and not NOT_RENEW.search(u.plain)
    ]
    units += [u for u in c.live if rx(r"续约|续期|续展|renewal|extension of term").search(u.heading) and u not in units]
    if not units:
        return Verdict("missing", None)
    for unit in units:
        auto = AUTOMATIC.search(unit.plain)
        if auto and stance(unit.plain, auto.start(), auto.end()) != "forbidden" and not NO_RENEWAL.search(unit.plain):
            near = " ".join(u.plain for u in units if abs(u.block - unit.block) <= 1)
            if ENDLESS.search(near) or not BOUNDED.search(near):
                return Verdict("unusual", unit)
        if rx(
            r"ⓔ[^;。]{0,20}(?:有权|可)[^;。]{0,16}(?:单方|自行|无限|不限次)[^;。]{0,10}(?:续|延)|ⓔ (?:may|shall have the (?:right|option))[^.;]{0,60}(?:unlimited|any number|successive|indefinitely)[^.;]{0,40}"
        ).search(
            unit.plain,
        ):
            return Verdict("unusual", unit)
    if all(
        undecided(u) and not rx(r"书面|提前|个月|日前|天前|days|months|written").search(u.plain) for u in units
    ) and all(BLANK_TERM.search(u.plain) for u in units):
        return Verdict("unclear", units[0])
    return None


NO_RENEWAL: Final = rx(
    r"(?:不|无|非|没有|未|禁止|排除|取消|删除|不存在|不适用)(?:会|再|予|可|作|得|适用|应|存在|任何|发生|约定|设)*(?:自动|当然|默示)|(?:不(?:得|应|能|会|可)?|非)(?:被)?视为[^;。]{0,10}(?:续|延|展)|自动(?:续\w?|顺延|延长|延期|展期)[^,;。]{0,6}(?:不适用|除外|删除|取消|均?不)"
    r"|\b(?:not|no|without|never|nor)\b[^.;]{0,24}\bautomatic|\bautomatic(?:ally)?\b[^.;]{0,60}\b(?:excluded|deleted|removed|ruled out|struck|abolished|shall not|does not|do not|none|no longer|not apply|not occur)\b|\bneither\b[^.;]{0,80}\b(?:renew|extend)"
)
BLANK_TERM: Final = rx(r"_{2,}|【\s*】|\[\s*\]")
ALL: Final = rx(
    r"(?:所有|全部|一切|任何|各类|各种|全)(?:的)?(?:商品|产品|实物)?(?:品类|类目|商品(?!化)|产品|类别|媒体|媒介|载体|渠道和形式|使用方式|使用形式|商业(?:用途|形式|领域)|领域|行业|用途|形式|方式|衍生(?:产品|品)|周边)(?!的?(?:设计|样品|包装|上|须|应|必须|均须|质量|库存|物料|销售(?:额|数据)|标注))"
    r"|不限(?:于?任何)?(?:品类|类别|产品|用途|形式|载体|媒介|媒体|方式|领域)|(?:品类|产品|用途|媒介|媒体|载体|形式)(?:均)?不(?:限|受限)|全品类|全类目|全媒体|全媒介|全行业|全产业链|现在已知(?:或|和|及)(?:将来|未来|今后)|一切[^;。]{0,16}(?:媒介|载体|品类|媒体)|(?:不论|无论|凡)其?(?:形态|载体|形式)|(?:现有|已知)[^,;。]{0,8}(?:及|和|或|以及)(?:将来|未来|日后|后续)[^,;。]{0,10}(?:媒体|媒介|形式|载体|技术|方式|产品)"
    r"|\b(?:any and all|all|any) (?:other )?(?:(?:kinds?|types?|classes|categories|forms?|manner) of )?(?:consumer |physical |digital |commercial |possible )?(?:products?|goods|merchandise|articles|categories|product categories|media|mediums?|formats|fields|purposes?|uses?|platforms and media|forms of exploitation|modes of exploitation)\b(?! (?:sold|shall|must|bearing|under|which|made|manufactured|produced|and materials|submitted|approved|permitted|containing|incorporating|in (?:stock|inventory)|offered|distributed by|returned|will|may|are|is|of the licensed|set out|listed|specified|described|other than))"
    r"|(?:of|in) (?:every|any) (?:class|kind|type|category|medium or form)\b|every right of exploitation|of every description|of whatsoever kind|such other goods|every format, medium|class of merchandise|no restriction as to|whatever (?:people|comes|else)[^.;]{0,30}(?:next|may)|all media|any (?:and all )?(?:media|medium|manner|means)\b|now (?:known|existing) (?:or|and) (?:hereafter|later|in the future)|whether now known|hereafter (?:devised|invented|developed)|every (?:kind|category|type|class) of (?:product|goods|merchandise|media)|without (?:any )?limitation as to (?:media|products?|categor\w+|use|field)|unrestricted (?:use|as to)|products? of (?:any|every|all) (?:kind|type|nature)s?|merchandise of (?:any|every) (?:kind|type|nature)|across all (?:categories|products?|media)"
)
NOT_ALL: Final = rx(
    r"其他(?:任何)?|除[^,;。]{0,30}外[^,;。]{0,6}(?:的)?$|未(?:授权|经)|保留|reserve[sd]?|shall not|may not|must not|not (?:use|be used|extend|include|cover)|不得|不包括|不含|禁止|any other|all other|no other|other than|approval|审核|审批|确认|提交|submit|标注|notice|confiden|保密|quality|records"
)


EXTENDS: Final = rx(
    r"(?:licen[cs]e|rights?|grant)(?: hereunder| granted)? (?:extends?|covers?|includes?|appl(?:y|ies)|encompass\w*)|(?:授权|许可)[^,;。]{0,6}(?:包括|涵盖|及于|覆盖|适用于|延及)"
)


JOINS_SCOPE: Final = rx(
    r"(?:授权|许可)[^;。]{0,24}(?:还|亦|也|并|均|同时)(?:包括|涵盖|及于|覆盖|延及|适用)|(?:均|都|亦|也)?(?:属于?|视为|构成)[^,;。]{0,6}(?:授权|许可|延伸|合作)(?:商品|产品|品类|范围)|用在哪里?(?:都)?(?:不限|行|可以)"
)
ANY_OTHER: Final = rx(
    r"\bany other (?:article|service|publication|game|work)s?\b|\b(?:any|all|every)(?: and all)? other (?:article|product|item|goods|good|service|thing|use|merchandise|material|medium|categor)\w*|\b(?:any|every) (?:product|article|item|goods|thing|merchandise)s?(?: whatsoever| whatever| at all| of any|[^.;]{0,30}\bⓔ (?:may|chooses?|elects?|thinks?|decides?|wish\w*|sees? fit))|其他任何(?:产品|商品|品类)|ⓔ[^;。]{0,16}(?:认为|选定|决定|希望|选择)[^;。]{0,12}的(?:任何|一切|其他|所有)[^;。]{0,6}(?:产品|商品|品类|用途|载体)"
)


def scope(c: Case) -> Verdict | None:
    wide_units = [
        u
        for u in c.live
        if GRANT.search(u.plain)
        or DEFINES_SCOPE.search(u.plain)
        or EXTENDS.search(u.plain)
        or JOINS_SCOPE.search(u.plain)
        or SCOPE_KEY.search(u.heading)
        or SCOPE_KEY.search(u.plain[:24])
        or rx(r"(?:其他)?(?:产品|品类|商品)$|附件|附表|other products|schedule|annex").search(u.heading)
    ]
    for unit in wide_units:
        at_will = ANY_OTHER.search(unit.plain)
        if (
            at_will
            and (DEFINES_SCOPE.search(unit.plain) or JOINS_SCOPE.search(unit.plain))
            and stance(unit.plain, at_will.start(), at_will.end()) != "forbidden"
        ):
            return Verdict("dangerous", unit)
        if rx(r"inventory|\bstock\b|库存|清货|余货|自有(?:形象|品牌|ip)").search(unit.plain):
            continue
        for found in ALL.finditer(unit.plain):
            if stance(unit.plain, found.start(), found.end()) in ("forbidden", "consent"):
                continue
            before, after = (
                unit.plain[max(0, found.start() - 46) : found.start()],
                unit.plain[found.end() : found.end() + 30],
            )
            if rx(
                r"(?:由|归)ⓛ|ⓛ[^;。]{0,16}(?:保留|自主|自行)|reserved|(?:stays?|remains?|belongs?|are) (?:with|to|for) ⓛ"
            ).search(
                after + unit.plain[found.end() + 30 :],
            ):
                continue
            others = rx(r"其他$|other $").search(before) and DEFINES_SCOPE.search(unit.plain)
            if rx(r"其余|另外的").search(before[-6:]) or rx(r"没有(?:获得|取得)?|未(?:获|经)").search(after):
                continue
            if (NOT_ALL.search(before[-24:]) and not others) or rx(
                r"^[^,;。.]{0,12}(?:须|应|均应|必须|shall|must)"
            ).search(after):
                continue
            promo = rx(r"宣传|推广|营销|advertis|promot|market(?:ing|ed)\b|publicity").search(
                unit.plain[max(0, found.start() - 60) : found.end() + 30],
            )
            if (
                promo
                and rx(r"media|媒|渠道|平台|form|方式|形式|means|manner").search(found.group())
                and not rx(r"products?|goods|merchandise|品类|产品|商品").search(found.group())
            ):
                continue
            return Verdict("dangerous", unit)
    granted = " ".join(u.plain for u in (*c.facts.scope_units, *c.facts.grant_units))
    if not c.facts.categories and not SCOPED.search(granted) and not SOME_USE.search(granted):
        loose = next(
            iter(
                holding(c.facts.scope_units, rx(r"相关|周边|衍生|related|商业|commercial|merchandise|products?|产品"))
            ),
            None,
        )
        return Verdict("unclear", loose) if loose else Verdict("missing", None)
    for unit in c.facts.scope_units:
        wide = OPEN_SCOPE.search(unit.plain)
        if (
            wide
            and stance(unit.plain, wide.start(), wide.end()) not in ("forbidden", "consent")
            and (SCOPE_KEY.search(unit.heading) or SCOPE_KEY.search(unit.plain) or GRANT.search(unit.plain))
        ):
            return Verdict("unclear", unit)
    return None


DEFINES_SCOPE: Final = rx(
    r"^[\"']?(?:授权|许可|合作|联名)?(?:产品|商品|品类|权利|用途|媒体|媒介|范围|使用方式)[\"']?\s*(?:[:：]|指|是指|系指|包括)|(?:许可|授权)(?:的)?(?:使用方式|权利|范围|用途|品类|媒介)[^,;。]{0,6}(?:涵盖|包括|为|及于)|^(?:\[\d\] ?)?\"?(?:the )?(?:licen[cs]ed |allied |granted |permitted |ancillary )*(?:products?|articles?|goods|rights|uses?|media|field|purposes?|merchandise)\"?\s*(?::|(?:means?|shall mean|includes?|covers?|are|is)\b)|\bthe licen[cs]e covers|[\"'](?:利用|使用|开发|授权产品|授权商品|产品|商品|作品)[\"'](?:的范围)?(?:包括|指|是指|系指|[:：])"
)
SCOPE_KEY: Final = rx(
    r"授权(?:品类|产品|商品|范围|用途|类别|使用范围|内容)|许可(?:内容|范围|产品|商品|品类|使用范围)|产品(?:范围|类别|清单)|商品(?:范围|类别)|使用(?:范围|方式|用途)|品类|licen[cs]ed (?:products?|articles?|goods|uses?|channels?|media)|scope|product categor|field of use|permitted use|^media\b|goods covered"
)
SCOPED: Final = rx(
    r"nowhere else|that is all|nothing else|app|应用|小程序|平台|网站|频道|website|channel|platform|product|产品|商品|store|merchandise"
)
SOME_USE: Final = rx(
    r"\b(?:in|on|for|as|into|to make) (?:(?:the|a|an|one|two|three|four|five|six|its|any|up to|\d+) )?(?:[a-z'-]+ ){0,3}(?:books?|workbooks?|prints?|posters?|cards?|copies|pages?|exhibitions?|shows?|films?|dramas?|games?|recordings?|figures?|dolls?|toys?|clothing|garments|labels?|menus?|cups|bottles|bags|stationery|editions?|stickers?|stamps|puzzles?|ornaments|lamps|mugs|calendars?|theatres?|stage|tours?|cafés?|campaigns?|posts?)\b"
    r"|(?:用于|使用于|使用在|制成|制作成?|改编成?为?|用在|印在|出版)[^;。]{2,}|(?:图书|绘本|教材|展览|海报|表情|皮肤|徽章|明信片|帆布袋|藏品|话剧|舞台剧|音乐剧|有声|短剧|短片)"
)
OPEN_SCOPE: Final = rx(
    r"(?:及|和|以及|或|与)(?:有关|相关|类似|同类)(?:的)?(?:产品|商品|用品|衍生品|物品|周边)|(?:及其他|以及其他|和其他|或其他)(?:相关|衍生|周边|类似|同类)[\u4e00-\u9fff]{0,5}(?:产品|商品|品类|用品|衍生品)|(?:等|及其他|以及其他|和其他|或其他)(?:相关|衍生|周边|类似|同类|合作|授权|ⓟ认可的)*(?:的)?(?:产品|商品|品类|周边|衍生品|用途|物料|领域|类别)|包括◇|including ◇|\bsuch as\b|\band (?:other |any other |such other )?(?:related|similar|associated|ancillary) (?:products?|goods|merchandise|items|uses?|materials?)|and (?:any )?other (?:products?|goods|merchandise|items) (?:as|that|which|the parties|ⓟ|agreed)|相关(?:产品|商品|衍生品|周边|领域|用途)|related (?:products|merchandise|goods|uses)|etc\."
)
