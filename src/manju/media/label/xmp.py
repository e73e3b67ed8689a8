"""The AIGC label inside an XMP packet (ISO 16684-1), as PNG and JPEG carry it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
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
# strangers, and the rest of the packet must stay byte for byte. No pattern here looks back or across the packet.
_OPENING = re.compile(r"<((?:[\w.-]+:)?AIGC)(?:\s[^<>]*)?>")
_ATTRIBUTE = re.compile(r"""\s(?:[\w.-]+:)?AIGC\s*=\s*(?:"(?P<double>[^"<]*)"|'(?P<single>[^'<]*)')""")
_QUOTES: Final = {"&quot;": '"', "&apos;": "'", "&#34;": '"', "&#39;": "'", "&#xA;": "\n"}
MAX_PACKET: Final = 4 * 2**20
MAX_VALUES: Final = 16


def values(packet: str) -> list[str]:
    """Every AIGC value in a packet (the first sixteen; one is what the law asks for)."""
    packet = packet[:MAX_PACKET]
    places = [*islice(_elements(packet), MAX_VALUES), *islice(_attributes(packet), MAX_VALUES)]
    return [unescape(_without_cdata(packet[a:b].strip()), _QUOTES) for a, b in places]


def with_value(packet: str | None, text: str) -> str:
    """The packet with this AIGC value: ours replaced where it stands, else added beside what is there."""
    description = _DESCRIPTION.format(ns=NAMESPACE, value=escape(text))
    if not packet:
        return _PACKET.format(description=description)
    for start, end in _elements(packet):
        return packet[:start] + escape(text) + packet[end:]
    for start, end in _attributes(packet):
        return packet[:start] + escape(text, {'"': "&quot;", "'": "&apos;"}) + packet[end:]
    end = packet.rfind("</rdf:RDF>")
    if end < 0:
        return _PACKET.format(description=description)
    return packet[:end] + description + packet[end:]


def _elements(packet: str) -> Iterator[tuple[int, int]]:
    """Where the values of closed AIGC elements begin and end."""
    unclosed: set[str] = set()
    at = 0
    while (opening := _OPENING.search(packet, at)) is not None:
        at = opening.end()
        tag = opening.group(1)
        if opening.group().endswith("/>") or tag in unclosed:
            continue
        end = packet.find(f"</{tag}", at)
        if end < 0:
            unclosed.add(tag)
            continue
        yield at, end
        at = end


def _attributes(packet: str) -> Iterator[tuple[int, int]]:
    for found in _ATTRIBUTE.finditer(packet):
        yield found.span("double" if found.group("double") is not None else "single")


def _without_cdata(value: str) -> str:
    return value.removeprefix("<![CDATA[").removesuffix("]]>") if value.startswith("<![CDATA[") else value
