"""The sample's episodes: storyboards by key, rendered to masters, with subtitles from the same captions."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Final

from manju.media.motion import film
from manju.media.motion.board import Shot, Sound, Storyboard
from manju.media.subtitles import write_srt
from manju.sample.episodes import lantern, last_bus, sounds, takeaway
from manju.words import Language

FPS: Final = Fraction(24)
MASTER_SCALE: Final = Fraction(2, 3)  # 720 x 1280: at 1080 x 1920 one core does not keep up with playing speed
VERTICAL: Final = (1080, 1920)
HORIZONTAL: Final = (1920, 1080)

Shots = Callable[[], tuple[Shot, ...]]
Music = Callable[[float], Sound]

_EPISODES: Final[dict[str, tuple[Shots, Music, tuple[int, int]]]] = {
    "lantern-1": (lantern.first, sounds.lantern_music, VERTICAL),
    "lantern-2": (lantern.second, sounds.lantern_music, VERTICAL),
    "lantern-3": (lantern.third, sounds.lantern_music, VERTICAL),
    "takeaway-1": (takeaway.first, sounds.takeaway_music, HORIZONTAL),
    "takeaway-2": (takeaway.second, sounds.takeaway_music, HORIZONTAL),
    "last-bus-1": (last_bus.first, sounds.last_bus_music, VERTICAL),
    "last-bus-2": (last_bus.second, sounds.last_bus_music, VERTICAL),
}
KEYS: Final = tuple(_EPISODES)


def storyboard(key: str) -> Storyboard:
    """The storyboard of an episode; nothing is drawn yet.

    Raises:
        KeyError: there is no such episode.
    """
    shots, music, (width, height) = _EPISODES[key]
    made = shots()
    length_s = sum(shot.length_s for shot in made)
    return Storyboard(FPS, width, height, made, (music(length_s),))


def render_episode(
    key: str,
    out: Path,
    *,
    scale: Fraction = MASTER_SCALE,
    progress: film.Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Path:
    """Render an episode's master at `out`; text-free, its words are in `write_subtitles`.

    Raises:
        Cancelled, MediaError: as `film.render`; nothing is left at `out`.
    """
    return film.render(storyboard(key), out, scale=scale, progress=progress, cancelled=cancelled)


def write_subtitles(key: str, language: Language, path: Path) -> None:
    """Write the spoken lines of an episode as SubRip."""
    write_srt(storyboard(key).lines(language), path)
