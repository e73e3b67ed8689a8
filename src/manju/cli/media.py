"""`manju media probe|render|qc|channels`: files in, deliverables out, without a server."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from manju.cli.dish import Dish, compose, covers, of_a_dish
from manju.cli.saying import Bar, Failure, or_fail, print_json, speaks, speaks_of_content
from manju.cli.studio import of_a_studio, open_studio
from manju.words import Words, say

if TYPE_CHECKING:
    from manju.media.channels import Profile
    from manju.people.models import Studio


class _ManyValues(click.Command):
    """A command whose `--channel` takes several names at once and may be repeated."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, _spread(args, "--channel"))


def _spread(args: list[str], option: str) -> list[str]:
    """`--channel a b --out x` -> `--channel a --channel b --out x`; a path among the names is the master.

    >>> _spread(["--channel", "a", "b", "m.mp4", "--out", "x"], "--channel")
    ['--channel', 'a', '--channel', 'b', 'm.mp4', '--out', 'x']
    """
    out: list[str] = []
    taking = asked = False  # taking names; the first one, which may look like anything, is still to come
    for i, arg in enumerate(args):
        if asked and arg.startswith("-"):
            break
        if arg == "--":
            return [*out, *args[i:]]
        if arg == option:
            taking = asked = True
        elif arg.startswith("-"):
            taking = False
            out.append(arg)
        elif taking and (asked or not _is_path(arg)):
            out += [option, arg]
            asked = False
        else:
            out.append(arg)
    if asked:
        raise click.MissingParameter(param_hint=option, param_type="option")
    return out


def _is_path(arg: str) -> bool:
    return not re.fullmatch(r"[a-z][a-z_]*", arg) or Path(arg).is_file()


@click.group()
def media() -> None:
    """视频文件 · Video files: probe, render, quality check, covers, channels."""


media.add_command(covers)
media.add_command(compose)


@media.command()
@click.argument("file", type=click.Path(path_type=Path))
@speaks
def probe(file: Path, as_json: bool) -> int:
    """What is in a file."""
    from manju.media.probe import probe as look

    facts = or_fail(lambda: look(file)).as_json()
    if as_json:
        print_json(facts)
        return 0
    for key, value in facts.items():
        if key not in ("streams", "aigc"):
            click.echo(f"{key:20} {value}")
    for stream in facts["streams"]:
        click.echo(f"{'stream':20} {stream['index']} {stream['kind']} {stream['codec']} {stream['language']}")
    click.echo(f"{'aigc':20} {facts['aigc'] or '—'}")
    return 0


def _tag(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """A language tag (BCP 47), in lower case."""
    if value and not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", value):
        raise click.BadParameter(say("要写成 zh、en、th 这样的语言代码", "must be a language tag such as zh, en, th"),
                                 ctx, param)  # fmt: skip
    return value.lower()


@media.command(cls=_ManyValues)
@click.argument("master", type=click.Path(path_type=Path))
@click.option("--channel", "channels", multiple=True, required=True, help="one or more channel names; may be repeated")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="folder for the deliverables")
@click.option("--subtitles", type=click.Path(path_type=Path), help="SRT, ASS or VTT")
@click.option("--soft", is_flag=True, help="subtitles as a track instead of burnt in")
@click.option("--lang", default="", callback=_tag, help="language of the subtitles and of messages: zh, en, th …")
@click.option(
    "--language",
    default="",
    callback=_tag,
    help="language of label and text (default: that of the subtitles, else the channel's)",
)
@click.option("--fit", type=click.Choice(["auto", "crop", "fill", "pad"]), default="auto", show_default=True)
@click.option("--filing", default="", help="NRTA filing number for the package")
@click.option("--recipient", default="", help="who gets these copies (default: the channel's name)")
@click.option("--title", default="", help="title in publish.json (default: the file's name)")
@click.option("--producer-code", default="", envvar="MANJU_PRODUCER_CODE", help="ContentProducer of the AI label")
@click.option("--produce-id", default="", help="ProduceID of the AI label (default: a new number)")
@of_a_dish
@of_a_studio
@speaks_of_content
def render(
    *, master: Path, channels: tuple[str, ...], out: Path, subtitles: Path | None, soft: bool, lang: str, language: str,
    fit: Any, filing: str, recipient: str, title: str, producer_code: str, produce_id: str, dish: Dish,
    studio_wanted: str, as_json: bool,
) -> int:  # fmt: skip
    """All deliverables of one master, checked and packed, each a marked copy; exit 1 when a check fails."""
    studio = open_studio(studio_wanted)
    from manju.copies.delivering import deliver_copies
    from manju.media import package
    from manju.media.channels import profile
    from manju.media.deliver import Order
    from manju.media.label.aigc import AigcLabel

    code = producer_code or studio.producer_code
    if not code:
        raise Failure(
            "producer_code_missing",
            Words(
                "缺少内容生成者编码，AI 标识不能写。", "The producer code is missing; the AI label cannot be written."
            ),
            Words(
                "在工作室设置里填写，或加 --producer-code。", "Set it in the studio's settings, or add --producer-code."
            ),
        )
    label = AigcLabel("1", code, produce_id or uuid.uuid4().hex)
    known = _in_force(studio)
    wanted = or_fail(lambda: [known.get(name) or profile(name) for name in dict.fromkeys(channels)])
    # zh and en alone only choose the language of messages: a Douyin label stays Chinese for an English speaker
    language = language or (lang if subtitles or lang.split("-", maxsplit=1)[0] not in ("zh", "en") else "")
    over = dish.for_order(master)
    orders = [
        Order(p, language or p.language, recipient or p.name, label, fit, subtitles, burn_in=not soft, **over)
        for p in wanted
    ]
    bar = Bar(quiet=as_json)
    made = or_fail(lambda: deliver_copies(studio, master, orders, out, progress=bar.show))
    bar.done()
    documents = []
    for m in made:
        facts = package.Facts(title=title or master.stem, episode=None, description="", topics=(), filing_number=filing)
        packed = package.pack(m, facts, out) if m.report.passed else None
        documents.append(
            {
                "channel": m.order.profile.name, "path": str(m.video), "width": m.width, "height": m.height,
                "duration_s": m.duration_s, "loudness_lufs": m.loudness_lufs, "true_peak_dbtp": m.true_peak_dbtp,
                "copy_id": m.copy_id, "recipient": m.order.recipient, "language": m.order.language,
                "cover": str(m.cover) if m.cover else None, "subtitles": str(m.subtitles) if m.subtitles else None,
                "sha256": m.sha256, "package": str(packed) if packed else None, "qc": m.report.as_json(),
            }
        )  # fmt: skip
    if as_json:
        print_json({"deliverables": documents})
    else:
        for m, document in zip(made, documents, strict=True):
            click.echo(f"{m.order.profile.title}  {m.width}×{m.height}  {m.duration_s:.1f} s  {document['path']}")
            _print_checks(m.report.as_json(), failures_only=m.report.passed)
            if document["package"]:
                click.echo(f"  {say('交付包', 'Package')}: {document['package']}")
    return 0 if all(m.report.passed for m in made) else 1


