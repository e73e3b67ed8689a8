"""Verdicts on how the property is used: approval, quality, sequels, rival works, derivatives, integrity, credit."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from manju.money.contracts.asking import PENDING, stance, stances
from manju.money.contracts.cases import Case, Verdict, rx
from manju.money.contracts.quantities import lengths
from manju.money.contracts.shapes import Unit

APPROVAL: Final = rx(r"审核|点头|审批|审定|监修|送审|报审|确认稿|报批|批准|审阅|(?:样品|样稿|设计(?:稿|图)?|方案|文案|脚本|物料|画面|打样|封样|包装|成片|剧本|版本|素材|内容)[^;。]{0,30}(?:确认|同意|认可|许可|签字)|(?:提交|送|报|交)(?:给|由|请)?ⓛ[^;。]{0,8}(?:确认|审|批准|认可|同意|过目)|ⓛ[^;。]{0,8}(?:书面)?(?:确认|认可|审阅|过目)|(?:确认|认可|书面同意)[^;。]{0,20}(?:样品|样稿|设计|方案|文案|脚本|物料|大货|成片|上线|投产|生产|图|稿|内容|版本)|\bapprov\w+|sign-?off|(?:samples?|designs?|drafts?|artwork|scripts?)[^.;]{0,60}submit|until ⓛ[^.;]{0,30}(?:said yes|says yes|agree|approv|signed off|okay|confirm)|(?:show|send)s? ⓛ[^.;]{0,60}(?:designs?|samples?|drafts?|proofs?|packag)|\bprior review\b|submit[^.;]{0,60}(?:samples?|designs?|drafts?|artwork|mock-?ups?|scripts?|prototype|concept)|\bclearance of\b|consent to (?:each|the) (?:design|sample)")
APPROVAL_OBJECT: Final = rx(r"样品|样稿|设计|方案|文案|脚本|物料|打样|封样|包装|成片|剧本|版本|产品|商品|内容|素材|宣传|使用|稿|大货|生产|上线|形象|制作|封面|译|改编|投放|图|样|samples?|designs?|drafts?|artwork|mock|scripts?|prototypes?|concepts?|products?|packag\w+|materials?|advert\w+|use|version|build|content|cover|articles|goods|copy|episode|cut|translation|game|recording|arrangement|stage|edits?\b|song|lyrics|visuals?|歌|剪辑|海报|角色|creative|text|trailers?|publication|campaign")
NOT_APPROVAL: Final = rx(r"sub-?licen|转授权|转让|assign|政府|主管部门|版号|广电|备案|审批手续|行政|许可证|regulat|governmental|board|settle(?:ment)?|和解|董事会|保密|confiden|disclos|press release|转包|subcontract|competent authorit|训练|train|抽成")
NO_SAY: Final = rx(
    r"(?:无需|无须|毋须|不必|不需要?|免于|不用)(?:再)?(?:事先|另行|提前|经过|经|向|征得|取得|获得|报)?[^,;。]{0,20}(?:审核|审批|批准|监修|确认|同意|审定|认可|许可)|ⓔ[^;。]{0,30}(?:自行|自主|独立|全权|单方|有权自由|自由)[^;。]{0,16}(?:决定|设计|确定|审定|安排|发挥|修改|制作)[^;。]{0,20}|ⓛ[^;。]{0,24}(?:无权|不得|不|放弃)[^;。]{0,10}(?:干涉|干预|审核|异议|提出异议|审批|监修|否决|过问)|(?:最终)?(?:决定|审核|审批|解释)权[^;。]{0,8}(?:归|属于?|由)ⓔ|ⓔ(?:享有|拥有)[^;。]{0,14}(?:最终|全部)(?:决定|审定|控制|审核)权|仅(?:需|须)?(?:知会|通知|告知|备案)|(?:知会|告知|通知|抄送)ⓛ即可"
    r"|(?:no|without) (?:any )?(?:further |prior |separate |additional )*(?:approval|review|submission|sign-?off|consent)s?(?: or (?:approval|review|consent))?[^.;]{0,50}(?:required|needed|necessary|of ⓛ|from ⓛ|by ⓛ)|(?:approval|consent|review)[^.;]{0,40}(?:is|are|shall) not (?:be )?(?:required|needed|necessary)|ⓔ (?:shall|may|has|will have|will|retains|is)[^.;]{0,60}(?:sole|absolute|full|complete|final|entire)(?: and (?:absolute|complete|sole|final))? (?:creative |editorial |artistic )?(?:discretion|control|authority|freedom|say|approval|decision)|ⓔ[^.;]{0,60}(?:at|in) its (?:sole|absolute|own|free|full)[^.;]{0,20}discretion|decisions?[^.;]{0,80}(?:made|taken|rest|lie) (?:solely |exclusively )?(?:by|with) ⓔ|ⓔ(?:'s|, whose) decisions?[^.;]{0,20}final|in ⓔ's (?:sole|absolute|own|free)(?: and absolute)? (?:discretion|judg\w+)|ⓛ (?:shall|will|may|has|waives)[^.;]{0,30}(?:no|not|any)[^.;]{0,20}(?:right|object|interfere|approv|veto|review)|(?:need|shall) not (?:be required to )?(?:submit|seek|obtain)[^.;]{0,60}(?:approval|ⓛ|samples?)|not (?:be )?(?:subject to|required to (?:obtain|submit|seek))[^.;]{0,50}(?:approval|review|ⓛ)|ⓛ shall have no (?:right of )?approval|waives (?:any|all) (?:right of )?approval|as ⓔ (?:sees fit|deems? fit|thinks fit|considers appropriate)|at ⓔ's (?:sole |absolute |own )?discretion"
)
NO_SAY_TOPIC: Final = rx(r"设计|样品|产品|商品|包装|宣传|物料|使用|形象|内容|制作|改编|剧本|文案|上线|生产|审核|监修|creative|design|sample|product|packag|content|script|adapt|use|material|artwork|advert|approval|editorial|production|manufacture|character|depict")


BY_LICENSOR: Final = rx(r"[经由]ⓛ[^;。]{0,12}(?:最终|书面)?(?:审核|确认|批准|同意|认可)|ⓛ(?:负责)?(?:审核|监修|审定)|require[sd]?[^.;]{0,40}approval|approved by ⓛ|ⓛ's[^.;]{0,24}approval|approval (?:of|by|from) ⓛ|ⓛ (?:ha[sd]|have)?[^.;]{0,14}approv|until ⓛ|(?:提交|送|报|交)(?:给|由|请)?ⓛ")


def approval_units(c: Case) -> list[Unit]:
    return [
        u for u in c.live
        if (APPROVAL.search(u.plain) or (re.search(r"审核|审批|监修|approval", u.heading) and re.search(r"ⓛ|提交|submit", u.plain)))
        and (APPROVAL_OBJECT.search(u.plain) or APPROVAL_OBJECT.search(u.heading) or BY_LICENSOR.search(u.plain)) and not _not_approval(u)
    ]  # fmt: skip


def _not_approval(unit: Unit) -> bool:
    found = NOT_APPROVAL.search(unit.plain)
    return bool(found) and not re.search(r"样品|设计稿|样稿|监修|samples?|artwork|designs?|prototypes?|concept|脚本|成片|文案|物料|scripts?", unit.plain)


def no_say(c: Case) -> Unit | None:
    for unit in c.live:
        found = NO_SAY.search(unit.plain)
        if found and NO_SAY_TOPIC.search(unit.plain) and not re.search(r"价格|定价|pric(?:e|ing)|渠道|channels|运营(?:策略|方式)|诉讼|defence|litigation|转授权|sub-?licen|训练|train|法律|audit|账|终止|terminat|再次|重复|re-?submit|续集|sequel|不影响|已(?:经)?(?:审核|批准|确认)|previously approved|identical", unit.plain[max(0, found.start() - 60) : found.end() + 60]):
            if re.search(r"(?<![无不])(?:须|需|应|报)[^;。]{0,10}ⓛ[^;。]{0,10}(?:审核|批准|同意|确认|审定)|subject to[^.;]{0,30}(?:ⓛ|approval)", unit.plain[found.start() :]):
                continue
            if stance(unit.plain, found.start(), found.end()) == "consent" and re.search(r"不得|shall not|may not", unit.plain):
                continue
            return unit
    return None


def approval(c: Case) -> Verdict | None:
    without = no_say(c)
    units = approval_units(c)
    if without:
        return Verdict("dangerous", without)
    if not units:
        heard = next((u for u in c.live if re.search(r"ⓔ[^;。]{0,30}(?:征求|听取|参考|考虑|咨询)[^;。]{0,10}ⓛ[^;。]{0,10}(?:意见|建议)|(?:consult|consider)[^.;]{0,30}ⓛ|ⓛ may (?:comment|provide comments)", u.plain)), None)
        return Verdict("unclear", heard) if heard else Verdict("missing", None)
    heard_only = [u for u in units if re.search(r"仅供参考|参考(?:ⓛ)?(?:意见|建议)|不具(?:有)?约束力|for information(?: only)?|not (?:be )?binding|take[^.;]{0,20}into (?:account|consideration)|good faith consideration|advisory", u.plain)]
    if heard_only:
        return Verdict("dangerous", heard_only[0])
    vague = [u for u in units if re.search(r"重大(?:使用|修改)|必要时|视情况|适时|where (?:necessary|appropriate|practicable)|if (?:practicable|appropriate)|as appropriate|尽量|尽可能|try to", u.plain)]
    return Verdict("unclear", vague[0]) if vague and len(vague) == len(units) else None


SILENT: Final = rx(
    r"(?:逾期|未(?:在|于|能|按|予|作|做|及时|给予|回复|答复|提出|反馈|书面|明确)|不(?:予|作|答复|回复)|沉默|没有)[^;。]{0,40}(?:视为|即为|则视|推定|等同|默认|看作)[^;。]{0,16}|未[^;。]{0,14}(?:回应|回复|答复|反馈|异议|表示)[^;。]{0,20}(?:即为|即视|即|则为|视为|等于|按|就?算)|没[^;。]{0,10}(?:回话|回复|回音|答复|意见)[^;。]{0,12}(?:算|视为|默认)|视为[^;。]{0,6}(?:ⓛ)?(?:已经?|不)?(?:同意|批准|认可|通过|确认|不同意|拒绝|驳回|未(?:通过|批准|同意))|默认(?:通过|同意|认可|批准)|(?:沉默|未回复|不回复|未答复)[^;。]{0,16}(?:不(?:构成|视为|等于|代表|意味)|即)"
    r"|\bdeem(?:ed|s)?\b[^.;]{0,60}(?:approv|accept|disapprov|reject|consent|refus|withheld|granted|given)|(?:approv\w+|accept\w*|consent\w*|disapprov\w+|reject\w*|refus\w+)[^.;]{0,40}\bdeemed\b|(?:silence|failure to (?:respond|reply|approve|object|disapprove|answer)|no (?:response|reply|answer|comment|objection)|does not (?:respond|reply|object|answer)|fails to (?:respond|reply|object|approve|disapprove|answer)|has not (?:responded|replied|objected)|absence of (?:a )?(?:response|reply|written approval)|unless ⓛ (?:objects|disapproves|rejects)|not (?:responded|heard|rejected|replied))[^.;]{0,90}(?:approv|accept|consent|disapprov|reject|refus|proceed|go ahead|constitute|amount|treated|considered|taken|mean)|treated as (?:an? )?(?:approv|disapprov|reject|accept|refus)|considered (?:as )?(?:approved|rejected|disapproved|accepted)|silence (?:is|shall|means|does)|(?:says? nothing|stays? silent|remains? silent|does not answer|do not (?:answer|reply|hear)|silence|no answer|not heard)[^.;]{0,80}(?:counts?|treat|taken?|means?|deemed|regarded|assume|consider)"
)
REFUSAL: Final = rx(r"视为[^;。]{0,6}(?:不同意|拒绝|驳回|未(?:通过|批准|同意|获)|不予|否决|不批准|不通过|审核不)|(?:即|则)?(?:为|视为|按|等于)不(?:批准|同意|通过|认可)|\ba no\b|as (?:a )?(?:no|refus)|不(?:得)?(?:构成|视为|等于|代表|意味)[^;。]{0,10}(?:同意|批准|通过|认可|确认)|(?:不|未)(?:得|能|应|予)?视为(?:同意|批准|通过|认可)|(?:即|则)(?:为|视为)(?:不同意|拒绝)|disapprov|reject|refus|not (?:be )?(?:deemed|constitute|considered|treated|amount|mean|imply)[^.;]{0,30}(?:approv|consent|accept)|(?:no|neither)[^.;]{0,60}(?:shall|will) be deemed[^.;]{0,20}approv|does not (?:mean|constitute|amount|imply)|is not approv|never (?:be )?(?:deemed|approv)|withheld|shall not be deemed|not approved|must not proceed|declined")


def deemed_approval(c: Case) -> Verdict | None:
    if no_say(c) or not approval_units(c):
        return None
    said = [u for u in c.live if SILENT.search(u.plain) and not re.search(r"合同|协议的?终止|验收合格|送达|对账|报表|结算单|发票|续|renew|deemed (?:received|delivered|served|accepted this)|statement|invoice|notice[^.;]{0,30}deemed|termination|offer|要约|优先|first refusal|sequel|续集|option", u.plain.replace("合同约定", "")) or (SILENT.search(u.plain) and re.search(r"审核|样|稿|监修|审批|samples?|designs?|submi|approval|artwork|materials", u.plain))]
    if not said:
        return Verdict("missing", None)
    for unit in said:
        found = SILENT.search(unit.plain)
        if found is None or (REFUSAL.search(unit.plain) and not _approves(unit.plain)):
            continue
        wait = [s for s in lengths(unit.plain) if s.unit in ("day", "business_day", "week") and s.days <= 90]
        if not wait:
            block = [u for u in c.live if u.block in (unit.block, unit.block - 1) and (u in approval_units(c) or u.block == unit.block)]
            wait = [s for u in block for s in lengths(u.plain) if s.unit in ("day", "business_day", "week") and s.days <= 90]
        if not wait:
            return Verdict("unclear", unit)
        if min(_business_days(s.n, s.unit) for s in wait) < 5:
            return Verdict("unusual", unit)
    return None


APPROVES: Final = rx(r"(?<!不)(?<!得)(?<!能)视为(?:ⓛ)?(?:已经?)?(?:同意|批准|认可|通过|确认|无异议)|(?:算|当作|默认|等于|按)(?:ⓛ)?(?:同意|通过|批准|认可)|(?<!not be )(?<!not )deemed (?:to be |to have been |to have )?(?:approv|accept|consent|given)|(?<!not )(?:constitutes?|counts? as|means?|treated as|considered) (?:an? |as )?(?:approv|accept|consent|yes)")


def _approves(plain: str) -> bool:
    """Whether silence ends in approval, whatever else the sentence says of rejection."""
    return bool(APPROVES.search(plain)) and not re.search(r"(?:no|neither)[^.;]{0,60}deemed|not[^.;]{0,20}deemed (?:to )?(?:be )?approv|never", plain)


def _business_days(n: Fraction, unit: str) -> Fraction:
    return n if unit == "business_day" else n * 5 if unit == "week" else n * Fraction(5, 7)


QUALITY: Final = rx(r"质量|品质|国家(?:强制性)?标准|行业标准|3c|检测|检验|质检|合格证|安全标准|工艺|次品|瑕疵品|适龄|内容(?:标准|安全|规范|质量)|画质|技术(?:标准|规格|规范)|制作(?:水准|水平|标准|规范)|清晰度|bug|稳定运行|召回|产品安全|gb ?\d|\bquality\b|\bworkmanship\b|safety standards?|technical (?:standards?|specifications?|requirements)|\bdefect\w*|\bstandards?\b[^.;]{0,40}(?:comply|meet|product|high|industry|of)|(?:comply|meet|conform)[^.;]{0,40}(?:standards?|specification)|\bsafety\b[^.;]{0,30}(?:law|regulat|standard|test)|product recall|\btested\b|resolution|first-?class|(?:professional|high|good|premium|merchantable)[^.;]{0,14}(?:standard|quality)|style guide|specification")


def quality_control(c: Case) -> Verdict | None:
    units = [u for u in c.live if QUALITY.search(u.plain) and not re.search(r"accounting (?:standards|principles)|会计准则|付酬标准|收费标准|standard terms|素材(?:的)?质量", u.plain)]
    if units:
        return None
    return None if any(re.search(r"质量|品质|quality", u.heading) for u in c.live) else Verdict("missing", None)


SEQUEL: Final = rx(r"续集|续作|续篇|续写|前传|后传|外传|番外|衍生剧|后续(?:作品|系列|季|集|开发|内容)|新(?:一)?季|第二季|下一季|后续季|次季|续订季|系列(?:新作|续)|同系列[^,;。]{0,6}作品|续拍|\bsequels?\b|\bprequels?\b|spin-?offs?|\bcontinuations?\b|(?:second|subsequent|further|future|new|later|next|additional) (?:season|series|instal\w+|volume|episode|title in the series|chapter)s?|follow-?(?:up|on) (?:work|series|season|title)s?|subsequent (?:work|production|book|title)s?|season (?:two|2)|next (?:work|book|instal)")
LOCK: Final = rx(
    r"(?:未经|没有|非经|不经)ⓔ[^;。]{0,16}(?:同意|许可|批准)[^;。]{0,12}ⓛ?[^;。]{0,20}(?:不得|无权|不可|不能)|ⓛ(?:在[^,;。]{0,24})?[^;。,]{0,20}(?:不得|无权|不可|不能|放弃)[^;。]{0,40}(?:续|前传|外传|番外|新(?:一)?季|第二季|后续|衍生剧)|(?:续集|续作|续篇|前传|外传|番外|后续[^,;。]{0,8}|新(?:一)?季|衍生剧|第二季)[^;。]{0,40}(?:权利|开发权|改编权|授权|版权|著作权|制作权|权益)?[^;。]{0,14}(?:自动|当然|无偿|免费|均|全部|一并|独家|永久)?(?:归|属于?|授予|由|许可给)ⓔ(?!(?:与|和)ⓛ)[^;。]{0,16}(?!.{0,6}优先)|ⓛ[^;。]{0,30}(?:自动|无偿|免费|一并|永久|无条件)[^;。]{0,16}(?:授予|授权|许可)[^;。]{0,10}ⓔ[^;。]{0,30}(?:续|前传|后续|新季)|(?:续集|续作|续篇|前传|外传|番外|后续|新(?:一)?季|第二季)[^;。]{0,30}ⓛ[^;。]{0,10}(?:无偿|免费|自动|无条件|永久)[^;。]{0,10}(?:授予|授权|许可|提供)|ⓔ[^;。]{0,30}(?:自动|无偿|永久|当然|免费|有权自行|可自行|有权直接|自动取得|自由)[^;。]{0,24}(?:续|前传|外传|番外|后续|新(?:一)?季|第二季)|ⓔ(?:有权|可)(?!优先|在同等|参与)[^;。优]{0,20}(?:开发|制作|创作|拍摄|续写|出版)[^;。优]{0,12}(?:续|前传|外传|番外|后续|第二季)"
    r"|ⓛ (?:shall|will|may|must|agrees|undertakes)[^.;]{0,30}\bnot\b[^.;]{0,100}(?:sequel|prequel|spin|season|continuation|follow|subsequent|instal)|ⓛ (?:waives|relinquishes|gives up)[^.;]{0,80}(?:sequel|prequel|season|continuation)|(?:no|neither) (?:sequel|prequel|further|new|continuation|second|spin|season)[^.;]{0,80}(?:without|unless|except)[^.;]{0,40}ⓔ|ⓛ[^.;]{0,40}(?:without|unless|only with)[^.;]{0,20}ⓔ's[^.;]{0,60}(?:consent|approval|permission)"
    r"|(?:sequels?|prequels?|spin-?offs?|continuations?|seasons?|instal\w+|series|works?|volumes?)[^.;]{0,70}(?:belong(?:s)?(?: exclusively| solely)? to|vest(?:s|ed)? in|owned by|automatically (?:included|licensed|granted|fall|form|become|extended)|(?:are|is|shall be|be)(?: also| hereby)? (?:licensed|granted|included|controlled|reserved)(?: exclusively| solely)?(?: to| by| in| for)) ⓔ|ⓔ (?:owns|shall own|controls|shall control|shall have the (?:sole|exclusive|perpetual|right to (?:make|produce|create|develop|write))|has the (?:sole|exclusive|perpetual|right to (?:make|produce|create|develop|write))|may(?: freely| also)? (?:make|produce|create|develop|write|publish|commission))[^.;]{0,80}(?:sequel|prequel|spin|season|continuation|follow|subsequent|instal)|(?:include|including|extends? to|cover|covers)[^.;]{0,50}(?:all |any )?(?:future )?(?:sequels?|prequels?|seasons|continuations)[^.;]{0,60}(?:without (?:further|additional)|at no|free|automatically|no additional)|(?:sequels?|seasons?|continuations?)[^.;]{0,60}(?:shall )?automatically"
)
RESERVED_SEQUEL: Final = rx(r"ⓛ说了算|(?:归|属于?|由|保留(?:给|于|在)?)ⓛ|ⓛ[^;。]{0,24}(?:保留|享有|拥有|独家|决定|自主|有权)|reserved? (?:by|to|for|exclusively)|(?:stay|remain|lie|rest)s? with ⓛ|ⓛ (?:reserves|retains|owns|controls|shall (?:own|control|retain|decide)|may|has|remains|keeps|alone|is free)|(?:belong|vest|remain)[^.;]{0,20}ⓛ|(?:excluded|not (?:included|granted|licen[cs]ed|covered))|不(?:包括|包含|含|在|及于|涉及|授予)|另行(?:授权|签|协商|书面)|ⓛ's (?:exclusive|sole|property|free)|ⓛ alone|separate")
PRIORITY: Final = rx(r"优先|同等条件|first (?:refusal|negotiation|look|offer|opportunity|option)|\brofr\b|\brofn\b|matching|match the|last refusal|pre-?empt|\boption\b|priority|preferential")


def sequel_priority(c: Case) -> Verdict | None:
    units = [u for u in c.live if SEQUEL.search(u.plain) and not re.search(r"续(?:约|期|签)(?!.*续集)", u.plain[:0])]
    if not units:
        return Verdict("missing", None)
    for unit in units:
        found = LOCK.search(unit.plain)
        if not found:
            continue
        said = stance(unit.plain, found.start(), found.end())
        priority = PRIORITY.search(unit.plain)
        own = found.group()
        guarded = re.search(r"ⓔ(?:有权|可)|ⓔ (?:may|shall have|has)|include|cover|extend|seasons?|(?:续|季|传)", own) and said in ("forbidden", "consent") and not re.search(r"ⓛ[^;。]{0,40}(?:不得|无权|不可|不能|放弃)|ⓛ (?:shall|will|may|must|agrees|undertakes)[^.;]{0,40}\bnot\b|waive|(?:未经|没有|非经)ⓔ|ⓔ's[^.;]{0,40}(?:consent|approval)|^no |neither", own)
        if guarded or (re.search(r"ⓔ[^;。.]{0,40}(?:不得|无权|不享有|shall not|may not|has no|no right)", own) and not re.search(r"ⓛ[^;。.]{0,40}(?:不得|无权|shall not|may not)", own)):
            continue
        if priority and _bounded_priority(c, unit) and not re.search(r"永久|perpetual|自动归|无偿|放弃", unit.plain):
            continue
        return Verdict("dangerous", unit)
    rights = [u for u in units if PRIORITY.search(u.plain) and re.search(r"ⓔ", u.plain)]
    for unit in rights:
        found = PRIORITY.search(unit.plain)
        if found and stance(unit.plain, found.start(), found.end()) == "forbidden" or re.search(r"ⓔ[^;。]{0,12}(?:不享有|无|没有|放弃)[^;。]{0,10}优先|ⓔ (?:has|shall have) no", unit.plain):
            continue
        if re.search(r"永久|无限期|不受期限|perpetual|in perpetuity|last refusal|final matching|without (?:any )?time limit|(?:all|any) future[^.;]{0,40}in any (?:media|category)", unit.plain):
            return Verdict("dangerous", unit)
        if not _bounded_priority(c, unit):
            return Verdict("unclear", unit)
    if rights:
        return None
    decided = [u for u in units if RESERVED_SEQUEL.search(u.plain) or re.search(r"ⓔ[^;。]{0,40}(?:不得|无权)|ⓔ (?:shall|may|must|will) not|ⓔ has no|no (?:right|licen)|未经ⓛ|without ⓛ|属于ⓛ|不得", u.plain) or stance(u.plain, *_place(SEQUEL, u)) in ("forbidden", "consent")]
    if decided:
        return None
    loose = next((u for u in units if PENDING.search(u.plain)), None)
    if loose:
        return Verdict("unclear", loose)
    return Verdict("unclear", units[0]) if any(re.search(r"权|优先|right|合作|授权", u.plain) for u in units) else Verdict("missing", None)


def _place(pattern: re.Pattern[str], unit: Unit) -> tuple[int, int]:
    found = pattern.search(unit.plain)
    return (found.start(), found.end()) if found else (0, 0)


def _bounded_priority(c: Case, unit: Unit) -> bool:
    """Whether the option has a window: days to answer, or an end."""
    near = [u for u in c.live if abs(u.block - unit.block) <= 1]
    timed = [u for u in near if (u is unit or PRIORITY.search(u.plain) or SEQUEL.search(u.plain) or re.search(r"回复|答复|书面|逾期|未能|reply|respond|offer|fail|negotiat|lapse", u.plain))]
    return any(s.unit in ("day", "business_day", "week", "month") for u in timed for s in lengths(u.plain)) or any(re.search(r"一次|首轮|once only|one time", u.plain) for u in timed)


RIVAL_WORK: Final = rx(
    r"(?:竞争|竞品|近似|相似|类似|雷同|同类竞|混淆|实质性相似|抄袭|仿冒|模仿|高仿|借鉴)[^;。]{0,30}(?:作品|产品|形象|角色|漫剧|短剧|动漫|ip|游戏|项目|商品|设定|内容|剧|节目|歌曲|画风)|(?:作品|产品|形象|角色|漫剧|短剧|动漫|ip|游戏|商品|剧)[^;。]{0,24}(?:相竞争|竞争|竞品|近似|相似|类似|雷同|混淆)|竞争(?:性)?(?:关系|作品|产品|业务|漫剧)|竞品|像的(?:角色|形象)|拿[^;。]{0,14}(?:拍|做|改)[^;。]{0,8}(?:剧|漫|片)|(?:利用|使用|借用|基于|以)[^;。]{0,24}(?:形象|角色|设定|人物)[^;。]{0,24}(?:开发|创作|制作|推出|拍摄)[^;。]{0,24}(?:新|其他|自有|独立|另外|竞)[^;。]{0,10}(?:漫剧|短剧|作品|动漫|ip|剧|形象|游戏|系列|产品)"
    r"|\bcompet(?:e|es|ing|itive|itor)\b[^.;]{0,60}|look-?alikes?\b|(?:make|produce|create|publish|commission)\w*[^.;]{0,10}\b(?:any|its own|own|another|other|new)\b[^.;]{0,30}(?:animations?|comics?|series|shows?|dramas?|games?)[^.;]{0,30}\b(?:with|featuring|using|based on|around|containing)\b|confusingly similar|substantially similar|\b(?:look-?alike|knock-?off|imitat\w+|similar|derived|resembl\w+|rival|passing off)\b[^.;]{0,40}(?:work|series|character|product|property|comic|drama|game|design|title|song|programme|ip)s?|(?:work|series|character|product|comic|drama|game|title)s?[^.;]{0,40}(?:similar to|imitat\w+|compet\w+ with|resembl\w+|derived from|based on or similar)|own (?:series|works|comics?|comic dramas?|dramas?|characters|animation|productions)[^.;]{0,60}(?:character|property|likeness|resembl|based|feature|using)|(?:features?|featuring|using|incorporat\w+)[^.;]{0,30}(?:characters?|property)[^.;]{0,60}(?:own|new|other|independent|separate)[^.;]{0,20}(?:series|works?|comics?|dramas?|productions?)"
)
NOT_RIVAL: Final = rx(r"竞争法|不正当竞争法|competition law|antitrust|unfair competition (?:law|act)|competent|competitor of ⓛ|ⓛ的竞争对手|confidential|保密|compete for|竞争对手[^;。]{0,10}(?:披露|泄露)|竞争力|substantially similar (?:to|form as) (?:the|that) (?:form|sample)|类似(?:情形|事件|性质|情况)|similar (?:events?|circumstances|nature|terms)|competitive (?:price|bid)|商标[^;。]{0,16}(?:近似|相似)|trade ?marks?")


def competing_works(c: Case) -> Verdict | None:
    mentions = []
    for unit, said, found in stances(c.live, RIVAL_WORK):
        left = unit.plain[: found.start()]
        who = max(left.rfind("ⓛ"), left.rfind("ⓔ"))
        subject = left[who : who + 1] if who >= 0 else ""
        if subject == "" and re.match(r"[^;。.]{0,60}ⓔ", unit.plain):
            subject = "ⓔ"
        if NOT_RIVAL.search(unit.plain) and not re.search(r"作品|漫剧|series|works?\b|characters?", found.group()):
            continue
        if subject == "ⓛ" and not re.search(r"(?:未经|经|without|with) ?ⓛ|ⓛ's|与ⓛ|ⓛ的|对ⓛ|to ⓛ|of ⓛ|by ⓛ|with ⓛ", left[-60:] + found.group()):
            continue
        mentions.append((unit, said, found))
    if not mentions:
        return Verdict("missing", None)
    for unit, said, found in mentions:
        nothing_stops = re.search(r"(?:不(?:限制|影响|妨碍|禁止|阻止|约束)|不构成对)[^;。]{0,10}ⓔ|nothing[^.;]{0,60}(?:prevent|restrict|limit|prohibit|preclude)s?[^.;]{0,20}ⓔ|ⓔ (?:shall|will) not be (?:restricted|prevented|precluded|prohibited|limited)|not (?:restrict|prevent|preclude|limit|prohibit) ⓔ|ⓔ(?:不受)[^;。]{0,8}限制|ⓔ (?:is|shall be|remains?) (?:entirely |completely )?free|ⓔ's (?:right|freedom) to", unit.plain)
        barred = re.search(r"(?:不得|不会|不应|禁止|无权|shall not|may not|must not|will not)[^;。.]{0,120}$", unit.plain[: found.end()])
        if nothing_stops and not (barred and not re.search(r"shall not be (?:restricted|prevented|precluded|prohibited|limited)", barred.group())):
            return Verdict("dangerous", unit)
        if said in ("allowed", "free") and re.search(r"ⓔ[^;。.]{0,80}(?:有权|可|may|free|entitled|right|permitted|自行|自由)", unit.plain[: found.end()]) and not re.search(r"ⓛ[^;。]{0,30}(?:有权|可以?)[^;。]{0,30}(?:解除|终止|要求|追究)|ⓛ (?:may|shall be entitled|is entitled)|视为违约|breach|terminate", unit.plain):
            return Verdict("dangerous", unit)
    return None


MAKES_NEW: Final = rx(r"(?:新|产生|形成|绘制|设计|素材|画面|成果|改编|动画|游戏|成片|译制|剪辑|造型|图|稿|剧本|照片|物料|版本|录音|皮肤|立绘)[^;。]{0,40}(?:著作权|知识产权|版权)[^;。]{0,12}(?:归|属|由|算|转让|让与)|(?:anything|everything|whatever)[^.;]{0,50}(?:makes?|draws?|creates?|develops?|designs?|produces?)\b|衍生(?:作品|内容|设计|成果|创作|开发成果|素材|产品[^;。]{0,8}(?:著作权|知识产权|版权|权利))|演绎作品|改编(?:作品|成果|后的|剧本|形成|产生)|二次创作|(?:履行|本合同|本协议|授权期(?:限|间)?内|ⓔ|基础上|新)[^;。]{0,30}(?:产生|形成|完成|产制|创作|设计|开发|绘制|制作)[^;。]{0,30}(?:著作权|知识产权|版权)|新(?:增|设计|形成|产生|创作|的)?[^;。]{0,10}(?:图样|插画|造型|图案|款式|形象|设计|素材|作品|角色|内容|知识产权|权利|成果)|(?:设计稿|设计图|设计成果|开发成果|创作成果|制作成果|工作成果|成片|游戏|产品(?:外观|设计)|译文|译本|编曲|录音|剧本|模型|照片|广告(?:片|素材)|宣传物料|物料|视频)[^;。]{0,40}(?:著作权|知识产权|版权|权利|所有权)|(?:因|基于|依据|根据|利用)[^;。]{0,20}(?:授权|本合同|形象|作品|ip)[^;。]{0,24}(?:产生|形成|创作|开发|制作|设计|改编)[^;。]{0,24}(?:著作权|知识产权|版权|权利|成果|作品)|\bderivative (?:works?|materials?|rights|designs?|creations?|content|assets?)\b|\bderivatives?\b(?! works? of third)|(?:new|additional|modified|adapted|resulting|created|developed|commissioned) (?:drawings?|illustrations?|images?|pictures?|patterns?|artwork|designs?|characters?|materials?|works?|content|elements|versions|assets|adaptations?|intellectual property|ip)|(?:designs?|artwork|adaptations?|materials|works|improvements|modifications|translations?|recordings?|arrangements?|film|remake|game|creations?|content|assets|footage|deliverables|voice|dubbed version|embodying)[^.;]{0,90}(?:copyright|own\w*|vests?|belongs?|title|property of|intellectual property|proprietor)|(?:copyright|title|ownership|intellectual property|rights?)[^.;]{0,60}(?:in|to|of|over)[^.;]{0,60}(?:designs?|artwork|adaptations?|improvements|modifications|derivative|new|created|developed|materials|translations?|recordings?|arrangements?|works made|remake|game|outputs?)|works? made for hire")
OWNED: Final = rx(r"算(?:是|作)?(?:ⓛ|ⓔ)|(?:归|属于?|由)(?:属)?(?:于)?(?:ⓛ|ⓔ|ⓟ|各)|(?:ⓛ|ⓔ|ⓟ)[^;。]{0,24}(?:所有|享有|拥有|共有|共同所有|取得)|共同(?:所有|享有|拥有)|(?:转让|让与)(?:给|予|与|至)(?:ⓛ|ⓔ)|\b(?:property|owned?|owns?|own|belongs?|vests?|vested|property of|ownership|assigns?|assigned|title|retains?|jointly|co-own\w*|remain|proprietor|made for hire)\b")


def derivative_ownership(c: Case) -> Verdict | None:
    units = [u for u in c.live if MAKES_NEW.search(u.plain) and OWNED.search(u.plain) and not re.search(r"背景知识产权仍|^(?:[^;。]{0,8})(?:授权|许可)(?:形象|作品|素材|内容|标的)(?:本身|及其[^;。新]{0,6})?的?(?:全部)?(?:著作权|知识产权|版权)|pre-?existing[^.;]{0,40}remain", u.plain)]
    if not units:
        loose = next((u for u in c.live if MAKES_NEW.search(u.plain) and re.search(r"归属|ownership", u.plain + u.heading) and PENDING.search(u.plain)), None)
        return Verdict("unclear", loose) if loose else Verdict("missing", None)
    joint: Unit | None = None
    for unit in units:
        whose = _owner(unit.plain)
        if whose == "ⓔ":
            return Verdict("dangerous", unit)
        if whose == "ⓟ":
            joint = joint or unit
    if joint:
        return Verdict("unusual", joint)
    loose = next((u for u in units if PENDING.search(u.plain) and _owner(u.plain) == ""), None)
    return Verdict("unclear", loose) if loose else None


TO_LICENSEE: Final = rx(r"算(?:是|作)?ⓔ|(?:归|属于?|由)(?:属)?(?:于)?(?:其|ⓔ)(?!与|和|及)(?:(?:单独|独家|独立|完全|永久|全部)?(?:所有|享有|拥有|取得|持有)?)|ⓔ(?:自行|单独|独家|独立|依法|完全|将|即|当然|自动|永久|对[^,;。]{0,40})*(?:享有|拥有|取得|所有)[^;。]{0,20}(?:著作权|知识产权|版权|所有权|全部权利|完整)|(?:著作权|知识产权|版权|所有权)[^;。]{0,16}(?:为|是)ⓔ(?:所有|的)|(?:owned|belongs?|belong|vests?|vest|vested|remains?|remain|be)(?: (?:solely|exclusively|entirely|automatically|absolutely|and vest|the (?:sole|exclusive|absolute)?\s?property))*(?: by| to| in| with| of)+ ⓔ|property of ⓔ|ⓔ (?:shall |will |hereby )?(?:solely |exclusively |automatically )?(?:owns?|own|retains?|retain|holds?|be the (?:sole |exclusive )?(?:owner|author|proprietor)|is the (?:sole |exclusive )?(?:owner|author|proprietor)|acquires?)\b|assigns?[^.;]{0,30} to ⓔ|work(?:s)? made for hire for ⓔ|in ⓔ's name|ⓔ's (?:sole |exclusive )?property|以ⓔ名义")
TO_LICENSOR: Final = rx(r"算(?:是|作)?ⓛ|(?:归|属于?|由)(?:属)?(?:于)?ⓛ|ⓛ(?:单独|独家|依法|完全|即|当然|自动|自[^,;。]{0,10}起)*(?:享有|拥有|取得|所有)|(?:转让|让与|移转)(?:给|予|与|至)ⓛ|(?:owned|belongs?|belong|vests?|vest|vested|remains?|remain|be|is|are)(?: (?:solely|exclusively|entirely|automatically|absolutely|and vest|the (?:sole|exclusive|absolute)?\s?property))*(?: by| to| in| with| of)+ ⓛ|property of ⓛ|ⓛ (?:shall |will |hereby )?(?:solely |exclusively |automatically )?(?:owns?|own|retains?|retain|holds?|be the (?:sole |exclusive )?owner|is the (?:sole |exclusive )?owner|acquires?)\b|assign(?:s|ed)?[^.;]{0,60} to ⓛ|inure[^.;]{0,30} ⓛ|made for hire for ⓛ|ⓛ's (?:sole |exclusive )?property|以ⓛ名义")
JOINTLY: Final = rx(r"ⓟ(?:共同|共有|共享|按[^,;。]{0,10}比例)|共同(?:所有|享有|拥有)|ⓛ(?:与|和|及)ⓔ(?:共同|共有|共享)|ⓔ(?:与|和|及)ⓛ(?:共同|共有|共享)|归(?:属)?ⓟ|jointly|co-?own|joint(?:ly)? (?:owned|property|ownership)|in equal shares")


def _owner(plain: str) -> str:
    mine, theirs = TO_LICENSOR.search(plain), TO_LICENSEE.search(plain)
    if JOINTLY.search(plain) and not (mine or theirs):
        return "ⓟ"
    if theirs and stance(plain, theirs.start(), theirs.end()) in ("forbidden", "consent") and re.search(r"不得|不|not|no ", plain[max(0, theirs.start() - 16) : theirs.end()]):
        theirs = None
    if theirs and re.search(r"(?:软件|引擎|源代码|程序|代码|technology|software|engine|source code|code|商标|trade ?marks?|品牌|logo|brand|pre-?existing|既有|原有|tools)", plain[max(0, theirs.start() - 70) : theirs.end()]) and mine:
        return "ⓛ"
    if theirs and re.search(r"^[^;。.]{0,20}(?:ⓔ(?:自有|原有|既有)|pre-?existing|ⓔ's (?:own |pre-?existing )?(?:marks|trade ?marks|logos?|brand|technology|software|engine|tools|code))", plain) and not re.search(r"衍生|derivative|改编|adapt", plain):
        return "own"
    if theirs and mine:
        between_bad = re.search(r"(?:除|except|other than|excluding|apart from|原作|原始|underlying|original|授权形象本身|不影响ⓛ)[^;。.]{0,40}", plain)
        return "ⓔ" if between_bad or theirs.start() < mine.start() else "ⓛ" if re.search(r"(?:即使|若|如果|如|to the extent|if)[^;。.]{0,40}$", plain[: theirs.start()]) else "ⓔ"
    if theirs:
        return "ⓔ"
    return "ⓛ" if mine else "ⓟ" if JOINTLY.search(plain) else ""


INTEGRITY: Final = rx(r"(?:修改|变更|改变|篡改|歪曲|丑化|变形|扭曲|贬损|损害|改动|更改|调整|颠覆|恶搞|诋毁|重新设计|二次设计|再设计)[^;。]{0,40}(?:形象|角色|人物|人设|设定|造型|作品|ip|名誉|声誉|性格|外观|标识|版权|内容|故事|歌词|旋律|歌曲|画面|剧情|情节|原著|画稿|图案|配色|片名)|(?:形象|角色|人物|人设|设定|造型|作品|ip|性格|外观|剧情|内容)[^;。]{0,40}(?:修改|变更|改变|篡改|歪曲|丑化|变形|扭曲|贬损|改动|更改|调整|恶搞|完整|一致性)|(?:长相|衣服|性格|造型|形象|外观|角色)[^;。]{0,16}(?:不许动|不得动|不变|保持(?:不变|一致))|保护作品完整权|作品完整权|修改权|人设|色情[^;。]{0,24}(?:赌博|暴力|场景)|(?:有损|损害)[^;。]{0,20}(?:形象|声誉|名誉|商誉)|\b(?:alter|modif|distort|mutilat|chang|deform|redraw|deface|defam|disparag|derogat|degrad|redesign|vary|manipulat|morph|adjust|adapt)\w*\b[^.;]{0,80}\b(?:characters?|property|properties|likeness|image|artwork|personalit\w+|appearance|work|designs?|traits|canon|storyline|colou?rs?|drawings?|illustrations?|pictures?|lyrics|melody|song|music|recording|series|episodes?|stor(?:y|ies)|plots?|costumes?|names?|fate|text)\b|(?:characters?|property|artwork|appearance|personalit\w+|likeness)[^.;]{0,80}\b(?:alter|modif|distort|mutilat|chang|deface|disparag|derogat|degrad|redesign|redrawn?|deform|manipulat|morph|varied|depict\w* in)\w*|no (?:alteration|change|modification|distortion)|\b(?:chang|alter)\w*[^.;]{0,50}\b(?:looks?|appears?)\b|must stay as|integrity|style guide|brand guide|disparag\w+|derogatory|(?:pornograph|obscen|tobacco|gambling|politic)\w*|in a manner (?:that|which) (?:is|may|would|could)[^.;]{0,30}(?:disparag|damag|harm|tarnish)|faithful\w*")
WAIVES: Final = rx(r"(?:放弃|不(?:主张|行使|得主张|得行使))[^;。]{0,30}(?:完整权|人身权|修改权|人格权|署名权|精神权利)|waive\w*[^.;]{0,60}moral rights?|moral rights?[^.;]{0,40}(?:waive\w*|not (?:be )?(?:assert|exercis)\w*)|(?:agrees|undertakes) not to assert[^.;]{0,30}moral")


def character_integrity(c: Case) -> Verdict | None:
    for unit in c.live:
        found = WAIVES.search(unit.plain)
        if found and not re.search(r"(?:不|未)(?:得|会|视为|构成)?(?:要求ⓛ)?放弃|(?:not|no|nothing)[^.;]{0,16}waive", unit.plain) and re.search(r"完整权|人身权|修改权|moral|人格|精神", found.group()):
            return Verdict("dangerous", unit)
    mentions = list(stances(c.live, INTEGRITY))
    mentions = [(u, s, m) for u, s, m in mentions if not re.search(r"(?:修改|变更|补充|amend\w*|modif\w*)[^;。.]{0,12}(?:本合同|本协议|合同|协议|this agreement)|(?:本合同|本协议|this agreement)[^;。.]{0,30}(?:修改|变更|amend|modif)|数据(?:的)?(?:完整|真实)|integrity of (?:data|the records)", u.plain)]
    for unit, said, found in mentions:
        act = re.search(r"修改|变更|改变|变形|改动|更改|调整|重新设计|再设计|二次设计|alter|modif|chang|redesign|vary|adapt|manipulat|morph|distort", found.group())
        if not act or re.search(r"改编|适配|尺寸|格式|resiz|format|crop|size|localis|localiz|翻译|translat", unit.plain[max(0, found.start() - 20) : found.end() + 20]) and said != "free":
            continue
        if said == "free" or (said == "allowed" and re.search(r"ⓔ[^;。.]{0,50}(?:有权|可以?|自行|自由|随意|may|free|entitled|right)", unit.plain[: found.end()]) and re.search(r"自由|自行|任意|随意|根据(?:需要|市场)|不受限|free|any way|as it (?:sees|deems|thinks|considers)|discretion|without|ⓔ认为|需要", unit.plain)):
            if re.search(r"ⓛ[^;。]{0,20}(?:审核|批准|同意|确认)|subject to|approv|consent", unit.plain) and said != "free":
                continue
            return Verdict("dangerous", unit)
    if mentions:
        return None
    return Verdict("missing", None)


CREDIT: Final = rx(r"署名|署明|署上|版权(?:标识|标记|标注|声明|信息|字样|所有声明)|©|\(c\)|标注[^;。]{0,24}(?:版权|作者|出处|来源|授权|ⓛ)|(?:片尾|片头|包装|封面|版权页|显著位置)[^;。]{0,24}(?:注明|标明|标示|载明|署)|(?:注明|标注|标示|标明|载明)[^;。]{0,30}(?:改编自|原著|出品|原作|©)|注明[^;。]{0,20}(?:版权|作者|出处|来源|ⓛ|授权)|授权标识|防伪标[^;。]{0,16}|\bcredit(?:s|ed)?\b(?! (?:note|risk|card|against|to the account|period|terms|facilit))|copyright (?:notice|line|legend|symbol|credit)|\battribut\w+|\bby-?line\b|\b(?:bear|state|carry|carrie|display|show)s?\b[^.;]{0,20}[\"©]|bears? the (?:legend|mark|notice|name)|legal (?:line|notice)s?|licensing legend|acknowledg\w* (?:the author|ⓛ as)|name of the (?:author|artist|creator)|title page|paternity")


def credit(c: Case) -> Verdict | None:
    for unit in c.live:
        found = WAIVES.search(unit.plain)
        if found and re.search(r"署名|人身权|moral|精神|人格", found.group()) and not re.search(r"完整权|修改权|integrity", found.group()) and re.search(r"署名|attribut|paternity|credit", unit.plain):
            return Verdict("dangerous", unit)
    units = [u for u in c.live if CREDIT.search(u.plain) and not re.search(r"credited (?:against|to)|creditable|credit(?:ed)?[^.;]{0,20}against|letter of credit|信用|credit rating|tax credit", u.plain)]
    if not units:
        return Verdict("missing", None)
    for unit in units:
        none = re.search(r"(?:无需|不|无须|可不|有权不|不必|不予)(?:再)?(?:为ⓛ|对ⓛ|给ⓛ)?(?:署名|标注|注明)|(?:不享有|放弃)[^;。]{0,8}署名|ⓔ[^;。]{0,20}(?:自行|单独)?决定是否[^;。]{0,10}(?:署名|标注|注明)|(?:no|not)[^.;]{0,40}(?:obligat\w+|required?|need|entitled)[^.;]{0,40}credit|without (?:any )?(?:credit|attribution)|no credit|may omit|omit[^.;]{0,20}credit|credit[^.;]{0,30}(?:in|at) ⓔ's (?:sole |absolute )?discretion|ⓔ(?:名义|的名义)(?:单独)?署名|credit\w*[^.;]{0,30}\bnot (?:be )?(?:required|given)", unit.plain)
        if none and not re.search(r"ⓔ[^;。]{0,16}(?:不得|不可)[^;。]{0,10}(?:不|去除|删)|shall not (?:omit|remove)|not be removed", unit.plain):
            return Verdict("dangerous", unit)
    return None
