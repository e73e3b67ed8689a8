"""The few properties of an XMP packet that say how a picture came about."""

from __future__ import annotations

from typing import Final

__all__ = ["read_xmp"]

NAMES: Final = frozenset({
    "description", "UserComment", "CreatorTool", "DigitalSourceType", "Credit", "CreateDate", "AIPromptInformation",
    "AISystemUsed", "AISystemVersionUsed", "AIPromptWriterName", "AIGC",
})  # fmt: skip
"""dc, exif, xmp, photoshop, Iptc4xmpExt (IPTC Photo Metadata 2025.1), TC260 (GB 45438-2025)."""
LONGEST: Final = 100_000


def read_xmp(packet: str) -> dict[str, str]:
    """Properties by their local name; a broken packet gives none. Entities are not resolved, nothing is fetched.

    >>> read_xmp('<x xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="Krita"/>')
    {'CreatorTool': 'Krita'}
    """
    from lxml import etree

    begin, end = packet.find("<"), packet.rfind(">")
    if begin < 0 or end < begin:
        return {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(packet[begin : end + 1].encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return {}
    found: dict[str, str] = {}
    for element in root.iter(tag=etree.Element):
        for name, value in element.attrib.items():
            _take(found, str(name), str(value))
        _take(found, str(element.tag), "".join(str(t) for t in element.itertext()).strip())
    return found


def _take(found: dict[str, str], name: str, value: str) -> None:
    short = name.rpartition("}")[2]
    if short in NAMES and value and short not in found:
        found[short] = value[:LONGEST]
