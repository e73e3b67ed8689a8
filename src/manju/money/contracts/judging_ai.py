"""Verdicts on artificial intelligence: training on the characters, generated content and its label."""

from __future__ import annotations

import re
from typing import Final

from manju.money.contracts.asking import CONSENT, FREE, PENDING, PERMIT, stances
from manju.money.contracts.cases import Case, Verdict
from manju.money.contracts.patterns import rx
from manju.money.contracts.shapes import Unit

AI_WORD: Final = rx(
    r"人工智能|(?<![a-z])ai(?![a-z])|aigc|生成式|大模型|机器学习|深度学习|神经网络|算法模型|语言模型|\bartificial[- ]intelligence\b|machine[- ]learning|generative|neural|large language|\bllms?\b|\bmodels?\b(?! kits?)|数据集|datasets?|data ?sets?|\blora\b"
)
TRAIN: Final = rx(
    r"训练|微调|喂(?:给|养)|投喂|语料|数据集|机器学习|深度学习|模型(?:的)?(?:开发|优化|学习|迭代|调优|改进)|(?:文本和?数据)?挖掘|学习(?:素材|样本)|\btrain(?:s|ed|ing)?\b(?! (?:of (?:staff|personnel|employees)|sessions?|courses?))|fine-?tun\w+|machine[- ]learning|data ?sets?\b|\bingest\w*|text and data mining|\btdm\b|data mining|corpus|(?:develop|improve|build|teach|feed)\w*[^.;]{0,50}(?:\bai\b|artificial|models?|algorithms?)|\blora\b|scrap(?:e|ing)|\bfe(?:e)?d(?:ing|s)?\b[^.;]{0,30}(?:into|to)\b[^.;]{0,20}(?:\bai\b|models?|artificial|algorithm)|\blearn(?:s|ing)? from\b|\binput\b[^.;]{0,24}(?:\bai\b|models?|artificial|systems?)"
)


def ai_training(c: Case) -> Verdict | None:
    mentions = [
        (u, s, m)
        for u, s, m in stances(c.live, TRAIN)
        if not rx(r"培训|训练营|员工|salespeople|staff|employees|personnel").search(u.plain) or AI_WORD.search(u.plain)
    ]
    mentions = [
        (u, s, m)
        for u, s, m in mentions
        if AI_WORD.search(c.contract.defined(u.plain))
        or rx(r"训练|train|数据集|挖掘|mining|语料|投喂").search(m.group())
    ]
    if not mentions:
        return Verdict("missing", None)
    for unit in c.live:
        meant = c.contract.defined(unit.plain)
        if (
            len(meant) > len(unit.plain) and TRAIN.search(meant[len(unit.plain) :]) and AI_WORD.search(meant[len(unit.plain) :])
            and not TRAIN.search(unit.plain) and GRANTED.search(unit.plain)
            and not rx(r"不得|不许|禁止|不包括|\b(?:not|no|never|neither|except|excluding)\b").search(meant)
        ):  # fmt: skip
            return Verdict("dangerous", unit)
    for unit, said, found in mentions:
        if rx(r"to (?:nobody|no one|none|no-one)\b|任何人(?:均|都)?不").search(unit.plain):
            continue
        if said == "free" or (
            said == "allowed"
            and not rx(r"ⓛ[^;。]{0,30}(?:有权|可)[^;。]{0,20}(?:解除|终止|要求)|ⓛ (?:may|shall be entitled)").search(
                unit.plain[: found.start()],
            )
        ):
            return Verdict("dangerous", unit)
        if said == "neutral" and LEARNS.search(unit.plain):
            return Verdict("dangerous", unit)
        if (
            said == "neutral"
            and rx(r"purpose|用于|用作|including|包括|use[sd]?\b|作为").search(unit.plain)
            and rx(
                r"grant|licen[cs]e|授权|许可|有权|rights? (?:to|include)|授权(?:内容|范围|用途)|permitted use|scope"
            ).search(
                unit.plain + unit.heading,
            )
        ):
            return Verdict("dangerous", unit)
    for unit, said, _ in mentions:
        if OWN_MODELS.search(unit.plain):
            return Verdict("dangerous", unit)
        open_end = rx(r"除非|except|provided|however|但").search(unit.plain)
        if said in ("forbidden", "consent") and open_end:
            tail = unit.plain[open_end.start() :]
            if FREE.search(tail) or (
                PERMIT.search(tail)
                and rx(r"内部|internal|自有|own (?:models?|ai)|优化|improv").search(tail)
                and not CONSENT.search(tail)
            ):
                return Verdict("dangerous", unit)
    if all(PENDING.search(u.plain) for u, _, _ in mentions):
        return Verdict("unclear", mentions[0][0])
    return None


