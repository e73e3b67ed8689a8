"""Terms as their form begins with them, and what the form does not show and must keep as it is."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from typing import Any, Final

from manju.money.amounts import as_decimal, as_major
from manju.money.documents import read_fraction
from manju.words import Words

Plain = dict[str, Any]  # plain JSON
TOP: Final = (
    "currency", "period", "start", "end", "royalties", "deductions", "guarantee", "fees", "withholding_tax",
)  # fmt: skip
RULE: Final = ("category", "base", "rate")
CUTS: Final = ("allowed", "cap_of_gross")
KEPT: Final[dict[str, Words]] = {
    "participants": Words("参与方的分成", "the participants’ shares"),
    "costs": Words("先扣的费用", "costs taken first"),
    "fx": Words("汇率", "exchange rates"),
    "rounding": Words("舍入方式", "rounding"),
    "id": Words("编号", "its id"),
    "territories": Words("费率的地区", "territories of a rate"),
    "channels": Words("费率的渠道", "channels of a rate"),
    "per_unit_minimum_minor": Words("每件最低", "minimum a unit"),
    "fob_uplift": Words("FOB 加成", "FOB uplift"),
    "valid_from": Words("费率的生效日", "first day of a rate"),
    "valid_to": Words("费率的失效日", "last day of a rate"),
    "cap_applies_to": Words("上限管哪些扣除", "what the ceiling limits"),
    "cap_over": Words("上限按多长时间算", "over what the ceiling runs"),
    "returns_reserve": Words("退货准备", "reserve against returns"),
    "step_mode": Words("分段方式", "how steps apply"),
    "step_over": Words("分段累计期", "over what steps run"),
}


def initial_of(deal: Plain | None, terms: Plain | None) -> tuple[Plain, bool]:
    """What a form of these terms begins with, and whether they are too hard for it."""
    found: Plain = dict(deal or {})
    for name in ("start", "end"):
        if found.get(name):
            found[name] = date.fromisoformat(str(found[name])[:10])
    if terms is None:
        return found, False
    found |= {
        "currency": terms["currency"], "period": terms["period"], "kept": terms,
        "terms_json": json.dumps(terms, ensure_ascii=False, indent=1),
    }  # fmt: skip
    found.setdefault("start", date.fromisoformat(terms["start"]))
    found.setdefault("end", date.fromisoformat(terms["end"]))
    if not _shown(terms):
        return found, True
    currency, rules, cuts = terms["currency"], terms.get("royalties", []), terms.get("deductions") or {}
    found |= {
        "base": next((rule["base"] for rule in rules), "net"), "allowed": cuts.get("allowed", []),
        "cap": per_cent(cuts.get("cap_of_gross")), "tax": per_cent(terms.get("withholding_tax")),
        "rates": [{"category": rule["category"], "percent": per_cent(rule["rate"])} for rule in rules],
    }  # fmt: skip
    of = terms.get("guarantee")
    if of and of["style"] == "shortfall":
        found |= {"style": "shortfall", "dues": [{"amount": as_major(a, currency)} for a in of["amounts_by_year"]]}
    elif of:
        found["style"] = "yearly" if of.get("scope") == "contract_year" else "term"
        dues = of.get("instalments", [])
        found["dues"] = [{"due": i["due"], "amount": as_major(i["amount_minor"], currency)} for i in dues]
    for fee in terms.get("fees", []):
        found |= {"fee": as_major(fee["amount_minor"], currency), "fee_due": date.fromisoformat(fee["due"])}
    return found, False


def with_kept(terms: Plain, kept: Plain | None) -> Plain:
    """Terms from the form with everything of the old ones that it does not show; a rate keeps what stood in its row.

    >>> with_kept({"royalties": [{"category": "toys", "rate": "0.2"}]},
    ...           {"royalties": [{"category": "toys", "rate": "0.1", "territories": ["CN"]}], "costs": []})["royalties"]
    [{'territories': ['CN'], 'category': 'toys', 'rate': '0.2'}]
    """
    old = kept or {}
    found = {**{key: value for key, value in old.items() if key not in TOP}, **terms}
    rules = old.get("royalties", [])
    found["royalties"] = [
        {**({k: v for k, v in rules[n].items() if k not in RULE} if n < len(rules) else {}), **rule}
        for n, rule in enumerate(terms["royalties"])
    ]
    if "deductions" in terms:
        cuts = {k: v for k, v in (old.get("deductions") or {}).items() if k not in CUTS}
        found["deductions"] = {**cuts, **terms["deductions"]}
    return found


def kept_words(kept: Plain | None) -> list[Words]:
    """What the form does not show and keeps, for the reader to know."""
    old = kept or {}
    keys = [*old, *(old.get("deductions") or {}), *(key for rule in old.get("royalties", []) for key in rule)]
    return [KEPT[key] for key in dict.fromkeys(keys) if key in KEPT]


def per_cent(rate: object) -> str:
    """`0.085` as people type it.

    >>> per_cent("0.085"), per_cent(None)
    ('8.5', '')
    """
    return "" if rate in (None, "") else as_decimal(Fraction(read_fraction(rate)) * 100)


def _shown(terms: Plain) -> bool:
    """Whether the form can show all that is not merely kept: one base, plain rates, one fee, no common balance."""
    rules = terms.get("royalties", [])
    return (
        all(rule.get("rate") is not None for rule in rules)
        and {rule["base"] for rule in rules} in ({"net"}, {"gross"}, set())
        and len(terms.get("fees", [])) <= 1
        and not (terms.get("guarantee") or {}).get("group")
    )
