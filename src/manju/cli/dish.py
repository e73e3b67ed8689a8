"""What `manju media render` lays over a master (dub, music, lettering, cover), and the commands of covers and pages."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from manju.cli.saying import Failure, or_fail, print_json, speaks, speaks_of_content
from manju.words import Words, say

FILE = click.Path(path_type=Path)
NO_LIMIT = 20_000_000
STYLE = click.Choice(["outline", "band", "bright"])
Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Dish:
    """The options of a render that change what is heard and shown."""

    dub: Path | None
    music: Path | None
    effects: Path | None
    own_sound: str
    duck_db: float
    dub_gain_db: float
    dub_offset_ms: int
    lettering: Path | None
    cover_at: float | None
    cover_title: str
    cover_style: Any  # one of STYLE, checked by click

    def for_order(self, master: Path) -> dict[str, Any]:
        """The fields of `media.deliver.Order` that it sets.

        Raises:
            Failure: a file is missing, or a figure is out of range.
        """
        from manju.media.cover import CoverChoice

        found: dict[str, Any] = {"cover": CoverChoice(self.cover_at, self.cover_title, self.cover_style)}
        mix, where = self._mix(), self.lettering
        if mix is None and where is None:
            return found
        from manju.media.lettering import read_layers
        from manju.media.mixing import look_at_stem
        from manju.media.probe import probe_master

        film_s = or_fail(lambda: probe_master(master)).duration_s
        if mix is not None:
            for stem in mix.stems:  # before anything long begins
                or_fail(functools.partial(look_at_stem, stem, film_s=film_s))
            found["mix"] = mix
        if where is not None:
            found["lettering"] = or_fail(lambda: read_layers(where, film_s=film_s))
        return found

    def _mix(self) -> Any:
        from manju.media.mixing import Mix, read_stem

        stems = []
        try:
            if self.dub is not None:
                gain, offset = self.dub_gain_db, self.dub_offset_ms
                dub = self.dub
                stems.append(or_fail(lambda: read_stem("dub", dub, gain_db=gain, offset_ms=offset)))
            for kind, path in (("music", self.music), ("effects", self.effects)):
                if path is not None:
                    stems.append(or_fail(functools.partial(read_stem, kind, path)))  # type: ignore[arg-type]
            return Mix(tuple(stems), self.own_sound, self.duck_db) if stems else None  # type: ignore[arg-type]
        except ValueError as error:
            raise Failure(
                "mix_out_of_range",
                Words("混音的数值超出范围。", "A figure of the mix is out of range."),
                Words("闪避 0–40 dB，音量 ±24 dB，偏移 ±60 秒。", "Ducking 0-40 dB, gain ±24 dB, offset ±60 s."),
            ) from error


OPTIONS = (
    click.option("--dub", type=FILE, help="dub: WAV, FLAC, M4A or MP3, as long as the master"),
    click.option("--music", type=FILE, help="music, mixed under the dub"),
    click.option("--effects", type=FILE, help="effects, mixed under the dub"),
    click.option("--own-sound", type=click.Choice(["duck", "keep", "off"]), default="duck", show_default=True,
                 help="the master's own sound: gives way to the dub, stays, or is left out"),
    click.option("--duck-db", type=float, default=12.0, show_default=True, help="how far the rest goes down"),
    click.option("--dub-gain-db", type=float, default=0.0, show_default=True, help="level of the dub, in dB"),
    click.option("--dub-offset-ms", type=int, default=0, show_default=True, help="the dub begins this much later"),
    click.option("--lettering", type=FILE, help="folder or list of layers (SVG, PNG) for a master without words"),
    click.option("--cover-at", type=float, help="second of the master that the cover shows (default: the best)"),
    click.option("--cover-title", default="", help="title set on the cover"),
    click.option("--cover-style", type=STYLE, default="outline", show_default=True, help="how the title is set"),
)  # fmt: skip


def of_a_dish(command: Command) -> Command:
    """Give a command these options; it gets them together, as `dish`."""

    @functools.wraps(command)
    def with_dish(**options: Any) -> Any:  # Any: click's own values
        chosen = {name: options.pop(name) for name in Dish.__dataclass_fields__}
        return command(**options, dish=Dish(**chosen))

    wrapped: Any = with_dish
    for option in reversed(OPTIONS):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[no-any-return]


@click.command()
@click.argument("master", type=FILE)
@click.option("--channel", default="", help="sizes of this channel (default: the master's own size)")
@click.option("--out", type=FILE, required=True, help="folder for the pictures")
@click.option("--count", type=click.IntRange(1, 24), default=8, show_default=True, help="how many candidates")
@click.option("--at", "at_s", type=float, help="take this second instead of looking for candidates")
@click.option("--title", default="", help="title to set")
@click.option("--language", default="", help="language of the title (default: the channel's)")
@click.option("--style", type=STYLE, default="outline", show_default=True)
@speaks
def covers(
    *, master: Path, channel: str, out: Path, count: int, at_s: float | None, title: str, language: str, style: Any,
    as_json: bool,
) -> int:  # fmt: skip
    """The best moments of a master as pictures in a channel's cover sizes, best first, with the reasons of each.

    Pictures to choose from: only those of a render bear the AI label.
    """
    from manju.media.channels import profile
    from manju.media.cover import find_candidates, look_of, shape, write_cover
    from manju.media.cover.making import sizes_of
    from manju.media.cover.title import titled
    from manju.media.probe import probe_master
    from manju.media.render.encode import Source

    facts = or_fail(lambda: probe_master(master))
    source = Source.of(master.resolve(), facts)
    wanted = or_fail(lambda: profile(channel)) if channel else None
    sizes = sizes_of(wanted) if wanted else ((facts.width, facts.height),)
    most = wanted.cover_max_bytes if wanted else NO_LIMIT
    speaks_title = language or (wanted.language if wanted else "zh")
    found = [] if at_s is not None else or_fail(lambda: find_candidates(source, count=count))
    out.mkdir(parents=True, exist_ok=True)
    documents: list[dict[str, Any]] = []
    for n, candidate in enumerate(found or [None], 1):
        moment = candidate.time_s if candidate else at_s or 0.0
        look = or_fail(functools.partial(look_of, source, moment))
        paths = [out / f"{n:02}-{width}x{height}.jpg" for width, height in sizes]
        for path, size in zip(paths, sizes, strict=True):
            bare = shape(look.frame, size, look.faces)
            cover = or_fail(functools.partial(titled, bare, title, language=speaks_title, style=style))
            or_fail(functools.partial(write_cover, cover.picture, path, max_bytes=most))
        documents.append(
            {
                "time_s": round(moment, 3),
                "score": candidate.score if candidate else None,
                "reasons": candidate.reasons.as_json() if candidate else None,
                "faces": len(look.faces),
                "paths": [str(p) for p in paths],
            }
        )
    if as_json:
        print_json({"covers": documents})
    else:
        for d in documents:
            score = "" if d["score"] is None else f"  {d['score']:.2f}"
            click.echo(f"{d['time_s']:8.2f} s{score}  {', '.join(d['paths'])}")
    return 0


@click.command()
@click.argument("art", type=FILE)
@click.argument("layer", type=FILE)
@click.argument("out", type=FILE)
@click.option("--lang", default="zh", help="language of the lettering: zh, en, ja, ko, th …")
@click.option("--width", type=click.IntRange(16, 4096), help="width of the page in px (default: the layer's own)")
@speaks_of_content
def compose(*, art: Path, layer: Path, out: Path, lang: str, width: int | None, as_json: bool) -> int:
    """Letter a comic page: the art without words, and a layer (SVG or PNG) of one language, as one PNG."""
    from manju.media.lettering import compose_page

    if art.resolve() == out.resolve() or layer.resolve() == out.resolve():
        raise Failure(
            "out_unusable",
            Words("成品不能写到原图上。", "The page cannot be written over what it is made of."),
            Words("换一个文件名。", "Choose another name."),
        )
    size = or_fail(lambda: compose_page(art, layer, out, language=lang.lower(), width=width))
    if as_json:
        print_json({"path": str(out), "width": size[0], "height": size[1], "language": lang.lower()})
    else:
        click.echo(say("写好了：{p}（{w}×{h}）", "Written: {p} ({w}×{h})", p=out, w=size[0], h=size[1]))
    return 0
