"""Of what a property has stories: characters of its bible, episodes, assets; with their names and one picture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from manju.bible.reading import sheets_of
from manju.catalogue.models import Episode, Property
from manju.production.models import CreationEntry, Edit, Output
from manju.production.recording import Subject
from manju.words import Words

__all__ = ["Told", "characters_of", "name_of", "role_of", "stories_of"]


@dataclass(frozen=True, slots=True)
class Told:
    """One story as it stands in a list."""

    subject: Subject
    name: Words
    entries: int
    picture: Output | None

    @property
    def address(self) -> str:
        return self.subject.address


def name_of(subject: Subject) -> Words:
    """What a subject is called: the character's name in the bible, the episode, the asset, or the property itself."""
    if subject.character:
        named = dict(characters_of(subject.of_property))
        return named.get(subject.character, Words(subject.character, subject.character))
    if subject.episode is not None:
        return subject.episode.name
    if subject.asset:
        return Words(subject.asset, subject.asset)
    return subject.of_property.name


def stories_of(of_property: Property) -> list[Told]:
    """Every subject of which something is written down, the newest first."""
    columns = ("character", "episode_id", "asset")
    found: dict[tuple[str, int | None, str], tuple[int, datetime]] = {}
    for model in (CreationEntry, Edit):
        rows = model.objects.filter(of_property=of_property).order_by().values_list(*columns)
        for *about, count, last in rows.annotate(n=Count("pk"), last=Max("made_at")):
            key = (about[0], about[1], about[2])
            before = found.get(key)
            found[key] = (count + (before[0] if before else 0), max(last, before[1]) if before else last)
    episodes = Episode.objects.in_bulk([key[1] for key in found if key[1]])
    named, told = dict(characters_of(of_property)), list[Told]()
    for (character, episode, asset), (count, _) in sorted(found.items(), key=lambda kv: kv[1][1], reverse=True):
        subject = Subject(of_property, character, episodes.get(episode) if episode else None, asset)
        name = named.get(character) if character else None
        told.append(Told(subject, name or name_of(subject), count, _picture(subject)))
    return told


def _picture(subject: Subject) -> Output | None:
    """The one kept last, or the newest there is."""
    outputs = Output.objects.filter(**{f"entry__{k}": v for k, v in subject.fields.items()}, width__gt=0)
    kept = outputs.filter(decisions__is_kept=True).order_by("-decisions__pk").first()
    found: Output | None = kept or outputs.order_by("-pk").first()
    return found


def characters_of(of_property: Property) -> list[tuple[str, Words]]:
    """Id and name of every character one can tell of: those of the bible, then others that the log names."""
    found: dict[str, Words] = {}
    for sheet in sheets_of(of_property, "character"):
        names = sheet.content.get("names") or {}
        first = next(iter(names.values()), sheet.content["id"])
        found[sheet.content["id"]] = Words(names.get("zh", first), names.get("en", first))
    used = CreationEntry.objects.filter(of_property=of_property).exclude(character="").order_by()
    for one in sorted(set(used.values_list("character", flat=True)) - set(found)):
        found[one] = Words(one, one)
    return list(found.items())


def role_of(subject: Subject) -> str:
    """What a character is in the story, as the bible says; empty for others."""
    sheets = sheets_of(subject.of_property, "character") if subject.character else []
    return next((str(s.content.get("role") or "") for s in sheets if s.content.get("id") == subject.character), "")
