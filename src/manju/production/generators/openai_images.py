"""Any OpenAI-compatible images endpoint: POST <base>/images/generations (OpenAI API reference, Images)."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import socket
from typing import Any
from urllib.parse import urlsplit

from manju.production.generators.shape import Asked, Came, GeneratorDown, GeneratorRefuses, Report, Stopped
from manju.production.generators.talking import Answer, Server, call, said
from manju.words import Words

__all__ = ["generate"]


def generate(server: Server, model: str, asked: Asked, *, cancelled: Stopped, report: Report) -> Came:
    """Ask once for all pictures; those given as addresses are fetched, at once, since they expire.

    Raises:
        GeneratorRefuses: `key_refused`, `prompt_refused`, `request_refused`, `no_such_server`, `no_pictures`.
        GeneratorDown, Cancelled.
    """
    body: dict[str, Any] = {"prompt": asked.prompt, "n": asked.many}
    body |= {"model": model} if model else {}
    body |= {"size": asked.size} if asked.size else {}
    answer = call(server, "POST", "/images/generations", body, cancelled=cancelled)
    if answer.status != 200:
        raise _refusal(answer)
    found = answer.json
    rows = found.get("data") if isinstance(found, dict) else None
    if not isinstance(rows, list) or not rows:
        raise GeneratorRefuses(
            "no_pictures",
            Words("服务没有给图。", "The server gave no picture."),
            Words("地址要是兼容 OpenAI 的图像接口，通常以 /v1 结尾。",
                  "The address must be OpenAI-compatible; it usually ends in /v1."),
        )  # fmt: skip
    pictures = []
    for n, row in enumerate(rows, start=1):
        pictures.append((f"image-{n}.png", _picture(server, row, cancelled)))
        report(n / len(rows))
    revised = "\n".join(
        dict.fromkeys(str(r["revised_prompt"]) for r in rows if isinstance(r, dict) and r.get("revised_prompt"))
    )
    settings = {k: found[k] for k in ("created", "size", "quality", "background", "output_format") if k in found}
    return Came(tuple(pictures), revised, str(found.get("model") or model), settings)


def _picture(server: Server, row: object, cancelled: Stopped) -> bytes:
    given = row if isinstance(row, dict) else {}
    if given.get("b64_json"):
        try:
            return base64.b64decode(str(given["b64_json"]), validate=True)
        except binascii.Error as error:
            raise GeneratorDown("a picture is no base64") from error
    url = str(given.get("url") or "")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise GeneratorDown("a picture has neither b64_json nor url")
    own = urlsplit(server.address)
    if parts.hostname != own.hostname and not _is_public(parts.hostname):
        raise GeneratorRefuses(
            "address_impossible",
            Words("图的地址不在公网上：{u}", "The picture’s address is not public: {u}").fill(u=url[:120]),
            Words("让服务直接返回 b64_json。", "Have the server return b64_json."),
        )
    place = f"{parts.scheme}://{parts.netloc}"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    key = server.key if parts.netloc == own.netloc else ""
    answer = call(Server(place, key, server.timeout_s), "GET", path, cancelled=cancelled)
    if answer.status != 200 or not answer.content:
        raise GeneratorDown(f"a picture's address answered {answer.status}")
    return answer.content


def _is_public(host: str) -> bool:
    try:
        found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except OSError:
        return False
    return all(ipaddress.ip_address(str(one[4][0]).partition("%")[0]).is_global for one in found)


def _refusal(answer: Answer) -> GeneratorRefuses:
    why = said(answer)
    if answer.status in (401, 403):
        return GeneratorRefuses(
            "key_refused",
            Words("服务不认这个密钥。", "The server refuses the key."),
            Words("在“生成器”里换一个。", "Enter another one under “Generators”."),
        )
    if answer.status == 400 and ("moderation" in why.lower() or "safety" in why.lower() or "policy" in why.lower()):
        return GeneratorRefuses(
            "prompt_refused",
            Words("服务不画这句提示词：{why}", "The server refuses the prompt: {why}").fill(why=why),
            Words("换个说法再试。", "Say it differently and try again."),
        )
    if answer.status in (301, 302, 303, 307, 308, 404, 405):
        return GeneratorRefuses(
            "no_such_server",
            Words(
                "这个地址没有兼容 OpenAI 的图像接口。", "There is no OpenAI-compatible images endpoint at this address."
            ),
            Words("地址通常以 /v1 结尾。", "Such addresses usually end in /v1."),
        )
    return GeneratorRefuses(
        "request_refused",
        Words("服务拒绝了请求（{s}）：{why}", "The server refused the request ({s}): {why}").fill(
            s=answer.status, why=why
        ),
        Words("看看尺寸、张数和额度。", "Look at size, number and allowance."),
    )
