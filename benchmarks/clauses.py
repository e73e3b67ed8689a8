"""How many labelled clauses the contract check understands, rule by rule: each put alone into a contract that lacks it.

PYTHONPATH=src:. python benchmarks/clauses.py [--rule audit] [--lang zh] [--misses]

covered: clauses that regulate the rule and are not called missing; graver: those called something worse than they are;
grave: dangerous ones called dangerous; quiet: contracts without the clause in which the rule is called missing.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

from manju.money.contracts.cases import Case
from manju.money.contracts.clauses import take_apart
from manju.money.contracts.facts import read_facts
from manju.money.contracts.judging import JUDGES, judged
from manju.money.contracts.shapes import Block, Paper

CLAUSES = Path(__file__).resolve().parent.parent / "tests" / "money" / "contracts" / "clauses"
BASE = {
    "zh": {
        "": "角色形象授权合同\n甲方（授权方）：星河动画有限公司\n乙方（被授权方）：木石玩具有限公司",
        "rights_type exclusivity": "甲方授予乙方以非独占方式复制、发行授权形象的权利。",
        "scope": "授权商品限于毛绒玩具。",
        "territory": "授权地域为中国大陆。",
        "language": "语言为简体中文。",
        "term renewal": "授权期限自2026年1月1日至2027年12月31日，期满不自动续约。",
        "royalty_rate royalty_base": "乙方按净销售额的8%支付版税，净销售额指出厂价减去实际退货。",
        "deductions_cap": "上述扣减合计不超过销售总额的10%。",
        "minimum_guarantee": "保底金为人民币20万元，签约后十日内支付。",
        "recoupment": "保底金可抵扣版税，不予退还。",
    },
    "en": {
        "": "CHARACTER LICENCE AGREEMENT\nLicensor: Star River Animation Ltd.\nLicensee: Woodstone Toys Inc.",
        "rights_type exclusivity": "Licensor grants Licensee a non-exclusive right to copy and sell the Characters.",
        "scope": "Licensed Products are plush toys only.",
        "territory": "The Territory is France.",
        "language": "The language is French.",
        "term renewal": "The term runs from 1 January 2026 to 31 December 2027 and is not renewed automatically.",
        "royalty_rate royalty_base": "Licensee shall pay a royalty of 8% of Net Sales: invoiced price less returns.",
        "deductions_cap": "Deductions shall not exceed 10% of gross sales.",
        "minimum_guarantee": "The minimum guarantee is EUR 20,000, payable on signature.",
        "recoupment": "The minimum guarantee is recoupable from royalties and not refundable.",
    },
}  # fmt: skip


def verdict(rule: str, language: str, clause: str) -> str:
    """What the rule says of a small contract with this clause, and with nothing else that is about the rule."""
    texts = [text for about, text in BASE[language].items() if rule not in about.split()]
    lines = [line for text in [*texts, clause] if text for line in text.split("\n")]
    paper = Paper(tuple(Block(line, "paragraph") for line in lines), (), "text")
    contract = take_apart(paper)
    found = judged(rule, Case(contract, read_facts(contract)))
    return found.severity if found else "covered"


def main() -> int:
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--rule", default="")
    wanted.add_argument("--lang", default="")
    wanted.add_argument("--misses", action="store_true")
    options = wanted.parse_args()
    seen: dict[str, Counter[str]] = {}
    for path in sorted(CLAUSES.glob("*.jsonl")):
        language = path.name[:2]
        for line in path.read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            rule = one["rule"]
            if not rule or (options.rule and rule != options.rule) or (options.lang and language != options.lang):
                continue
            got, stance = verdict(rule, language, one["text"]), one["stance"]
            count = seen.setdefault(f"{rule} {language}", Counter())
            count[f"{stance}"] += 1
            count[f"{stance} right"] += got != "missing" if stance == "covered" else got == stance
            count["graver"] += stance == "covered" and got not in ("covered", "missing")
            wrong = got != stance
            if options.misses and wrong:
                print(f"{rule:20} {language} is {stance:9} called {got:9} {one['text']}")
    total: Counter[str] = Counter()
    for name, count in sorted(seen.items()):
        total += count
        print(f"{name:26} " + "  ".join(f"{s} {count[s + ' right']}/{count[s]}" for s in STANCES if count[s])
              + f"  graver {count['graver']}")  # fmt: skip
    print(
        "all".ljust(26), "  ".join(f"{s} {total[s + ' right']}/{total[s]}" for s in STANCES), "graver", total["graver"]
    )
    quiet = {(r, lang): verdict(r, lang, "") for r in JUDGES for lang in BASE}
    print("not called missing when silent:", [f"{r} {lang}: {v}" for (r, lang), v in quiet.items() if v != "missing"])
    return 0


STANCES = ("covered", "dangerous", "unclear", "unusual")

if __name__ == "__main__":
    sys.exit(main())
