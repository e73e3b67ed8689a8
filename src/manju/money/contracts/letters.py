"""Contracts that speak of we and you: letters, e-mails, terms one clicks to accept."""

from __future__ import annotations

import re
from typing import Final, Literal

from manju.money.contracts.party_words import COMPANY

Role = Literal["licensor", "licensee"]
GIVES: Final = r"(?:grant|license|licence|permit|allow|authori[sz]e|give)"


def letter(whole: str) -> Role | None:
    """Who "we" is in a letter; None where the contract does not speak of we and you."""
    ours = len(
        re.findall(
            rf"\b(?:we|i)\b[^.]{{0,60}}\b{GIVES}s?\b[^.]{{0,20}}\byou\b|\byou(?:r company)?\b[^.]{{0,40}}\bpay (?:to )?(?:us|me)\b|our (?:characters?|series|comic|property|artwork)",
            whole,
            re.IGNORECASE,
        )
    )
    theirs = len(
        re.findall(
            rf"\byou\b[^.]{{0,60}}\b{GIVES}\b[^.]{{0,20}}\bus\b|\b(?:we|i)\b[^.]{{0,40}}\bpay you\b|your (?:characters?|series|comic|property|artwork)",
            whole,
            re.IGNORECASE,
        )
    )
    if len(re.findall(r"我们|我方", whole)) >= 2 and len(re.findall(r"[您你]", whole)) >= 3:
        gives = (
            r"(?:授权|许可|授予)(?:给)?(?:我们|我方)|打到[您你]|[付给]给[您你]|[付汇]至[您你]|[您你]可获得|向[您你]支付"
        )
        takes = r"(?:授权|许可|授予)(?:给)?[您你]|打到我们|[付给]给我们|向我们支付"
        theirs += 2 * len(re.findall(gives, whole))
        ours += 2 * len(re.findall(takes, whole))
    theirs += 2 * len(re.findall(r"\b[Yy]ou (?:hereby )?(?:grant|license|allow) (?!us\b)[A-Z]\w+", whole))
    ours += 2 * len(
        re.findall(
            r"(?:我方|我司|本公司|我社|我工作室|本工作室)[^。]{0,30}(?:授权|许可|同意)[^。]{0,10}(?:贵方|贵司|贵公司|贵社)|(?:贵方|贵司|贵公司|贵社)[^。]{0,20}向(?:我方|我司|本公司|我工作室|本工作室)[^。]{0,10}支付",
            whole,
        )
    )
    theirs += 2 * len(
        re.findall(
            r"(?:贵方|贵司|贵公司|贵社|贵工作室)[^。]{0,30}(?:授权|许可|同意)[^。]{0,10}(?:我方|我司|本公司|我社)|(?:我方|我司|本公司|我社)[^。]{0,20}向(?:贵方|贵司|贵公司|贵工作室)[^。]{0,10}支付",
            whole,
        )
    )
    if ours == theirs:
        return None
    return "licensor" if ours > theirs else "licensee"


def introduced(whole: str, we: Role) -> dict[Role, str]:
    """Names said in a letter: `We are X. You are Y.`, else who signs `for X` and whom it is addressed `To: … Y`."""
    you: Role = "licensee" if we == "licensor" else "licensor"
    out: dict[Role, str] = {}
    for role, words in ((we, r"[Ww]e are|[Ii] am"), (you, r"[Yy]ou are")):
        said = re.search(rf"\b(?:{words}) ((?:[A-Z][\w&'-]*[ ,.]{{0,2}}){{1,6}})", whole)
        if said:
            out[role] = said.group(1).strip(" ,")
    signed = re.search(r"(?:^|\n)\s*(?:[Ff]or(?: and on behalf of)?) ([^\n]{3,60})", whole)
    company = COMPANY.search(signed.group(1)) if signed else None
    if we not in out and company:
        out[we] = company.group().strip()
    to = re.search(r"(?:^|\n)\s*To:? ?([^\n]{3,90})", whole)
    company = COMPANY.search(to.group(1)) if to else None
    if you not in out and company:
        out[you] = company.group().strip()
    return out


def first_person(text: str, we: Role) -> str:
    mine, yours = ("ⓛ", "ⓔ") if we == "licensor" else ("ⓔ", "ⓛ")
    text = re.sub(r"我方|我司|本公司|我社|我工作室|本工作室|我们", mine, text)
    text = re.sub(r"贵方|贵司|贵公司|贵社|贵工作室|你们|你方|您(?:方|们|这边)?", yours, text)
    for sign, words, own in (
        (mine, r"[Ww]e|us(?!\$)|(?<!\()I(?![\w).])|me", "our|ours|my"),
        (yours, "[Yy]ou", "your|yours(?! (?:sincerely|faithfully|truly))"),
    ):
        text = re.sub(rf"\b(?:{words})\b", sign, text)
        text = re.sub(rf"\b(?:{own})\b", f"{sign}'s", text, flags=re.IGNORECASE)
    return text
