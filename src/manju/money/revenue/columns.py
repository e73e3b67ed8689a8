"""Which column of a platform's statement holds what: names in Chinese and English, and a mapping where none fits."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from manju.money.amounts import is_currency
from manju.money.errors import InputError
from manju.money.tables import folded
from manju.words import Words

KNOWN: Final[dict[str, tuple[str, ...]]] = {
    "date": (
        "日期", "账单日期", "交易日期", "统计日期", "收入日期", "业务日期", "数据日期", "订单日期", "发生日期", "时间", "日", "账期", "账单月份",
        "结算周期", "结算月份", "月份", "结算日期", "day", "statement date", "transaction date", "report date", "sale date", "sales date", "usage date",
        "earning date", "revenue date", "order date", "accounting date", "activity date", "period", "month", "statement period",
        "reporting period", "settlement date", "settlement period",
    ),
    "title": (
        "剧名", "短剧名称", "短剧名", "短剧", "漫剧名称", "漫剧", "作品", "作品名称", "作品名", "作品标题", "剧目", "剧目名称", "剧集名称", "节目名称", "节目",
        "内容名称", "内容标题", "视频标题", "视频名称", "标题", "片名", "影片名称", "书名", "名称", "title name", "series", "series title",
        "series name", "drama", "drama name", "drama title", "show", "show title", "show name", "work", "work title",
        "work name", "video title", "content title", "content name", "program", "programme", "program title", "programme title",
        "asset title", "product title", "film", "name",
    ),
    "episode": (
        "集", "集数", "集号", "剧集", "第几集", "分集", "章节", "集次", "ep", "eps", "ep no", "episode number", "episode no", "episode num", "episode id",
        "episode title", "chapter",
    ),
    "gross": (
        "总收入", "流水", "总流水", "充值金额", "充值流水", "充值总额", "订单金额", "消费金额", "用户支付金额", "用户充值", "收入总额", "销售额", "毛收入", "总额",
        "交易金额", "交易额", "含税收入", "收入", "广告总收入", "广告收入", "gross revenue", "gross amount", "gross sales", "gross income", "gross receipts",
        "gross earnings", "total revenue", "total sales", "revenue", "gmv", "sales", "sales amount", "ad revenue", "receipts",
        "gross ad revenue", "youtube ad revenue", "user spend", "consumer spend",
    ),
    "refunds": (
        "退款", "退款金额", "退费", "退费金额", "退款总额", "退款额", "退货", "refund", "refund amount", "refunds amount", "refunded", "refunded amount",
        "returns", "chargebacks", "refunds and chargebacks", "refunds chargebacks", "total refunds",
    ),
    "net": (
        "净收入", "净额", "净流水", "实际流水", "有效流水", "净销售额", "退款后收入", "扣除退款后收入", "实际收入", "可分成金额", "可分账金额", "分成基数", "net revenue",
        "net amount", "net sales", "net income", "net receipts", "net earnings", "net after refunds", "shareable revenue", "revenue net of refunds",
    ),
    "paid": (
        "实结金额", "实际结算金额", "结算金额", "结算额", "分成金额", "分成", "分账金额", "打款金额", "付款金额", "支付金额", "实付", "实付金额", "实收", "实收金额",
        "到账金额", "已付", "已付金额", "应结金额", "应付金额", "分成收入", "结算收入", "作者收入", "版权方收入", "制作方分成", "合作方分成", "cp分成", "cp收入",
        "本期结算", "收益", "paid amount", "amount paid", "payout", "payout amount", "payment", "payment amount", "settlement",
        "settlement amount", "settled", "settled amount", "your share", "partner share", "partner revenue", "creator share",
        "producer share", "licensor share", "studio share", "share amount", "revenue share", "our share", "royalty", "royalties",
        "royalty amount", "earnings", "your earnings", "net payable", "payable", "amount payable", "amount due", "your revenue", "remittance",
        "remitted", "transfer", "amount",
    ),
    "estimate": (
        "estimated revenue", "your estimated revenue", "estimated partner revenue", "estimated earnings", "预计收入", "预估收入", "估算收入",
        "您的预计收入", "你的预计收入", "您的估算收入", "预计收益", "预估收益",
    ),
    "currency": ("币种", "货币", "币别", "结算币种", "货币代码", "currency code", "ccy", "curr", "payment currency", "cur"),
    "minutes": (
        "分钟", "分钟数", "时长分钟", "时长", "总分钟", "总分钟数", "计费分钟", "计费时长", "成片时长", "结算分钟", "minute", "mins", "min", "duration minutes",
        "length minutes", "duration min", "runtime minutes", "running time minutes", "finished minutes", "runtime",
    ),
    "paid_on": (
        "打款日期", "付款日期", "到账日期", "支付日期", "打款时间", "付款时间", "到账时间", "实付日期", "payment date", "paid date", "date paid", "payout date",
        "remittance date", "paid at", "payment received",
    ),
    "kind": (
        "收入类型", "收益类型", "变现类型", "变现方式", "业务类型", "类型", "收入来源", "revenue type", "type", "monetisation", "monetization", "income type",
        "monetization type", "revenue kind", "revenue source", "model",
    ),
    "published": ("video publish time", "publish time", "发布时间", "视频发布时间", "publish date", "published"),
}  # fmt: skip
"""Our name -> what platforms call it. `estimate` is YouTube Studio's revenue: what the channel itself gets."""

