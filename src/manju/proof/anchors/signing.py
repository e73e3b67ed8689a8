"""How two clouds want their requests signed: Tencent's TC3-HMAC-SHA256 and Huawei's SDK-HMAC-SHA256.

Sources: Tencent's "签名方法 v3" (cloud.tencent.com/document/api/1259), Huawei's "API 签名指南"
(support.huaweicloud.com/devg-apisign).
Both are held to the worked examples of those documents by tests.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote, urlsplit

__all__ = ["huawei_headers", "tencent_authorization"]


def tencent_authorization(
    payload: bytes, headers: Mapping[str, str], *, service: str, secret_id: str, secret_key: str, at: datetime
) -> str:
    """The `Authorization` header of a POST to "/"; exactly these headers are signed (host and content-type must be)."""
    signed = {name.lower(): value.strip().lower() for name, value in headers.items()}
    names = ";".join(sorted(signed))
    lines = "".join(f"{name}:{signed[name]}\n" for name in sorted(signed))
    request = "\n".join(["POST", "/", "", lines, names, _sha256(payload)])
    moment = at.astimezone(UTC)
    scope = f"{moment:%Y-%m-%d}/{service}/tc3_request"
    text = "\n".join(["TC3-HMAC-SHA256", str(int(moment.timestamp())), scope, _sha256(request.encode())])
    key = f"TC3{secret_key}".encode()
    for part in (f"{moment:%Y-%m-%d}", service, "tc3_request"):
        key = _hmac(key, part)
    signature = _hmac(key, text).hex()
    return f"TC3-HMAC-SHA256 Credential={secret_id}/{scope}, SignedHeaders={names}, Signature={signature}"


def huawei_headers(
    method: str, url: str, body: bytes, *, key: str, secret: str, at: datetime, headers: Mapping[str, str]
) -> dict[str, str]:
    """The given headers with `X-Sdk-Date` and `Authorization` added; these, and the host, are signed."""
    parts = urlsplit(url)
    stamp = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    sent = {**headers, "Host": parts.netloc, "X-Sdk-Date": stamp}
    signed = {name.lower(): value.strip() for name, value in sent.items()}
    names = ";".join(sorted(signed))
    lines = "".join(f"{name}:{signed[name]}\n" for name in sorted(signed))
    path = "/".join(quote(piece, safe="~") for piece in parts.path.split("/")).rstrip("/") + "/"
    pairs = sorted(parse_qsl(parts.query, keep_blank_values=True))
    query = "&".join(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in pairs)
    request = "\n".join([method, path, query, lines, names, _sha256(body)])
    text = f"SDK-HMAC-SHA256\n{stamp}\n{_sha256(request.encode())}"
    signature = _hmac(secret.encode(), text).hex()
    return {**sent, "Authorization": f"SDK-HMAC-SHA256 Access={key}, SignedHeaders={names}, Signature={signature}"}


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
