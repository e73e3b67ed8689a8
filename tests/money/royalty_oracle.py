"""A second calculation of royalties, written naively from INPUTS.md: slow, by days and whole histories, plain dicts.

It shares no code with `manju.money`. Rows are right (bad ones are tested by hand); amounts are minor units.
"""

from __future__ import annotations

import calendar
import datetime as dt
from fractions import Fraction
from typing import Any

KINDS = ("returns", "discounts", "freight", "tax")
DECIMALS = {"CNY": 2, "USD": 2, "JPY": 0}
DAY = dt.timedelta(days=1)


def half(x: Fraction, mode: str) -> int:
    down = x.numerator // x.denominator
    rest = x - down
    if rest != Fraction(1, 2):
        return down + (rest > Fraction(1, 2))
    if mode == "half_up":
        return down + (x > 0)
    return down if down % 2 == 0 else down + 1


def label(kind: str, day: dt.date) -> str:
    if kind == "month":
        return day.isoformat()[:7]
    if kind == "quarter":
        return f"{day.year}Q{[1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4][day.month - 1]}"
    if kind == "half":
        return f"{day.year}H{1 if day.month < 7 else 2}"
    return str(day.year)


def days_of(text: str) -> list[dt.date]:
    """All days of a period's label."""
    year = int(text[:4])
    day, found = dt.date(year, 1, 1), []
    while day.year == year:
        if text in [label(kind, day) for kind in ("month", "quarter", "half", "year")]:
            found.append(day)
        day += DAY
    return found


def year_of(start: dt.date, day: dt.date) -> int:
    n = 0
    while True:
        year = start.year + n + 1
        last = calendar.monthrange(year, start.month)[1]
        if dt.date(year, start.month, min(start.day, last)) > day:
            return n + 1
        n += 1


def date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


