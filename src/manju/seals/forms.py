"""What is typed about authorities and searched among evidence."""

from __future__ import annotations

from typing import Any

from django import forms

from manju.catalogue.forms import Typed
from manju.money.amounts import BadAmount, parse_minor
from manju.words import Words

__all__ = ["AuthorityForm"]


class AuthorityForm(Typed):
    """An authority as its owner types it; the price is read in the currency's own units."""

    said = {
        "url": (Words("网址", "Address"), Words("机构给的 RFC 3161 网址", "The RFC 3161 one it gives")),
        "name": (Words("名称", "Name"), Words("不填就用网址里的主机名", "Left empty, it is called by its host")),
        "certificates": (
            Words("机构的根证书（PEM）", "Its root certificate (PEM)"),
            Words("贴上以后，只收能一路追到它的时间戳；不贴也会查签名",
                  "With it only stamps that lead to it are taken; signatures are checked in any case"),
        ),
        "price": (Words("每次价钱", "Price of a seal"), Words("例如 2.50；不收钱就填 0", "2.50, say; 0 when free")),
        "currency": (Words("币种", "Currency"), None),
        "is_on": (Words("以后的封存都请它盖", "Stamp all seals to come"), None),
    }  # fmt: skip
    url = forms.CharField(max_length=1000)
    name = forms.CharField(max_length=80, required=False)
    certificates = forms.CharField(max_length=60_000, required=False, widget=forms.Textarea({"rows": 4}))
    price = forms.CharField(max_length=20, initial="0")
    currency = forms.CharField(max_length=3, initial="CNY")
    is_on = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as in Typed
        super().__init__(*args, **kwargs)
        self.fields["is_on"].widget.attrs = {"class": "tick"}
        self.fields["price"].widget.attrs["inputmode"] = "decimal"
        self.fields["certificates"].widget.attrs |= {"class": "input mono", "spellcheck": "false"}

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).strip().upper()

    def clean(self) -> dict[str, Any]:  # Any: as Django's own
        found = super().clean() or self.cleaned_data
        try:
            found["price_minor"] = parse_minor(found.pop("price", "") or "0", found.get("currency") or "CNY")
        except (BadAmount, KeyError) as why:
            self.add_error("price", str(why.words) if isinstance(why, BadAmount) else str(_CURRENCY))
        return found


_CURRENCY = Words("先把币种写对。", "Put the currency right first.")
