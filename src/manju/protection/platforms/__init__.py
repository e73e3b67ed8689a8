"""The platforms where copies are found: where a takedown goes and what it must say, as dated data with sources."""

from manju.protection.platforms.reading import ORDER, Platform, platform, platforms

__all__ = ["ORDER", "Platform", "platform", "platforms"]