class Contract:
    def __init__(self, terms: dict[str, Any], opening: dict[str, Any] | None) -> None:
        self.t = terms
        self.start, self.end = date(terms["start"]), date(terms["end"])
        self.days: dict[str, list[dt.date]] = {}
        day = self.start
        while day <= self.end:
            self.days.setdefault(label(terms["period"], day), []).append(day)
            day += DAY
        self.labels = list(self.days)
        self.as_of = date(opening["as_of"]) if opening else self.start - DAY
        self.has_opening = opening is not None
        self.open = [p for p in self.labels if self.days[p][-1] > self.as_of]
        self.year = {p: year_of(self.start, self.days[p][-1]) for p in self.labels}
        self.rows: list[tuple[str, int, dict[str, Any]]] = []  # period, rule, row
        o = opening or {}
        was = next((self.year[p] for p in self.labels if self.as_of in self.days[p]), self.year[self.labels[0]])
        if self.as_of > self.end:
            was = self.year[self.labels[-1]]
        self.opening_year = was
        self.carry: dict[tuple[Any, ...], Fraction] = {}
        self.carry_units: dict[tuple[Any, ...], int] = {}
        self.year_sums: dict[tuple[Any, ...], list[Fraction]] = {}  # (year, goods) -> gross, claimed, allowed
        self.reserves: list[tuple[str, tuple[Any, ...], Fraction]] = []  # period held, line, amount
        self.bases: list[tuple[int, str, Fraction]] = []  # rule, period, base
        self.before: dict[int, Fraction] = {}
        for r in o.get("rules", []):
            self.before[r["rule"]] = Fraction(r.get("step_base_exact") or r["step_base_minor"])
        for x in o.get("lines", []):
            goods = (x["sku"], x["category"], x["territory"], x["channel"])
            self.carry[goods] = self.carry.get(goods, 0) + Fraction(x.get("carried_exact") or x["carried_minor"])
            self.carry_units[goods] = self.carry_units.get(goods, 0) + x.get("carried_units", 0)
            sums = self.year_sums.setdefault((was, goods), [Fraction(0)] * 3)
            for i, name in enumerate(("year_gross", "year_capped", "year_allowed")):
                sums[i] += Fraction(x.get(f"{name}_exact") or x[f"{name}_minor"])
            for h in x["reserves"]:
                self.reserves.append(
                    (h["period"], (x["rule"], *goods), Fraction(h.get("amount_exact") or h["amount_minor"]))
                )
        self.earned_before = o.get("earned_in_year_minor", 0)
        self.earned: list[tuple[str, int]] = []
        self.costs_left = o.get("costs_left_minor") or [c["amount_minor"] for c in terms.get("costs", [])]

    def period_of(self, row: dict[str, Any]) -> tuple[str, dt.date] | None:
        """The statement's period of a row and the day it counts on."""
        if row.get("date"):
            day = date(row["date"])
        else:
            inside = [d for d in days_of(row["period"]) if self.start <= d <= self.end]
            if not inside:
                return None
            day = inside[-1]
        return (label(self.t["period"], day), day) if self.start <= day <= self.end else None

    def rule_of(self, row: dict[str, Any], day: dt.date) -> int | None:
        for i, r in enumerate(self.t["royalties"]):
            c = row.get("category") or ""
            parents = ["/".join(c.split("/")[: n + 1]) for n in range(len(c.split("/")))] if c else []
            if r["category"] != "*" and r["category"] not in parents:
                continue
            where, how = r.get("territories", ["*"]), r.get("channels", ["*"])
            if "*" not in where and (row.get("territory") or "") not in where:
                continue
            if "*" not in how and (row.get("channel") or "") not in how:
                continue
            if not date(r.get("valid_from") or self.t["start"]) <= day <= date(r.get("valid_to") or self.t["end"]):
                continue
            return i
        return None

    def fx(self, currency: str, period: str) -> Fraction | None:
        if currency == self.t["currency"]:
            return Fraction(1)
        known = [
            (x["date"], x["rate"]) for x in self.t.get("fx", [])
            if x["from"] == currency and x["to"] == self.t["currency"] and date(x["date"]) <= self.days[period][-1]
        ]  # fmt: skip
        return Fraction(max(known)[1]) if known else None

    def due(self, dues: list[dict[str, Any]], period: str) -> int:
        total = 0
        for d in dues:
            when = date(d["due"])
            if self.has_opening and when <= self.as_of:
                continue
            if when < self.start:
                its = self.labels[0]
            elif when > self.end:
                its = self.labels[-1]
            else:
                its = label(self.t["period"], when)
            total += d["amount_minor"] if its == period else 0
        return total

    def lines(self, period: str) -> list[dict[str, Any]]:  # noqa: PLR0912 - one piece on purpose
        last = period == self.labels[-1]
        ded = self.t.get("deductions") or {}
        allowed = ded.get("allowed", [])
        cap = Fraction(ded["cap_of_gross"]) if ded.get("cap_of_gross") else None
        capped = (
            [k for k in (allowed if ded.get("cap_applies_to") is None else ded["cap_applies_to"]) if k in allowed]
            if cap is not None
            else []
        )
        reserve = ded.get("returns_reserve")
        sums: dict[tuple[Any, ...], dict[str, Fraction]] = {}
        for p, rule, row in self.rows:
            if p != period:
                continue
            key = (rule, *(row.get(k) or "" for k in ("sku", "category", "territory", "channel")))
            line = sums.setdefault(key, dict.fromkeys(("units", "returns_units", "gross", *KINDS), Fraction(0)))
            currency = row.get("currency") or self.t["currency"]
            rate = self.fx(currency, period)
            assert rate is not None
            scale = Fraction(10) ** DECIMALS[self.t["currency"]] / Fraction(10) ** DECIMALS[currency]
            for name in ("units", "returns_units"):
                line[name] += row.get(name) or 0
            for name in ("gross", *KINDS):
                line[name] += Fraction(row.get(f"{name}_minor") or 0) * rate * scale
        released: dict[tuple[Any, ...], Fraction] = {}
        for held, key, amount in list(self.reserves):
            due = self.labels.index(held) + reserve["release_after_periods"] if reserve else 10**9
            if due <= self.labels.index(period) or last:
                released[key] = released.get(key, Fraction(0)) + amount
                self.reserves.remove((held, key, amount))
                sums.setdefault(key, dict.fromkeys(("units", "returns_units", "gross", *KINDS), Fraction(0)))
        taken_carry, taken_units = self.carry, self.carry_units
        new_carry: dict[tuple[Any, ...], Fraction] = {}
        new_units: dict[tuple[Any, ...], int] = {}
        found = []
        for key in sorted(sums):
            rule, line, goods = self.t["royalties"][key[0]], sums[key], key[1:]
            out: dict[str, Any] = {"key": key, "held": Fraction(0), "released": Fraction(0), "rest": Fraction(0)}
            out["net_units"] = line["units"] - line["returns_units"]
            if rule["base"] == "gross":
                base = line["gross"]
            elif rule["base"] == "units":
                base = out["net_units"] + taken_units.pop(goods, 0)
                if base < 0:
                    new_units[goods] = new_units.get(goods, 0) + int(base)
                    out["rest"], base = base, Fraction(0)
            else:
                claimed = sum((line[k] for k in capped), Fraction(0))
                if cap is None:
                    off = claimed
                elif ded.get("cap_over", "period") == "contract_year":
                    year = self.year_sums.setdefault((self.year[period], goods), [Fraction(0)] * 3)
                    year[0] += line["gross"]
                    year[1] += claimed
                    off = min(year[1], cap * year[0]) - year[2]
                    year[2] += off
                else:
                    off = min(claimed, cap * line["gross"])
                own = line["gross"] - sum((line[k] for k in allowed if k not in capped), Fraction(0)) - off
                own += taken_carry.pop(goods, Fraction(0))
                if reserve and not last:
                    out["held"] = Fraction(reserve["share"]) * max(Fraction(0), own)
                    if out["held"]:
                        self.reserves.append((period, key, out["held"]))
                out["released"] = released.get(key, Fraction(0))
                base = own - out["held"] + out["released"]
                if base < 0:
                    new_carry[goods] = new_carry.get(goods, Fraction(0)) + base
                    out["rest"], base = base, Fraction(0)
            out["base"] = base
            found.append(out)
        for goods, amount in new_carry.items():
            self.carry[goods] = self.carry.get(goods, Fraction(0)) + amount
        for goods, units in new_units.items():
            self.carry_units[goods] = self.carry_units.get(goods, 0) + units
        for n, rule in enumerate(self.t["royalties"]):
            of_rule = [x for x in found if x["key"][0] == n]
            total = sum((x["base"] for x in of_rule), Fraction(0))
            if rule.get("steps"):
                over = rule.get("step_over", "period")
                before = Fraction(0)
                if over == "term" or (over == "contract_year" and self.year[period] == self.opening_year):
                    before += self.before.get(n, 0)
                for r, p, base in self.bases:
                    if r == n and (over == "term" or (over == "contract_year" and self.year[p] == self.year[period])):
                        before += base
                bands = [(Fraction(s["from_minor"]), Fraction(s["rate"])) for s in rule["steps"]]
                if rule.get("step_mode", "marginal") == "whole":
                    rate = [r for start, r in bands if before + total >= start][-1]
                    royalty = rate * total
                else:
                    royalty = Fraction(0)
                    for i, (low, r) in enumerate(bands):
                        high = bands[i + 1][0] if i + 1 < len(bands) else before + total + low + 1
                        royalty += r * max(Fraction(0), min(high, before + total) - max(low, before))
                rate = royalty / total if total else None
            else:
                rate = Fraction(rule["rate"])
            self.bases.append((n, period, total))
            for x in of_rule:
                exact = x["base"] * rate if rate is not None else Fraction(0)
                if rule.get("fob_uplift") and x["key"][4] == "fob":
                    exact += x["base"] * Fraction(rule["fob_uplift"])
                if rule.get("per_unit_minimum_minor") is not None:
                    exact = max(exact, Fraction(rule["per_unit_minimum_minor"]) * max(Fraction(0), x["net_units"]))
                x["royalty"] = half(exact, self.t.get("rounding", "half_even"))
        return found