@media.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--channel", required=True)
@click.option("--master", type=click.Path(path_type=Path), help="hold picture, sound and length against this master")
@click.option("--language", default="", help="language of the visible label (default: any)")
@of_a_studio
@speaks
def qc(
    *, file: Path, channel: str, master: Path | None, language: str, studio_wanted: str, as_json: bool
) -> int:  # fmt: skip
    """Read a finished file back; exit 1 when a check fails."""
    from manju.media.channels import profile
    from manju.media.probe import probe_master
    from manju.media.quality import Master, read_back

    def check() -> Any:
        wanted = _of_home(studio_wanted).get(channel) or profile(channel)
        original = Master(master, probe_master(master)) if master else None
        return read_back(file, wanted, language=language or None, master=original)

    report = or_fail(check).report
    if as_json:
        print_json(report.as_json())
    else:
        _print_checks(report.as_json())
    return 0 if report.passed else 1


@media.command()
@of_a_studio
@speaks
def channels(studio_wanted: str, as_json: bool) -> int:
    """The channel profiles in force today, with the studio's own figures where it has put some."""
    from manju.media.channels import profiles
    from manju.media.channels.profiles import as_json as profile_json

    known = (_of_home(studio_wanted) or profiles()).values()
    if as_json:
        print_json({"channels": [profile_json(p) for p in known]})
        return 0
    for p in known:
        click.echo(
            f"{p.name:16} {p.title}  {p.width}×{p.height}  {p.duration_min_s:g}–{p.duration_max_s:g} s  "
            f"{p.loudness_lufs:g} LUFS  {p.true_peak_dbtp:g} dBTP  {p.valid_from}"
            f"{'  ' + say('自己的数字：', 'own figures: ') + ', '.join(p.overridden) if p.overridden else ''}"
        )
    return 0


def _in_force(studio: Studio) -> dict[str, Profile]:
    from manju.distribution.own_figures import in_force
    from manju.people.scope import in_studio

    with in_studio(studio):
        return in_force()


def _of_home(studio_wanted: str) -> dict[str, Profile]:
    """The profiles of the home's studio; none in a home without one, which is not made for the asking."""
    from manju.site.setup import has_database

    if not studio_wanted and not has_database():
        return {}
    try:
        return _in_force(open_studio(studio_wanted))
    except Failure as failure:
        if studio_wanted or failure.code != "studio_unclear":
            raise
        return {}  # of several studios, nobody said which: the shipped figures


def _print_checks(report: dict[str, Any], *, failures_only: bool = False) -> None:
    marks = {True: "✓", False: "✗", None: "·"}
    for check in report["checks"]:
        if failures_only and check["ok"] is not False:
            continue
        note = check["note"]["zh" if say("zh", "en") == "zh" else "en"] if check["note"] else ""
        click.echo(f"  {marks[check['ok']]} {check['name']:16} {check['value']}  ({check['limit']})  {note}")
