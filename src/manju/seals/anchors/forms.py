"""What is typed about a chain or a deposit service, one form for each kind."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from django import forms

from manju.catalogue.forms import Typed as TypedForm
from manju.money.amounts import BadAmount, parse_minor
from manju.seals.anchors.actions import Typed
from manju.seals.anchors.names import CURRENCY
from manju.words import Words

__all__ = ["FORMS", "AnchorForm"]

GWEI: Final = 10**9


class AnchorForm(TypedForm):
    """What all kinds have. With `known` (the host that is set), address and keys may stay empty: they are kept."""

    said = {
        "name": (Words("名称", "Name"), Words("不填就用网址里的主机名", "Left empty, it is called by its host")),
        "address": (Words("网址", "Address"), None),
        "price": (Words("每批价钱（元）", "Price of a batch, in yuan"),
                  Words("确认后自动记账；不想记就填 0", "Booked by itself once confirmed; 0 books nothing")),
        "is_on": (Words("以后每批都放上去", "Place all batches to come"), None),
    }  # fmt: skip
    name = forms.CharField(max_length=80, required=False)
    address = forms.CharField(max_length=1000)
    price = forms.CharField(max_length=20, initial="0")
    is_on = forms.BooleanField(required=False, initial=True)
    order: tuple[str, ...] = ()

    def __init__(self, *args: Any, known: str = "", **kwargs: Any) -> None:  # Any: as in Typed
        super().__init__(*args, **kwargs)
        self.order_fields([*self.order, "name", "price", "is_on"])
        self.fields["is_on"].widget.attrs = {"class": "tick"}
        self.fields["price"].widget.attrs["inputmode"] = "decimal"
        if known:
            for name in {"address", "secret", "identity"} & self.fields.keys():
                self.fields[name].required = False
                self.fields[name].help_text = str(_KEPT)
            self.fields["address"].help_text = str(_KEPT_AT.fill(h=known))

    def clean(self) -> dict[str, Any]:  # Any: as Django's own
        found = super().clean() or self.cleaned_data
        try:
            found["price_minor"] = parse_minor(found.pop("price", "") or "0", CURRENCY)
        except BadAmount as why:
            self.add_error("price", str(why.words))
        return found

    def typed(self, **cleaned: Any) -> Typed:  # Any: cleaned by the fields
        return Typed(**cleaned)


def _password(most: int) -> forms.CharField:
    return forms.CharField(max_length=most, widget=forms.PasswordInput(render_value=False))


class ChainForm(AnchorForm):
    said = {
        **AnchorForm.said,
        "address": (Words("节点网址", "Node's address"), Words("JSON-RPC 网址", "Its JSON-RPC address")),
        "chain_id": (Words("链的编号", "Chain's number"),
                     Words("以太坊主网是 1；不对就不会发送", "1 is Ethereum; on another chain nothing is sent")),
        "secret": (Words("账户私钥", "Account's private key"),
                   Words("单独开一个账户，只放手续费", "Use an account of its own that holds the fees only")),
        "most": (Words("每笔手续费上限（链上的币）", "Most for one fee, in the chain's coin"),
                 Words("超过就先不发，过后再试", "Above it nothing is sent until later")),
        "confirmations": (Words("等几个区块才算确认", "Blocks until it is confirmed"), None),
    }  # fmt: skip
    chain_id = forms.IntegerField(min_value=1)
    secret = _password(200)
    most = forms.DecimalField(min_value=Decimal("0.000000001"), max_value=10**9, decimal_places=9, initial="0.01")
    confirmations = forms.IntegerField(min_value=1, max_value=1000, initial=12)
    order = ("address", "chain_id", "secret", "most", "confirmations")

    def typed(self, **cleaned: Any) -> Typed:  # Any: as above
        most = int(cleaned.pop("most") * GWEI)
        return Typed(**cleaned, most_gwei=most)


class TencentForm(AnchorForm):
    said = {
        **AnchorForm.said,
        "region": (Words("地域", "Region"), None),
        "identity": (Words("SecretId", "SecretId"), None),
        "secret": (Words("SecretKey", "SecretKey"), None),
    }
    identity = _password(200)
    secret = _password(200)
    region = forms.CharField(max_length=40, initial="ap-guangzhou")
    order = ("address", "region", "identity", "secret")


class HuaweiForm(AnchorForm):
    said = {
        **AnchorForm.said,
        "project": (Words("项目编号", "Project's number"), Words("控制台里的项目 ID", "The project ID in the console")),
        "identity": (Words("AK", "AK"), None),
        "secret": (Words("SK", "SK"), None),
    }
    project = forms.CharField(max_length=64)
    identity = _password(200)
    secret = _password(200)
    order = ("address", "project", "identity", "secret")


FORMS: Final[dict[str, type[AnchorForm]]] = {"evm": ChainForm, "tencent_btoe": TencentForm, "huawei_dac": HuaweiForm}

_KEPT: Final = Words("已存好，不再显示；不填就不改", "Kept and never shown again; left empty it stays")
_KEPT_AT: Final = Words("现在用的是 {h}；不填就不改", "Now at {h}; left empty it stays")