def calculate(  # noqa: PLR0912 - one piece on purpose
    contracts: list[dict[str, Any]], rows: list[dict[str, Any]], openings: dict[Any, dict[str, Any]] | None = None
) -> tuple[list[dict[str, Any]], dict[str, list[int]]]:
    """All statements by contract and period, and the lines (from 2) of rows that are in none."""
    openings = openings or {}
    all_ = [Contract(t, openings.get(t.get("id"))) for t in contracts]
    lists: dict[str, list[int]] = {"outside_grant": [], "set_aside": [], "rejected": []}
    for number, row in enumerate(rows, 2):
        asked = [c for c in all_ if not row.get("contract") or c.t.get("id") == row["contract"]]
        chosen = None
        for c in asked:
            placed = c.period_of(row)
            if placed and (rule := c.rule_of(row, placed[1])) is not None:
                chosen = (c, placed[0], rule)
                break
        if chosen is None:
            in_term = [c for c in asked if c.period_of(row)]
            first = in_term[0] if in_term else None
            closed = len(contracts) == 1 and first and first.period_of(row)[0] not in first.open  # type: ignore[index]
            lists["rejected" if closed else "outside_grant"].append(number)
            continue
        c, period, rule = chosen
        if period not in c.open:
            lists["rejected"].append(number)
        elif c.fx(row.get("currency") or c.t["currency"], period) is None:
            lists["set_aside"].append(number)
        else:
            c.rows.append((period, rule, row))
    statements: list[dict[str, Any]] = []
    groups: dict[Any, list[Contract]] = {}
    for i, c in enumerate(all_):
        groups.setdefault((c.t.get("guarantee") or {}).get("group") or i, []).append(c)
    for members in groups.values():
        balance = next((openings[c.t.get("id")]["mg_balance_minor"] for c in members if c.has_opening), 0)
        labels = sorted({p for c in members for p in c.labels})
        for p in labels:
            here = [c for c in members if p in c.open]
            if not here:
                continue
            g = [c.t.get("guarantee") or {} for c in here]
            yearly = g[0].get("style") == "advance" and g[0].get("scope", "term") == "contract_year"
            if yearly:
                at = here[0].labels.index(p)
                prev = here[0].year[here[0].labels[at - 1]] if p != here[0].open[0] else here[0].opening_year
                if here[0].year[p] != prev:
                    balance = 0
            opening = balance
            made = []
            for c, guarantee in zip(here, g, strict=True):
                lines = c.lines(p)
                earned = sum(x["royalty"] for x in lines)
                c.earned.append((p, earned))
                instalments = c.due(guarantee.get("instalments", []), p)
                balance += instalments
                made.append((c, guarantee, lines, earned, instalments))
            after = []
            for c, guarantee, lines, earned, instalments in made:
                recouped = min(balance, earned) if guarantee.get("style") == "advance" else 0
                balance -= recouped
                after.append((c, guarantee, lines, earned, instalments, recouped))
            ends = p == labels[-1]
            if yearly:
                c = here[0]
                ends = p == c.labels[-1] or c.year[c.labels[c.labels.index(p) + 1]] != c.year[p]
            lost, balance = (balance, 0) if ends else (0, balance)
            for c, guarantee, lines, earned, instalments, recouped in after:
                due = 0
                same = [q for q in c.labels if c.year[q] == c.year[p]]
                if guarantee.get("style") == "shortfall" and p == same[-1]:
                    got = sum(e for q, e in c.earned if q in same)
                    got += c.earned_before if c.opening_year == c.year[p] else 0
                    amounts = guarantee["amounts_by_year"]
                    due = max(0, (amounts[c.year[p] - 1] if c.year[p] <= len(amounts) else 0) - got)
                payable = earned - recouped + due
                fees = c.due(c.t.get("fees", []), p)
                whole = payable + fees + instalments
                tax = half(Fraction(c.t.get("withholding_tax", "0")) * whole, "half_even")
                left = net = whole - tax
                for i, cost in enumerate(c.costs_left):
                    taken = min(cost, left)
                    left -= taken
                    c.costs_left = [x - taken if i == j else x for j, x in enumerate(c.costs_left)]
                people = c.t.get("participants", [])
                exact = [left * Fraction(x["share"]) for x in people]
                parts = [int(e) for e in exact]
                while people and sum(parts) < left:
                    rests = [e - p for e, p in zip(exact, parts, strict=True)]
                    parts[rests.index(max(rests))] += 1
                statements.append({
                    "contract": c.t.get("id"), "period": p, "lines": lines, "earned": earned, "due": due,
                    "mg_opening": opening, "instalments": instalments, "recouped": recouped, "lost": lost,
                    "balance": balance, "fees": fees, "payable": payable, "tax": tax, "net": net,
                    "costs_left": sum(c.costs_left), "parts": parts,
                })  # fmt: skip
    return statements, lists
