"""The AIGC label inside an XMP packet (ISO 16684-1), as PNG and JPEG carry it."""

from __future__ import annotations

import re
from typing import Final
from xml.sax.saxutils import escape, unescape

NAMESPACE: Final = "http://www.tc260.org.cn/ns/AIGC/1.0/"
_PACKET = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '{description}</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)
_DESCRIPTION = '<rdf:Description rdf:about="" xmlns:TC260="{ns}"><TC260:AIGC>{value}</TC260:AIGC></rdf:Description>'
# Any prefix may stand before AIGC; value as an element or as an attribute. No XML parser: packets come from
# strangers, and the rest of the packet must stay byte for byte.
_ELEMENT = re.compile(r"<(?P<tag>(?:[\w.-]+:)?AIGC)\b[^>]*?(?<!/)>(?P<value>.*?)</(?P=tag)\s*>", re.DOTALL)
_ATTRIBUTE = re.compile(r"""\s(?:[\w.-]+:)?AIGC\s*=\s*(?P<q>["'])(?P<value>.*?)(?P=q)""", re.DOTALL)
_QUOTES: Final = {"&quot;": '"', "&apos;": "'", "&#34;": '"', "&#39;": "'", "&#xA;": "\n"}


def values(packet: str) -> list[str]:
    """Every AIGC value in a packet."""
    found = [m.group("value") for m in _ELEMENT.finditer(packet)]
    found += [m.group("value") for m in _ATTRIBUTE.finditer(packet)]
    return [unescape(_without_cdata(v.strip()), _QUOTES) for v in found]


def with_value(packet: str | None, text: str) -> str:
    """The packet with this AIGC value: ours replaced where it stands, else added beside what is there."""
    description = _DESCRIPTION.format(ns=NAMESPACE, value=escape(text))
    if not packet:
        return _PACKET.format(description=description)
    if _ELEMENT.search(packet):
        return _ELEMENT.sub(lambda m: m.group(0).replace(m.group("value"), escape(text)) if m.group("value")
                            else f"<{m.group('tag')}>{escape(text)}</{m.group('tag')}>", packet, count=1)  # fmt: skip
    if _ATTRIBUTE.search(packet):
        quoted = escape(text, {'"': "&quot;", "'": "&apos;"})
        return _ATTRIBUTE.sub(
            lambda m: m.group(0)[: m.start("value") - m.start()] + quoted + m.group("q"), packet, count=1
        )
    end = packet.rfind("</rdf:RDF>")
    if end < 0:
        return _PACKET.format(description=description)
    return packet[:end] + description + packet[end:]


def _without_cdata(value: str) -> str:
    return value.removeprefix("<![CDATA[").removesuffix("]]>") if value.startswith("<![CDATA[") else value
