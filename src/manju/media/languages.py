"""What the languages of masters, labels and subtitles are called."""

from __future__ import annotations

from typing import Final

from manju.words import Words

LANGUAGE_NAMES: Final[dict[str, Words]] = {
    "zh": Words("中文", "Chinese"), "zh-hant": Words("繁体中文", "Traditional Chinese"),
    "en": Words("英语", "English"), "ja": Words("日语", "Japanese"), "ko": Words("韩语", "Korean"),
    "th": Words("泰语", "Thai"), "vi": Words("越南语", "Vietnamese"), "id": Words("印尼语", "Indonesian"),
    "ms": Words("马来语", "Malay"), "es": Words("西班牙语", "Spanish"), "pt": Words("葡萄牙语", "Portuguese"),
    "fr": Words("法语", "French"), "de": Words("德语", "German"), "it": Words("意大利语", "Italian"),
    "ar": Words("阿拉伯语", "Arabic"), "ru": Words("俄语", "Russian"), "tr": Words("土耳其语", "Turkish"),
}  # fmt: skip


def language_name(tag: str) -> Words:
    """`en` as people say it; an unknown tag stays as it is.

    >>> language_name("th").zh, language_name("xx").en
    ('泰语', 'xx')
    """
    return LANGUAGE_NAMES.get(tag, Words(tag, tag))
