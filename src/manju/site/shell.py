"""What every page's frame needs: language, theme, member, and which rail entry is current."""

from __future__ import annotations

from django.http import HttpRequest

from manju import words


def shell(request: HttpRequest) -> dict[str, object]:
    member = getattr(request, "member", None)
    return {
        "language": words.language(),
        "html_lang": "en" if words.language() == "en" else "zh-CN",
        "member": member,
        "studio": member.studio if member else None,
    }
