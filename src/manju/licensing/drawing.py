"""The bars of a row as markup, written in one go: a calendar of a hundred rows has thousands of them."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from django.utils.safestring import SafeString, mark_safe

from manju.licensing.board import Board, Row


def tracks(board: Board, query: str, *, chosen: str, chosen_on: str) -> list[tuple[Row, SafeString]]:
    """Each row with what lies on its track: the line of today, then its bars; everything typed is escaped.

    A bar too narrow for a finger is no link of its own (`rights.js` makes it one for the mouse): the drawer of its row
    names it.
    """
    line = f'<i class="nowline" style="left:{board.today_left}%"></i>' if board.today_left else ""
    return [(row, mark_safe(line + _bars(row, escape(query), chosen, chosen_on))) for row in board.rows]  # noqa: S308


def _bars(row: Row, query: str, chosen: str, chosen_on: str) -> str:
    at = f"?{query}&amp;category={quote(row.code, safe='')}&amp;on="
    found = []
    for bar in row.bars:
        here = ' aria-current="true"' if (row.code, bar.first) == (chosen, chosen_on) else ""
        inner = f' style="padding-left:calc({bar.clear}% + 8px)"' if bar.clear and not bar.short else ""
        more = (
            f'class="span span--{bar.css}" style="left:{bar.left}%;width:{bar.width}%" title="{escape(bar.spoken)}"'
            f"{here} data-user-text><span{inner}>{escape(bar.label)}</span>"
        )
        if bar.short:
            found.append(f'<span data-go="{at}{bar.first}#cell" tabindex="-1" data-short {more}</span>')
        else:
            found.append(f'<a href="{at}{bar.first}#cell" {more}</a>')
    return "".join(found)
