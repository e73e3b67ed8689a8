"""What an order takes from its episode: the dub, music and effects it is mixed from, the lettering of its language."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from manju.catalogue.models import Episode, LetteringLayer, Master, Stem
from manju.distribution.wanted import Shown, Sound, Track, Wanted
from manju.media.mixing.stems import StemKind

__all__ = ["dressed", "languages_dressed"]


def dressed(wanted: Wanted, episode: Episode, language: str) -> tuple[Wanted, Master | None]:
    """The order with its sound and lettering as the episode has them now, and the master to make it from.

    A language with lettering is made from the text-free master; without one only its sound is its own, since words
    on words cannot be read. A language without a dub keeps the master's own sound.
    """
    master = episode.master
    if not wanted.use_tracks:
        return wanted, master
    stems = list(Stem.objects.in_use().filter(episode=episode, language__in=("", language)))
    sound = None
    if any(s.kind == "dub" for s in stems):
        tracks = tuple(Track(cast(StemKind, s.kind), s.file, s.sha256, s.gain_db, s.offset_ms) for s in stems)
        # music or effects of one's own stand for the master's sound, in which the first language's voices are
        sound = Sound(tracks, bed="off" if any(s.kind != "dub" for s in stems) else "duck")
    layers = LetteringLayer.objects.in_use().filter(episode=episode, language=language)
    text_free = episode.text_free_master
    shown: tuple[Shown, ...] = ()
    if text_free is not None and layers.exists():
        master = text_free
        shown = tuple(Shown(y.file, y.sha256, y.start_s, y.end_s, y.fade_s) for y in layers)
    return replace(wanted, sound=sound, lettering=shown), master


def languages_dressed(episodes: list[Episode]) -> dict[str, tuple[bool, bool]]:
    """Languages in which some of these episodes have a dub, and lettering with a text-free master to lay it on."""
    ids = [e.pk for e in episodes]
    dubs = set(Stem.objects.in_use().filter(episode__in=ids, kind="dub").values_list("language", flat=True))
    free = Master.objects.filter(episode__in=ids, text_free=True, state="ready").values("episode")
    words = set(LetteringLayer.objects.in_use().filter(episode__in=free).values_list("language", flat=True))
    return {tag: (tag in dubs, tag in words) for tag in dubs | words}