GRANTED: Final = rx(
    r"ⓛ[^;。.]{0,60}(?:授权|许可|授予|同意)ⓔ?|ⓔ[^;。.]{0,20}(?:有权|可)|\bgrants?\b|\blicen[cs]es?\b|ⓔ (?:may|can|is entitled)"
)
LEARNS: Final = rx(
    r"ⓔ's?[^.;]{0,80}\b(?:models?|systems?|algorithms?|ai|tools?)\b[^.;]{0,30}\b(?:learns?|trains?|are trained|is trained|improves?)\b|ⓔ[^;。]{0,20}(?:模型|算法|系统)[^;。]{0,16}(?:学习|训练)"
)
OWN_MODELS: Final = rx(
    r"(?:但|除)[^;。]{0,30}(?:自有|自身|自己|内部|合作|关联|自行)[^;。]{0,24}(?:除外|不在此限|不受(?:此|该|前述)?限)|除(?:为|用于)[^,;。]{0,16}(?:优化|改进|训练|提升)[^,;。]{0,16}(?:外|以外)"
    r"|\b(?:except|save|other than|unless)\b[^.;]{0,60}\b(?:its|their|ⓔ's) (?:own|internal|affiliates?|providers?|in-house)\b[^.;]{0,60}\b(?:models?|systems?|tools?|algorithms?|ai)\b"
)
AI_CONTENT: Final = rx(
    r"\bgenerated (?:imagery|images?|pictures|content|art\w*|texts?|voices?|visuals)\b|\bgenerative\b|(?:program|software|machine|computer|tool|app)s?\b[^.;]{0,20}\bgenerat\w*|人工智能生成|ai(?:辅助|参与|技术|工具|模型)?[^;。]{0,8}(?:生成|制作|创作|绘制|合成|作品|内容|工具|辅助)|(?:生成|合成)(?:内容|标识|式)|aigc|生成式|(?:自由|任意|随意)生成|生成的(?:内容|作品|图像|图片|结果|成果|素材)|(?:使用|借助|运用|通过|利用|采用)[^;。]{0,12}(?:ai|人工智能)[^;。]{0,30}|人工智能[^;。]{0,30}(?:标识|工具|生成|制作|内容|披露|服务|条款)|深度合成|\bai[- ](?:generated|assisted|created|made|tools?|output\w*|content|label\w*|system\w*|voice|produced)|generat(?:ed|ive|ion)[^.;]{0,40}(?:\bai\b|artificial|tools?)|(?:\bai\b|artificial intelligence|generative)[^.;]{0,60}(?:generat\w+|creat\w+|produc\w+|tools?|outputs?|content|label\w*|disclos\w+|assist\w*)|synthetic (?:content|media)|machine[- ]generated|generator'?s? terms|deep ?fake"
)


def ai_generated_content(c: Case) -> Verdict | None:
    for unit in c.units_with(AI_CONTENT):
        if (
            TRAIN.search(unit.plain)
            and not rx(
                r"标识|label|disclos|披露|声明|outputs?|生成(?:的|任意)?(?:内容|作品|图|素材|结果)|generated|copyright|著作权|条款|terms"
            ).search(
                AI_CONTENT.sub("", unit.plain),
            )
            and not rx(r"生成(?:的)?内容|ai[- ]generated|ai生成|generate").search(unit.plain)
        ):
            continue
        bad = rx(
            r"ⓛ[^;。]{0,30}(?:保证|承诺)[^;。]{0,40}(?:未使用|不含|没有使用|非)[^;。]{0,16}(?:ai|人工智能)|ⓛ[^.;]{0,40}(?:warrants?|represents?)[^.;]{0,80}(?:no|not|without|free)[^.;]{0,40}(?:\bai\b|artificial|generative)"
        ).search(
            unit.plain,
        )
        if bad:
            return Verdict("dangerous", unit)
        own = rx(
            r"(?:自由|任意|随意)生成|ⓔ[^;。.]{0,60}(?:有权|可以?|可自由|自由|自行|may|free)[^;。.]{0,60}(?:生成|generat)\w*"
        ).search(
            unit.plain,
        )
        if (
            own
            and (
                rx(
                    r"归ⓔ|belong(?:s)? to ⓔ|owned by ⓔ|ⓔ (?:shall )?own|任意|自由|不受限|无需|without|any (?:content|image)|unlimited|freely"
                ).search(
                    unit.plain,
                )
            )
            and not rx(r"不得|shall not|may not").search(unit.plain)
        ):
            return Verdict("dangerous", unit)
    found = [u for u in c.units_with(AI_CONTENT) if not _only_training(u)]
    return None if found else Verdict("missing", None)


def _only_training(unit: Unit) -> bool:
    """A sentence that bars training alone says nothing of generated content."""
    if not TRAIN.search(unit.plain):
        return False
    rest = re.sub(
        r"(?:生成式|generative)\s*(?:人工智能|ai|artificial intelligence)?(?:\([^)]*\))?(?:模型|大模型|系统|systems?|models?|tools?)?|(?:ai|aigc|人工智能)(?:技术|大模型|模型|算法|系统|生成模型|训练|工具的?训练)|\b(?:ai|artificial intelligence)\b(?: or machine learning)? (?:systems?|models?|tools?|algorithms?|technolog\w+)",
        "",
        unit.plain,
    )
    return not rx(r"生成(?!式)|合成|标识|披露|label|disclos|output|generat(?!ive)|synthe|imitat|replica").search(rest)
