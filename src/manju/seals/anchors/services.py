"""A service as it is set up, made ready to place roots with."""

from __future__ import annotations

from urllib.parse import urlsplit

from manju.proof.anchors import AnchorFailed, Service
from manju.seals.anchors.keys import kept
from manju.seals.anchors.models import AnchorService
from manju.words import Words

__all__ = ["place_of", "service_of"]

GWEI = 10**9


def service_of(row: AnchorService) -> Service:
    """The cellar's service for a row, with its secrets.

    Raises:
        AnchorFailed: `key_missing`: the file of the home is gone.
    """
    what = kept(row.pk)
    if what is None:
        raise AnchorFailed(
            "key_missing",
            Words("这项服务的密钥文件不见了。", "The file with this service's secrets is gone."),
            Words("在“上链存证”里重新填一次。", "Enter them again under Anchors."),
        )
    if row.kind == "evm":
        from manju.proof.anchors.evm import EvmChain

        return EvmChain(
            what.address, int(row.chain_id or 0), what.secret, confirmations=row.confirmations,
            most_wei=row.most_gwei * GWEI,
        )  # fmt: skip
    from manju.proof.anchors.deposits import HuaweiDac, TencentBtoe

    if row.kind == "tencent_btoe":
        return TencentBtoe(what.address, what.identity, what.secret, region=row.region)
    return HuaweiDac(what.address, row.account, what.identity, what.secret)


def place_of(kind: str, *, address: str, chain_id: int | None = None, project: str = "") -> str:
    """Where a root goes, as receipts and proofs name it.

    >>> place_of("evm", address="https://node.example/v3/key", chain_id=1)
    'eip155:1'
    >>> place_of("huawei_dac", address="https://dac.example/", project="77b6")
    'dac.example/77b6'
    """
    if kind == "evm":
        return f"eip155:{chain_id}"
    host = urlsplit(address).netloc
    return f"{host}/{project}" if kind == "huawei_dac" else host
