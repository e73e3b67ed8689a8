"""How the pages of protection write times and file names."""

from __future__ import annotations

from pathlib import PurePath

from django import template

from manju.protection.results import called
from manju.words import Words

register = template.Library()


@register.filter
def tenths(seconds: float) -> str:
    """A place in a film, cut to tenths of a second.

    >>> tenths(92.44), tenths(3723.99)
    ('01:32.4', '62:03.9')
    """
    count = max(0, int(seconds * 10 + 1e-6))
    return f"{count // 600:02}:{count // 10 % 60:02}.{count % 10}"


@register.filter
def to_whom(recipient: str) -> Words:
    """A recipient as people say it.

    >>> to_whom("douyin").en
    'Douyin'
    """
    return called(recipient)


@register.filter
def basename(path: str) -> str:
    """The last part of a path.

    >>> basename("/a/b/c.mp4")
    'c.mp4'
    """
    return PurePath(path).name