NAMES: Final = ("date", "title", "episode", "gross", "refunds", "net", "paid", "currency", "minutes", "paid_on", "kind")
AMOUNTS: Final = ("gross", "refunds", "net", "paid")
CURRENCIES: Final = {
    "人民币": "CNY", "元": "CNY", "rmb": "CNY", "美元": "USD", "美金": "USD", "us$": "USD", "$": "USD", "欧元": "EUR", "€": "EUR",
    "日元": "JPY", "港币": "HKD", "港元": "HKD", "新台币": "TWD", "英镑": "GBP", "£": "GBP", "韩元": "KRW", "泰铢": "THB", "¥": "CNY", "￥": "CNY",
}  # fmt: skip
_BRACKETS: Final = re.compile(r"^(.*?)[\s_]*[(（\[【]\s*([^)）\]】]{1,12})\s*[)）\]】]\s*$")
_PLAIN_UNITS: Final = {"分钟", "min", "mins", "minutes", "minute"}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where everything stands; `minor` names amounts in minor units, `currency_of_header` what a header says."""

    places: Mapping[str, int]
    minor: frozenset[str] = frozenset()
    currency_of_header: str = ""
    estimated: bool = False  # amounts are YouTube Studio's: ours already, and finer than the minor unit
    date_is_publication: bool = False

    def named(self, header: Sequence[str]) -> dict[str, str]:
        """Our name -> the header it was found under: what a page shows and remembers."""
        return {name: header[place] for name, place in self.places.items()}


def columns_of(header: Sequence[str], mapping: Mapping[str, str] | None = None) -> Columns:
    """Find the columns of a statement: the mapping's first, the rest by their names.

    >>> columns_of(["日期", "剧名", "结算金额（美元）"]).named(["日期", "剧名", "结算金额（美元）"])
    {'date': '日期', 'title': '剧名', 'paid': '结算金额（美元）'}

    Raises:
        InputError: `mapping_wrong` for a mapping that does not fit the file.
    """
    places, minor = _mapped(header, mapping or {}), set()
    taken = set(places.values())
    shapes = [_shape(name) for name in header]
    for ours, others in KNOWN.items():
        if ours in places:
            continue
        wanted = [folded(ours), *(folded(name) for name in others)]
        ranked = [
            (wanted.index(name), place)
            for place, (name, _, _) in enumerate(shapes)
            if name in wanted and place not in taken
        ]
        if ranked:
            places[ours] = min(ranked)[1]
            taken.add(places[ours])
    for ours in AMOUNTS:
        if ours in places and shapes[places[ours]][2]:
            minor.add(ours)
    estimated = "estimate" in places and "paid" not in places
    if estimated:
        places["paid"] = places["estimate"]
        if "gross" not in places and "net" not in places:
            places["net"] = places["estimate"]
    published = "date" not in places and "published" in places
    if published:
        places["date"] = places["published"]
    currencies = [shapes[places[n]][1] for n in ("paid", "net", "gross") if n in places and shapes[places[n]][1]]
    return Columns(
        places={name: places[name] for name in NAMES if name in places}, minor=frozenset(minor),
        currency_of_header=currencies[0] if currencies else "", estimated=estimated, date_is_publication=published,
    )  # fmt: skip


def is_header(cells: Sequence[str], mapping: Mapping[str, str] | None = None) -> bool:
    """Whether a row names columns we know: at least two, one of them of money, minutes or a date."""
    if mapping and all(any(folded(c) == folded(h) for c in cells) for h in mapping.values()):
        return True
    try:
        found = columns_of(cells, None).places
    except InputError:
        return False
    return len(found) >= 2 and any(name in found for name in (*AMOUNTS, "minutes", "date"))


def check_columns(columns: Columns, *, has_date: bool) -> None:
    """See that a statement can be read at all.

    Raises:
        InputError: `mapping_needed`, naming what was not found.
    """
    missing = [name for name in ("date", "title") if name not in columns.places and not (name == "date" and has_date)]
    if not any(name in columns.places for name in (*AMOUNTS, "minutes")):
        missing.append("paid")
    if missing:
        names = ", ".join(missing)
        raise InputError(
            "mapping_needed",
            Words("认不出这些列：{n}", "These columns were not recognised: {n}").fill(n=names),
            Words(
                "用 --map 给出一个 JSON：我们的名字 → 文件里的列名。",
                "Give --map a JSON object: our name to the file's header.",
            ),
        )


def currency_of(text: str, default: str) -> str:
    """An ISO code from what a cell says; blank is the default.

    >>> currency_of("usd", "CNY"), currency_of("人民币", "USD"), currency_of("", "USD"), currency_of("Really", "USD")
    ('USD', 'CNY', 'USD', 'REALLY')
    """
    written = text.strip()
    if not written:
        return default
    return CURRENCIES.get(written.lower(), written.upper())


def _mapped(header: Sequence[str], mapping: Mapping[str, str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for ours, name in mapping.items():
        if ours not in NAMES:
            raise InputError(
                "unknown_key",
                Words("对应表里有不认识的名字：{k}", "Unknown key in the mapping: {k}").fill(k=ours),
                Words("可用的名字：{n}", "The names are: {n}").fill(n=", ".join(NAMES)),
            )
        exact = [i for i, cell in enumerate(header) if cell.strip() == name.strip()]
        alike = exact or [i for i, cell in enumerate(header) if folded(cell) == folded(name)]
        if not alike:
            raise InputError(
                "mapping_wrong",
                Words("文件里没有“{h}”这一列。", 'The file has no column "{h}".').fill(h=name),
                Words("文件里的列：{c}", "Its columns: {c}").fill(c=", ".join(header)),
            )
        places[ours] = alike[0]
    return places


def _shape(name: str) -> tuple[str, str, bool]:
    """A header without its currency or unit in brackets, that currency, and whether amounts are minor units.

    >>> _shape("Estimated revenue (USD)"), _shape("paid_minor"), _shape("总收入（万元）")
    (('estimatedrevenue', 'USD', False), ('paid', '', True), ('总收入万元', '', False))
    """
    written = name.strip()
    minor = written.lower().endswith("_minor")
    if minor:
        written = written[: -len("_minor")]
    found = _BRACKETS.match(written)
    if found is not None:
        unit = found[2].strip()
        if is_currency(unit.upper()) and unit.isascii():
            return folded(found[1]), unit.upper(), minor
        if unit.lower() in CURRENCIES:
            return folded(found[1]), CURRENCIES[unit.lower()], minor
        if unit.lower() in _PLAIN_UNITS:
            return folded(found[1]), "", minor
    return folded(written), "", minor
