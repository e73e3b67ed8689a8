"""The page on which anyone in the studio checks a file against its proof: nothing of either is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from manju.people.access import may_view
from manju.proof.certificates import trusted_of
from manju.proof.digests import Digests, digests_of, digests_of_bytes
from manju.proof.verification import LARGEST_PROOF, Verdict, verify_bytes
from manju.seals.actions import NO_PEM
from manju.words import Words

Upload = UploadedFile[Any]  # Any: of bytes, as Django's stubs leave open
COMMAND: Final = "manju evidence verify"
LARGEST: Final = 500_000_000
"""Bytes that are hashed while the reader waits, a few seconds; larger files are for the command."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the page says of a file and its proof."""

    name: str
    digests: Digests
    verdict: Verdict

    @property
    def headline(self) -> Words:
        v = self.verdict
        if not v.valid:
            return Words("对不上：这份证明不成立", "It does not hold")
        if v.level == "authority":
            return Words("成立：{t} 时文件就是这样", "It holds: the file was this on {t}").fill(
                t=_moment(v.sealed_at or "")
            )
        return Words("成立，但只有工作室自己的日志作证", "It holds, on the word of the studio's own log only")


@require_http_methods(["GET", "HEAD", "POST"])
@may_view("see")
def verify_page(request: HttpRequest) -> HttpResponse:
    """Drop a file and its proof, read the verdict in words."""
    if request.method != "POST":
        return render(request, "seals/verify.html", {"command": COMMAND})
    file, proof = request.FILES.get("file"), request.FILES.get("proof")
    problem, answer = _missing(file, proof), None
    if problem is None and file is not None and proof is not None:
        try:
            pinned = request.FILES.get("certificate")
            trusted = trusted_of(pinned.read(LARGEST_PROOF)) if pinned is not None else []
            digests = _digests(file)
            answer = Answer(
                file.name or "", digests, verify_bytes(digests, proof.read(LARGEST_PROOF + 1), trusted=trusted)
            )
        except ValueError:
            problem = NO_PEM
    context = {"a": answer, "problem": problem, "command": COMMAND}
    return render(request, "seals/verify.html", context, status=422 if problem else 200)


def _moment(said: str) -> str:
    """A time as people of the studio read it."""
    return f"{timezone.localtime(datetime.fromisoformat(said)):%Y-%m-%d %H:%M}"


def _missing(file: Upload | None, proof: Upload | None) -> Words | None:
    if file is None or proof is None:
        return Words("文件和它的证明都要选。", "Choose both the file and its proof.")
    if (file.size or 0) > LARGEST:
        return Words(
            "文件超过 500 MB，请在这台机器上用命令核验：manju evidence verify 文件 证明",
            "The file is over 500 MB; check it on this machine by command: manju evidence verify FILE PROOF",
        )
    return None


def _digests(file: Upload) -> Digests:
    if isinstance(file, TemporaryUploadedFile):
        return digests_of(Path(file.temporary_file_path()))
    return digests_of_bytes(file.read())
