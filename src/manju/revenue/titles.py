"""Whose title a statement's row names: works of the catalogue, registered masters, and what people have matched."""

from __future__ import annotations

from dataclasses import dataclass, field

from manju.catalogue.models import Episode, Work
from manju.copies.models import RegisteredMaster
from manju.money.revenue.rows import StatementRow, episode_number, title_and_episode, title_key
from manju.revenue.models import TitleMatch


@dataclass(frozen=True, slots=True)
class Place:
    """Where money belongs: property, work and, where the number is known, episode; all None for a bare title."""

    property_id: int | None = None
    work_id: int | None = None
    episode_id: int | None = None


NOWHERE = Place()


@dataclass(slots=True)
class Titles:
    """All titles of the studio in scope, read once for an import."""

    works: dict[str, tuple[int, int] | None] = field(default_factory=dict)  # title key -> work, property
    episodes: dict[tuple[int, int], int] = field(default_factory=dict)  # work, number -> first such episode
    _places: dict[tuple[str, str], Place] = field(default_factory=dict)

    @classmethod
    def of_the_studio(cls) -> Titles:
        found = cls()
        for title in RegisteredMaster.objects.filter(master=None).values_list("title_zh", flat=True).distinct():
            found.works.setdefault(title_key(title), None)
        for work in Work.objects.order_by("pk"):
            for title in (work.title_zh, work.title_en):
                if key := title_key(title):
                    found.works[key] = found.works.get(key) or (work.pk, work.of_property_id)
        for match in TitleMatch.objects.select_related("work"):
            found.works[match.key] = (match.work_id, match.work.of_property_id)
        rows = Episode.objects.order_by("season__number", "pk").values_list("season__work_id", "number", "pk")
        for work_id, number, pk in rows:
            found.episodes.setdefault((work_id, number), pk)
        return found

    def __bool__(self) -> bool:
        return bool(self.works)

    def knows(self, title: str) -> bool:
        """Whether this is a title of ours, an episode's number at its end aside."""
        return title_key(title) in self.works or title_key(title_and_episode(title)[0]) in self.works

    def place(self, row: StatementRow) -> Place:
        """Property, work and episode of a row with a known title."""
        asked = (row.title, row.episode)
        found = self._places.get(asked)
        if found is None:
            found = self._places[asked] = self._found(*asked)
        return found

    def _found(self, title: str, episode: str) -> Place:
        bare, at_end = title_and_episode(title)
        if title_key(title) in self.works:
            bare = title
        owner = self.works.get(title_key(bare))
        if owner is None:
            return NOWHERE
        number = episode_number(episode) if episode else at_end
        return Place(owner[1], owner[0], self.episodes.get((owner[0], number)) if number is not None else None)
