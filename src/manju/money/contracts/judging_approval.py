"""Verdicts on approval: what the licensor has a say in, what its silence means, the quality of what is made."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from manju.money.contracts.asking import PENDING, holding, stance
from manju.money.contracts.cases import Case, Verdict
from manju.money.contracts.patterns import rx
from manju.money.contracts.quantities import lengths
from manju.money.contracts.shapes import Unit

APPROVAL: Final = rx(
    r"发(?:给)?ⓛ看|给ⓛ看|ⓛ说(?:可以|行|ok)|ⓛ没意见|(?:send|show|give|submit)s? ⓛ[^.;]{0,40}(?:artwork|designs?|samples?|drafts?|proofs?|roughs?|sketch\w*|scripts?|cuts?|builds?|mock)|ⓛ (?:ha(?:s|ve) )?(?:not )?passed\b|审核|点头|审批|审定|监修|送审|报审|确认稿|报批|批准|审阅|(?:样品|样稿|设计(?:稿|图)?|方案|文案|脚本|物料|画面|打样|封样|包装|成片|剧本|版本|素材|内容)[^;。]{0,30}(?:确认|同意|认可|许可|签字)|(?:提交|送|报|交)(?:给|由|请)?ⓛ[^;。]{0,8}(?:确认|审|批准|认可|同意|过目)|ⓛ[^;。]{0,8}(?:书面)?(?:确认|认可|审阅|过目)|(?:确认|认可|书面同意)[^;。]{0,20}(?:样品|样稿|设计|方案|文案|脚本|物料|大货|成片|上线|投产|生产|图|稿|内容|版本)|\bapprov\w+|sign-?off|(?:samples?|designs?|drafts?|artwork|scripts?)[^.;]{0,60}submit|until ⓛ[^.;]{0,30}(?:said yes|says yes|agree|approv|signed off|okay|confirm)|(?:show|send)s? ⓛ[^.;]{0,60}(?:designs?|samples?|drafts?|proofs?|packag)|\bprior review\b|submit[^.;]{0,60}(?:samples?|designs?|drafts?|artwork|mock-?ups?|scripts?|prototype|concept)|\bclearance of\b|consent to (?:each|the) (?:design|sample)"
)
APPROVAL_OBJECT: Final = rx(
    r"样品|样稿|设计|方案|文案|脚本|物料|打样|封样|包装|成片|剧本|版本|产品|商品|内容|素材|宣传|使用|稿|大货|生产|上线|形象|制作|封面|译|改编|投放|图|样|samples?|designs?|drafts?|artwork|mock|scripts?|prototypes?|concepts?|products?|packag\w+|materials?|advert\w+|use|version|build|content|cover|articles|goods|copy|episode|cut|translation|game|recording|arrangement|stage|edits?\b|song|lyrics|visuals?|歌|剪辑|海报|角色|creative|text|trailers?|publication|campaign"
)
NOT_APPROVAL: Final = rx(
    r"开票|开具[^;。]{0,6}发票|对账|invoice|sub-?licen|转授权|再许可|转许可|分许可|再授权|转让|assign|政府|主管部门|版号|广电|备案|审批手续|行政|许可证|regulat|governmental|board|settle(?:ment)?|和解|董事会|保密|confiden|disclos|press release|转包|subcontract|competent authorit|训练|train|抽成"
)
NO_SAY: Final = rx(
    r"\bwithout (?:running|showing|clearing|checking)\b[^.;]{0,24}\b(?:by|to|with|past) ⓛ|\bwithout asking ⓛ|(?:无需|无须|毋须|不必|不需要?|免于|不用)(?:再)?(?:事先|另行|提前|经过|经|向|征得|取得|获得|报)?[^,;。付]{0,20}(?:审核|审批|批准|监修|确认|同意|审定|认可|许可)|ⓔ[^;。]{0,30}(?:自行|自主|独立|全权|单方|有权自由|自由)[^;。]{0,16}(?:决定|设计|确定|审定|安排|发挥|修改|制作)[^;。]{0,20}|ⓛ[^;。]{0,24}(?:无权|不得|不|放弃)[^;。]{0,10}(?:干涉|干预|审核|异议|提出异议|审批|监修|否决|过问)|(?:最终)?(?:决定|审核|审批|解释)权[^;。]{0,8}(?:归|属于?|由)ⓔ|ⓔ(?:享有|拥有)[^;。]{0,14}(?:最终|全部)(?:决定|审定|控制|审核)权|仅(?:需|须)?(?:知会|通知|告知|备案)|(?:知会|告知|通知|抄送)ⓛ即可"
    r"|(?:no|without) (?:any )?(?:further |prior |separate |additional )*(?:approval|review|submission|sign-?off|consent)s?(?: or (?:approval|review|consent))?[^.;]{0,50}(?:required|needed|necessary|of ⓛ|from ⓛ|by ⓛ)|(?:approval|consent|review)[^.;]{0,40}(?:is|are|shall) not (?:be )?(?:required|needed|necessary)|ⓔ (?:shall|may|has|will have|will|retains|is)[^.;]{0,60}(?:sole|absolute|full|complete|final|entire)(?: and (?:absolute|complete|sole|final))? (?:creative |editorial |artistic )?(?:discretion|control|authority|freedom|say|approval|decision)|ⓔ[^.;]{0,60}(?:at|in) its (?:sole|absolute|own|free|full)[^.;]{0,20}discretion|decisions?[^.;]{0,80}(?:made|taken|rest|lie) (?:solely |exclusively )?(?:by|with) ⓔ|ⓔ(?:'s|, whose) decisions?[^.;]{0,20}final|in ⓔ's (?:sole|absolute|own|free)(?: and absolute)? (?:discretion|judg\w+)|ⓛ (?:shall|will|may|has|waives)(?! not (?:respond|repl|answer|object))[^.;]{0,30}(?:no|not|any)[^.;]{0,20}(?:right|object|interfere|approv|veto|review)|(?:need|shall) not (?:be required to )?(?:submit|seek|obtain)[^.;]{0,60}(?:approval|ⓛ|samples?)|not (?:be )?(?:subject to|required to (?:obtain|submit|seek))[^.;]{0,50}(?:approval|review|ⓛ)|ⓛ shall have no (?:right of )?approval|waives (?:any|all) (?:right of )?approval|as ⓔ (?:sees fit|deems? fit|thinks fit|considers appropriate)|at ⓔ's (?:sole |absolute |own )?discretion"
)
NO_SAY_TOPIC: Final = rx(
    r"locali[sz]|animate|\bcolour|设计|样品|产品|商品|包装|宣传|物料|使用|形象|内容|制作|改编|剧本|文案|上线|生产|审核|监修|creative|design|sample|product|packag|content|script|adapt|use|material|artwork|advert|approval|editorial|production|manufacture|character|depict"
)


BY_LICENSOR: Final = rx(
    r"[经由]ⓛ[^;。]{0,12}(?:最终|书面)?(?:审核|确认|批准|同意|认可)|ⓛ(?:负责)?(?:审核|监修|审定)|require[sd]?[^.;]{0,40}approval|approved by ⓛ|ⓛ's[^.;]{0,24}approval|approval (?:of|by|from) ⓛ|ⓛ (?:ha[sd]|have)?[^.;]{0,14}approv|until ⓛ|(?:提交|送|报|交)(?:给|由|请)?ⓛ"
)


AI_TALK: Final = rx(r"(?<![a-z])ai(?![a-z])|人工智能|aigc|artificial[- ]intelligence|训练|train")
SAMPLES: Final = rx(
    r"样品|设计稿|样稿|打样|包装|脚本|成片|物料|samples?|artwork|designs?|prototypes?|packag|scripts?|proofs?|cuts?\b|builds?\b"
)


def approval_units(c: Case) -> list[Unit]:
    return [
        u for u in c.live
        if (APPROVAL.search(u.plain) or (rx(r"审核|审批|监修|approval").search(u.heading) and rx(r"ⓛ|提交|submit").search(u.plain)))
        and (APPROVAL_OBJECT.search(u.plain) or APPROVAL_OBJECT.search(u.heading) or BY_LICENSOR.search(u.plain)) and not _not_approval(u)
        and not (AI_TALK.search(u.plain) and not SAMPLES.search(AI_TALK.sub("", u.plain)))
    ]  # fmt: skip


def _not_approval(unit: Unit) -> bool:
    found = NOT_APPROVAL.search(unit.plain)
    return bool(found) and not rx(
        r"样品|设计稿|样稿|监修|samples?|artwork|designs?|prototypes?|concept|脚本|成片|文案|物料|scripts?"
    ).search(unit.plain)


ALTERS: Final = rx(r"修改|改动|变更|调整|改变|modif|\balter|chang|redesign")


ALONE_BARRED: Final = rx(r"(?:不得|不可|不能|无权|禁止)(?:擅自)?(?:自行|自主|单方|独立)")  # nobody is free who may not


def no_say(c: Case) -> Unit | None:
    submitted = [
        u
        for u in approval_units(c)
        if rx(r"提交|送|报|submit|approv|书面|审核").search(u.plain) and not NO_SAY.search(u.plain)
    ]
    for unit in c.live:
        found = NO_SAY.search(unit.plain)
        if (
            found
            and NO_SAY_TOPIC.search(unit.plain)
            and not rx(
                r"价格|定价|pric(?:e|ing)|渠道|channels|运营(?:策略|方式)|诉讼|defence|litigation|转授权|sub-?licen|训练|train|法律|audit|账|终止|terminat|再次|重复|re-?submit|续集|sequel|不影响|已(?:经)?(?:审核|批准|确认)|previously approved|identical"
            ).search(
                unit.plain[max(0, found.start() - 60) : found.end() + 60],
            )
        ):
            if rx(
                r"(?<![无不])(?:须|需|应|报)[^;。]{0,10}ⓛ[^;。]{0,10}(?:审核|批准|同意|确认|审定)|subject to[^.;]{0,30}(?:ⓛ|approval)"
            ).search(
                unit.plain[found.start() :],
            ):
                continue
            if ALONE_BARRED.search(found.group()):
                continue
            if ALTERS.search(unit.plain[found.start() : found.end() + 40]) and submitted:
                continue  # freedom to change the characters is a matter of their integrity
            if stance(unit.plain, found.start(), found.end()) == "consent" and rx(r"不得|shall not|may not").search(
                unit.plain
            ):
                continue
            return unit
    return None


def approval(c: Case) -> Verdict | None:
    without = no_say(c)
    units = approval_units(c)
    if without:
        return Verdict("dangerous", without)
    if not units:
        heard = c.first(
            rx(
                r"ⓔ[^;。]{0,30}(?:征求|听取|参考|考虑|咨询)[^;。]{0,10}ⓛ[^;。]{0,10}(?:意见|建议)|(?:consult|consider)[^.;]{0,30}ⓛ|ⓛ may (?:comment|provide comments)"
            )
        )
        return Verdict("unclear", heard) if heard else Verdict("missing", None)
    heard_only = holding(
        units,
        rx(
            r"仅供参考|参考(?:ⓛ)?(?:意见|建议)|不具(?:有)?约束力|for information(?: only)?|not (?:be )?binding|take[^.;]{0,20}into (?:account|consideration)|good faith consideration|advisory"
        ),
    )
    if heard_only:
        return Verdict("dangerous", heard_only[0])
    vague = holding(
        units,
        rx(
            r"重大(?:使用|修改)|必要时|视情况|适时|where (?:necessary|appropriate|practicable)|if (?:practicable|appropriate)|as appropriate|尽量|尽可能|try to"
        ),
    )
    if not vague:
        vague = [
            u
            for u in units
            if rx(r"审批|流程|approv|process|(?:确认|监修|审核|认可)(?:的)?(?:方式|办法|机制|范围)").search(u.plain)
            and PENDING.search(u.plain)
        ]
        return Verdict("unclear", vague[0]) if vague else None
    return Verdict("unclear", vague[0]) if len(vague) == len(units) else None


SILENT: Final = rx(
    r"没回[^;。]{0,6}就是|silence (?:will|shall|is to) be (?:dealt|treated|taken)|(?:not|n't) (?:been )?(?:refused|rejected|disapproved|objected to)[^.;]{0,40}(?:is|are|counts?|shall be) (?:deemed |as )?approv|failure (?:of|by) ⓛ to[^.;]{0,80}(?:approv|accept|consent|refus)|\bif (?:it|they|he|she|ⓛ|the [a-z]+) (?:does not|do not|doesn't|fails to),[^.;]{0,40}approv|not treat[^.;]{0,60}as (?:an? )?(?:approv|consent)|do(?:es)? not hear[^.;]{0,40}\bno\b|未(?:在)?[^;。]{0,14}(?:反馈|答复|回复)[^;。]{0,16}不得|没回[^;。]{0,16}(?:等|算|视为|默认)|不会默认|counts? as (?:signed off|approved|rejected)|treat it as not|take that as a no|no objection[^.;]{0,80}counts?|failing which[^.;]{0,40}(?:approv|accept|reject)|沉默[^;。]{0,20}(?:不产生|不发生|不得|无效)|silence is(?: not|n't)|(?:do|does) not hear[^.;]{0,30}answer is|(?:逾期|未(?:在|于|能|按|予|作|做|及时|给予|回复|答复|提出|反馈|书面|明确)|不(?:予|作|答复|回复)|沉默|没有)[^;。]{0,40}(?:视为|即为|则视|推定|等同|默认|看作)[^;。]{0,16}|未[^;。]{0,14}(?:回应|回复|答复|反馈|异议|表示)[^;。]{0,20}(?:即为|即视|即|则为|视为|等于|按|就?算)|没[^;。]{0,10}(?:回话|回复|回音|答复|意见)[^;。]{0,12}(?:算|视为|默认)|视为[^;。]{0,6}(?:ⓛ)?(?:已经?|不)?(?:同意|批准|认可|通过|确认|不同意|拒绝|驳回|未(?:通过|批准|同意))|默认(?:通过|同意|认可|批准)|(?:沉默|未回复|不回复|未答复)[^;。]{0,16}(?:不(?:构成|视为|等于|代表|意味)|即)"
    r"|\bdeem(?:ed|s)?\b[^.;]{0,60}(?:approv|accept|disapprov|reject|consent|refus|withheld|granted|given)|(?:approv\w+|accept\w*|consent\w*|disapprov\w+|reject\w*|refus\w+)[^.;]{0,40}\bdeemed\b|(?:silence|failure to (?:respond|reply|approve|object|disapprove|answer)|no (?:response|reply|answer|comment|objection)|does not (?:respond|reply|object|answer)|fails to (?:respond|reply|object|approve|disapprove|answer)|has not (?:responded|replied|objected)|absence of (?:a )?(?:response|reply|written approval)|unless ⓛ (?:objects|disapproves|rejects)|not (?:responded|heard|rejected|replied))[^.;]{0,90}(?:approv|accept|consent|disapprov|reject|refus|proceed|go ahead|constitute|amount|treated|considered|taken|mean)|treated as (?:an? )?(?:approv|disapprov|reject|accept|refus)|considered (?:as )?(?:approved|rejected|disapproved|accepted)|silence (?:is|shall|means|does)|(?:says? nothing|stays? silent|remains? silent|does not answer|do not (?:answer|reply|hear)|silence|no answer|not heard)[^.;]{0,80}(?:counts?|treat|taken?|means?|deemed|regarded|assume|consider)"
)
REFUSAL: Final = rx(
    r"没同意|不得(?:自行|擅自)?(?:上线|投产|生产|发布|使用)|not treat[^.;]{0,60}as (?:an? )?(?:approv|consent)|不会默认|没回[^;。]{0,6}就等|treat it as not|take that as a no|counts? as rejected|不(?:产生|发生)[^;。]{0,8}(?:批准|同意|通过|认可)|silence is(?: not|n't)|answer is no|视为[^;。]{0,6}(?:不同意|拒绝|驳回|未(?:通过|批准|同意|获)|不予|否决|不批准|不通过|审核不)|(?:即|则)?(?:为|视为|按|等于)不(?:批准|同意|通过|认可)|\ba no\b|as (?:a )?(?:no|refus)|不(?:得)?(?:构成|视为|等于|代表|意味)[^;。]{0,10}(?:同意|批准|通过|认可|确认)|(?:不|未)(?:得|能|应|予)?视为(?:同意|批准|通过|认可)|(?:即|则)(?:为|视为)(?:不同意|拒绝)|disapprov|reject|refus|not (?:be )?(?:deemed|constitute|considered|treated|amount|mean|imply)[^.;]{0,30}(?:approv|consent|accept)|(?:no|neither)[^.;]{0,60}(?:shall|will) be deemed[^.;]{0,20}approv|does not (?:mean|constitute|amount|imply)|is not approv|never (?:be )?(?:deemed|approv)|withheld|shall not be deemed|not approved|must not proceed|declined"
)


def deemed_approval(c: Case) -> Verdict | None:
    if no_say(c) or not approval_units(c):
        return None
    said = [
        u
        for u in c.live
        if (
            SILENT.search(u.plain)
            and not rx(
                r"合同|协议的?终止|验收合格|送达|对账|报表|结算单|发票|续|renew|deemed (?:received|delivered|served|accepted this)|statement|invoice|notice[^.;]{0,30}deemed|termination|offer|要约|优先|first refusal|sequel|续集|option"
            ).search(
                u.plain.replace("合同约定", ""),
            )
        )
        or (
            SILENT.search(u.plain)
            and rx(r"审核|样|稿|监修|审批|samples?|designs?|submi|approval|artwork|materials").search(u.plain)
        )
    ]
    if not said:
        return Verdict("missing", None)
    for unit in said:
        found = SILENT.search(unit.plain)
        if found is None or (REFUSAL.search(unit.plain) and not _approves(unit.plain)):
            continue
        wait = [s for s in lengths(unit.plain) if s.unit in ("day", "business_day", "week") and s.days <= 90]
        if not wait:
            block = [
                u
                for u in c.live
                if u.block in (unit.block, unit.block - 1) and (u in approval_units(c) or u.block == unit.block)
            ]
            wait = [
                s for u in block for s in lengths(u.plain) if s.unit in ("day", "business_day", "week") and s.days <= 90
            ]
        if not wait and rx(r"end of the (?:next )?day after|次日").search(unit.plain):
            return Verdict("unusual", unit)
        if not wait:
            return Verdict("unclear", unit)
        if min(_business_days(s.n, s.unit) for s in wait) < 5:
            return Verdict("unusual", unit)
    return None


APPROVES: Final = rx(
    r"(?:not|n't) (?:been )?(?:refused|rejected|disapproved|objected to)[^.;]{0,40}\b(?:is|are|counts? as|shall be) (?:deemed )?approv|failure[^.;]{0,60}(?:disapprov|reject|refus)[^.;]{0,60}(?:constitutes?|counts? as|means|deemed) (?:an? )?approv|counts? as signed off|(?<!不)(?<!得)(?<!能)视为(?:ⓛ)?(?:已经?)?(?:同意|批准|认可|通过|确认|无异议)|(?:算|当作|默认|等于|按)(?:ⓛ)?(?:同意|通过|批准|认可)|(?<!not be )(?<!not )deemed (?:to be |to have been |to have )?(?:approv|accept|consent|given)|(?<!not )(?:constitutes?|counts? as|means?|treated as|considered) (?:an? |as )?(?:approv|accept|consent|yes)"
)


def _approves(plain: str) -> bool:
    """Whether silence ends in approval, whatever else the sentence says of rejection."""
    return bool(APPROVES.search(plain)) and not rx(
        r"(?:no|neither)[^.;]{0,60}deemed|not[^.;]{0,20}deemed (?:to )?(?:be )?approv|never"
    ).search(plain)


def _business_days(n: Fraction, unit: str) -> Fraction:
    return n if unit == "business_day" else n * 5 if unit == "week" else n * Fraction(5, 7)


QUALITY: Final = rx(
    r"(?:match(?:es)?|look like|equal(?: to)?|no worse than|same as)[^.;]{0,24}(?:sealed|approved|master|painted|photograph)|flammability|\bukca\b|\bce mark|\bastm\b|\ben ?71\b|\bcpsia\b|hygiene|crash-free|准确率|拦截率|差错率|误差|跟样品|\d{3,4}p(?![a-z])|(?:符合|达到)[^;。]{0,20}标准|不合格|\bredone\b|mix standard|lip-sync|ebu r128|运行稳定|故障|返工|整改|卡顿|帧率|码率|采样率|底噪|\bredo\b|look clean|cut-off edges|\bfps\b|\d ?px\b|质量|品质|国家(?:强制性)?标准|行业标准|3c|检测|检验|质检|合格证|安全标准|工艺|次品|瑕疵品|适龄|内容(?:标准|安全|规范|质量)|画质|技术(?:标准|规格|规范)|制作(?:水准|水平|标准|规范)|清晰度|bug|稳定运行|召回|产品安全|gb ?\d|\bquality\b|\bworkmanship\b|safety standards?|technical (?:standards?|specifications?|requirements)|\bdefect\w*|\bstandards?\b[^.;]{0,40}(?:comply|meet|product|high|industry|of)|(?:comply|meet|conform)[^.;]{0,40}(?:standards?|specification)|\bsafety\b[^.;]{0,30}(?:law|regulat|standard|test)|product recall|\btested\b|resolution|first-?class|(?:professional|high|good|premium|merchantable)[^.;]{0,14}(?:standard|quality)|specification"
)


LOOSE_QUALITY: Final = rx(
    r"(?:suitable|appropriate|reasonable|acceptable|adequate|proper) (?:standard|quality)|(?:适当|合适|合理|相应)的?(?:质量|品质|标准)"
)


def quality_control(c: Case) -> Verdict | None:
    units = [
        u
        for u in c.live
        if QUALITY.search(u.plain)
        and not rx(
            r"accounting (?:standards|principles)|会计准则|付酬标准|收费标准|standard terms|素材(?:的)?质量"
        ).search(u.plain)
        and not (
            rx(r"索赔|责任|赔偿|claims?\b|indemn|liab").search(u.plain)
            and not rx(r"符合|达到|标准|不低于|检测|封样|comply|meet|standards?\b").search(u.plain)
        )
    ]
    if units:
        vague = holding(units, LOOSE_QUALITY)
        return Verdict("unclear", vague[0]) if len(vague) == len(units) else None
    headed = rx(r"(?:质量|品质|quality)(?!.*(?:审核|approv))")
    return (
        None
        if any(headed.search(u.heading) and not rx(r"审核|审批|approv").search(u.heading) for u in c.live)
        else Verdict("missing", None)
    )
