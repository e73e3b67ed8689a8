"""What people say of elements, their fit for AI, and the window; each change leads to a new analysis."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.topics.engine import seed_entries
from manju.topics.jobs import analyse_soon
from manju.topics.lexicon import Entry, entries, names_by_text
from manju.topics.models import Element, Fit, HitList, Reading
from manju.words import Words

__all__ = [
    "add_synonym",
    "change_window",
    "merge_element",
    "refuse_element",
    "restore_element",
    "save_element",
    "set_fit",
    "withdraw",
]


@transaction.atomic
def save_element(
    name: str, *, by: User, name_en: str = "", synonyms: Sequence[str] = (), was: str = ""
) -> Element:  # fmt: skip
    """Add an element, or change what it is called. With another name than before, the old one becomes a synonym.

    Raises:
        Refused: no name, or one that is another element's already.
    """
    name, was = name.strip(), was.strip()
    if not name:
        raise Refused(Words("写上中文名。", "Give it a Chinese name."), field="name")
    texts = [text for raw in synonyms if (text := raw.strip())]
    if was and was != name:
        texts.append(was)
    texts = [text for text in dict.fromkeys(texts) if text != name]
    known = names_by_text(_now())
    for text in (name, *texts):
        owner = known.get(text)
        if owner not in (None, name, was):
            said = Words("“{t}”已经是{o}的叫法。", "“{t}” is a name of {o} already.")
            raise Refused(said.fill(t=text, o=owner), field="name" if text == name else "synonyms")
    row: Element
    row, _ = Element.objects.update_or_create(
        name=name,
        defaults={"name_en": name_en.strip(), "synonyms": texts, "state": "used", "merged_into": "",
                  "changed_by": by, "changed_at": timezone.now()},
    )  # fmt: skip
    if was and was != name:
        _set(was, by=by, state="merged", merged_into=name)
        said = Words("题材元素“{w}”改叫“{n}”", "Renamed the element {w} to {n}").fill(w=was, n=name)
    else:
        said = Words("记下题材元素“{n}”", "Saved the element {n}").fill(n=name)
    note("element.saved", said, by=by, name=name, was=was, synonyms=texts)
    analyse_soon(by=by)
    return row


def add_synonym(name: str, synonym: str, *, by: User) -> Element:
    """Give an element one more name.

    Raises:
        Refused: there is no such element; the name is another's already.
    """
    own = next((e for e in _now() if e.name == name and e.used), None)
    if own is None:
        raise Refused(Words("选它是谁的叫法。", "Choose whose name it is."))
    return save_element(name, by=by, name_en=own.name_en, synonyms=[*own.synonyms, synonym], was=name)


@transaction.atomic
def merge_element(name: str, into: str, *, by: User) -> None:
    """Count an element as another one from now on.

    Raises:
        Refused: there is no such other element, or it is the same one.
    """
    found = {e.name: e for e in _now()}
    if into not in found or not found[into].used or into == name:
        raise Refused(Words("选一个在用的、别的元素。", "Choose another element that is in use."), field="into")
    _set(name, by=by, state="merged", merged_into=into)
    said = Words("题材元素“{n}”并入“{i}”", "Merged the element {n} into {i}").fill(n=name, i=into)
    note("element.merged", said, by=by, name=name, into=into)
    analyse_soon(by=by)


@transaction.atomic
def refuse_element(name: str, *, by: User) -> None:
    """Say that this is no element; it is not proposed again.

    Raises:
        Refused: others are merged into it.
    """
    if Element.objects.filter(state="merged", merged_into=name).exists():
        said = Words("有别的元素并入了“{n}”，先把它们移开。", "Other elements are merged into {n}: move them first.")
        raise Refused(said.fill(n=name))
    _set(name, by=by, state="refused", merged_into="")
    note("element.refused", Words("“{n}”不算题材元素", "{n} is no element").fill(n=name), by=by, name=name)
    analyse_soon(by=by)


@transaction.atomic
def restore_element(name: str, *, by: User) -> None:
    """Use an element again that was refused or merged."""
    if Element.objects.filter(name=name).exclude(state="used").exists():
        _set(name, by=by, state="used", merged_into="")
        note("element.restored", Words("又用起题材元素“{n}”", "The element {n} is in use again").fill(n=name), by=by)
        analyse_soon(by=by)


@transaction.atomic
def set_fit(
    element: str, *, by: User, spectacle: float, pace: float, freedom: float, valid_from: dt.date
) -> Fit:  # fmt: skip
    """Say how well an element suits AI making from a day on; what was said before stays for the days before."""
    row: Fit = Fit.objects.create(
        element=element, spectacle=spectacle, pace=pace, freedom=freedom, valid_from=valid_from, by=by
    )
    said = Words("“{e}”的 AI 适配分，{d}起", "AI fit of {e} from {d}").fill(e=element, d=valid_from.isoformat())
    note("fit.set", said, by=by, element=element, spectacle=spectacle, pace=pace, freedom=freedom)
    analyse_soon(by=by)
    return row


@transaction.atomic
def change_window(days: int, *, by: User) -> None:
    """Look at so many days of lists.

    Raises:
        Refused: less than a week or more than two years.
    """
    if not 7 <= days <= 730:
        raise Refused(Words("窗口在 7 到 730 天之间。", "The window is 7 to 730 days."), field="days")
    Reading.objects.update_or_create(defaults={"window_days": days})
    said = Words("选题看最近 {n} 天的榜单", "Topics look at the last {n} days").fill(n=days)
    note("topics.window", said, by=by, days=days)
    analyse_soon(by=by)


@transaction.atomic
def withdraw(row: HitList, *, by: User) -> None:
    """Take a list out of the count. File and rows stay; the same file may be imported anew."""
    if HitList.objects.filter(pk=row.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        said = Words("撤回榜单：{n}", "Withdrew a hit list: {n}").fill(n=row.original_name)
        note("list.withdrawn", said, by=by, link=row.get_absolute_url(), list=row.pk)
        analyse_soon(by=by)
    row.refresh_from_db()


def _now() -> list[Entry]:
    return entries(seed_entries())


def _set(name: str, *, by: User, state: str, merged_into: str) -> None:
    given = {e.name: e for e in _now()}.get(name, Entry(name))
    Element.objects.update_or_create(
        name=name,
        defaults={"state": state, "merged_into": merged_into, "changed_by": by, "changed_at": timezone.now()},
        create_defaults={
            "state": state, "merged_into": merged_into, "changed_by": by, "name_en": given.name_en,
            "synonyms": list(given.synonyms),
        },
    )  # fmt: skip
