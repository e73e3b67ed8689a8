"""`manju evidence verify`: whether a proof holds for a file, from nothing but the two; no home, no network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from manju.cli.saying import or_fail, print_json, speaks
from manju.words import say

if TYPE_CHECKING:
    from manju.proof.verification import Verdict

FILE = click.Path(path_type=Path)


@click.command()
@click.argument("file", type=FILE)
@click.argument("proof", type=FILE)
@click.option("--tsa-cert", "certificates", type=FILE, multiple=True,
              help="PEM of an authority that is trusted; may be repeated")  # fmt: skip
@speaks
def verify(*, file: Path, proof: Path, certificates: tuple[Path, ...], as_json: bool) -> int:
    """Check FILE against its PROOF; exit 1 when it does not hold."""
    from manju.proof.verification import verify as judged

    def work() -> Verdict:
        if not certificates:
            return judged(file, proof)
        from manju.proof.certificates import read_trusted

        return judged(file, proof, trusted=read_trusted(certificates))

    verdict = or_fail(work)
    if as_json:
        print_json(verdict.as_json())
    else:
        _tell(verdict)
    return 0 if verdict.valid else 1


def _tell(verdict: Verdict) -> None:
    if not verdict.valid:
        click.echo(say("证明不成立。", "The proof does not hold."))
        for reason in verdict.reasons:
            click.echo(f"  {reason.code}: {reason.message}")
        return
    if verdict.level != "authority":
        click.echo(say("证明成立，但没有外部机构的时间戳。", "The proof holds, but no outside authority gave a time."))
        click.echo(
            say(
                "  只有工作室自己的封存日志担保：证明力弱于时间戳机构，也不能单独证明时间。",
                "  Only the studio's own log vouches: weaker than an authority, and no proof of the time by itself.",
            )
        )
        return
    click.echo(say("证明成立：文件在 {t} 已经存在，之后没有改动。",
                   "The proof holds: the file existed at {t} and has not been changed since.",
                   t=verdict.sealed_at))  # fmt: skip
    click.echo(say("  时间戳机构：{s}", "  Timestamp authority: {s}", s=_plain(verdict.authority.subject or "")))
    click.echo(say("  机构证书 SHA-256：{f}", "  SHA-256 of its certificate: {f}", f=verdict.authority.sha256))
    if verdict.authority.trusted:
        click.echo(say("  由您指定的证书担保。", "  Vouched for by the certificate you gave."))
        if verdict.not_trusted:
            click.echo(say("  另有 {n} 个时间戳不由它担保，没有算数。",
                           "  Other timestamps that it does not vouch for, and that count for nothing: {n}.",
                           n=verdict.not_trusted))  # fmt: skip
    else:
        click.echo(
            say(
                "  没有指定可信的机构证书：只核对了签名与时间戳里的证书一致，机构是谁请自行确认（--tsa-cert）。",
                "  No trusted certificate was given: the signature fits the certificate in the timestamp, but whose it "
                "is you must judge yourself (--tsa-cert).",
            )
        )


def _plain(text: str) -> str:
    """A name from a stranger's certificate, without what a terminal would obey."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)
