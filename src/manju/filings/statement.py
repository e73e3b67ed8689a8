"""The statement that goes with an application: what is original in the work and how people made it, in Chinese."""

from __future__ import annotations

from manju.filings.registry import Subject

__all__ = ["statement_of"]

_WHAT = {
    "audiovisual": "本作品为视听作品，由剧本、分镜、人物与场景设计、画面制作、配音与剪辑组成。",
    "text": "本作品为文字作品，人物、情节、对白和结构由作者构思并写成。",
    "art": "本作品为美术作品，人物的外形、服饰、色彩和神态由作者设计并定稿。",
}


def statement_of(subject: Subject, *, owner: str = "") -> str:
    """A draft to be read and corrected by the person who signs it; states only what the house knows.

    >>> from manju.filings.registry import Subject
    >>> print(statement_of(Subject("art", "character:a", "art", "沈知微", (("沈知微", 1),), author="林七")))
    《沈知微》由林七独立创作。
    本作品为美术作品，人物的外形、服饰、色彩和神态由作者设计并定稿。
    创作过程中使用了人工智能工具。提示词、取舍、修改和定稿由人完成，过程记录见附件清单。
    作品不含抄袭、剽窃或侵犯他人权利的内容；如有不实，愿承担法律责任。
    """
    author = subject.author or owner or "申请人"
    lines = [f"《{subject.title}》由{author}独立创作。", _WHAT[subject.basis]]
    if subject.description:
        lines.append(subject.description)
    lines.append(subject.how or "创作过程中使用了人工智能工具。提示词、取舍、修改和定稿由人完成，过程记录见附件清单。")
    lines.append("作品不含抄袭、剽窃或侵犯他人权利的内容；如有不实，愿承担法律责任。")
    return "\n".join(lines)
