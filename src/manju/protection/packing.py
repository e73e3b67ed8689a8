"""What leaves the house about a stolen copy: the report of a finding, the letter of a case, all of it as a zip."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Final

from django.utils import timezone

from manju.distribution.models import Publication
from manju.protection import letters
from manju.protection.keeping import kept_result, seen_of
from manju.protection.letters import Letter
from manju.protection.models import Case, Certificate, Finding, Holder
from manju.protection.report import Occasion, Suspect, trace_report
from manju.protection.results import Result
from manju.words import LANGUAGES, Language, Words

__all__ = ["letter_of", "pack_of", "report_of"]

FILM: Final = Words("漫剧{m}", "the comic drama {m}")
ZIP_TIME: Final = (2026, 1, 1, 0, 0, 0)


def report_of(finding: Finding, *, language: Language) -> bytes | None:
    """The trace report of a finding; None before it was traced.

    Raises:
        MediaError: `glyph_missing`.
    """
    result = kept_result(finding)
    if result is None or finding.traced_at is None:
        return None
    case = finding.case
    suspect = Suspect(
        finding.name, finding.sha256, finding.size_bytes, case.platform.title if case else None,
        case.account if case else "", case.url if case else "",
        case.found_on if case else None,
    )  # fmt: skip
    occasion = Occasion(finding.number, finding.studio.name, timezone.localtime(finding.traced_at))
    return trace_report(result, suspect, occasion, language=language, sights=seen_of(finding, result))


def letter_of(case: Case, *, language: Language, today: date | None = None) -> Letter:
    """The takedown letter of a case in one language, with what is missing named."""
    findings = list(Finding.objects.listed().filter(case=case).order_by("pk"))
    results = [(f, r) for f in findings if (r := kept_result(f)) is not None]
    holder = Holder.objects.first()
    return letters.letter_for(
        case.platform,
        _facts(case, findings, results),
        holder.named if holder else letters.Holder(),
        language=language,
        today=today or timezone.localdate(),
    )


def pack_of(case: Case, *, today: date | None = None) -> bytes:
    """Letter (text, HTML, PDF) in both languages, and the reports of the findings, as one zip.

    Raises:
        MediaError: `glyph_missing`.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for language in LANGUAGES:
            letter = letter_of(case, language=language, today=today)
            name = f"letter-{language}" if letter.is_for_sending else f"letter-{language}-for-reading"
            _put(archive, f"{name}.txt", letters.as_text(letter).encode())
            _put(archive, f"{name}.html", letters.as_html(letter).encode())
            _put(archive, f"{name}.pdf", letters.as_pdf(letter))
            for finding in case.findings.select_related("case", "studio").order_by("pk"):
                pdf = report_of(finding, language=language)
                if pdf is not None:
                    _put(archive, f"report-{finding.number}-{language}.pdf", pdf)
    return out.getvalue()


def _facts(case: Case, findings: list[Finding], results: list[tuple[Finding, Result]]) -> letters.Case:
    works: dict[str, Words] = {}
    for _, result in results:
        for master in result.masters:
            kind = Words("美术作品{m}", "the artwork {m}") if result.is_picture else FILM
            works.setdefault(master.name.zh, kind.fill(m=master.name))
    return letters.Case(
        works=tuple(works.values()) or (FILM.fill(m=Words(f"《{case.title}》", case.title)),),
        account=case.account,
        url=case.url,
        found_on=case.found_on,
        pieces=tuple(p for _, result in results for p in _pieces(result)),
        certificates=tuple(_certificates(findings)),
        original_urls=tuple(case.original_urls.splitlines() or _published(findings)),
        report_number=", ".join(f.number for f, _ in results),
        suspect_sha256=", ".join(f.sha256 for f, _ in results),
    )


def _pieces(result: Result) -> list[Words]:
    if result.is_picture:
        return [Words("图片就是{m}", "The picture is {m}").fill(m=m.name) for m in result.masters]
    return [
        Words("{a} 对应{m} {b}", "{a} shows {b} of {m}").fill(
            a=_span(s.suspect_start_s, s.suspect_end_s), b=_span(s.master_start_s, s.master_end_s), m=m.name
        )
        for m in result.masters
        for s in m.segments
    ]


def _certificates(findings: list[Finding]) -> list[str]:
    """Numbers for the properties that the findings show."""
    properties = {
        f.master.master.episode.season.work.of_property_id for f in findings if f.master and f.master.master
    }  # fmt: skip
    return list(Certificate.objects.filter(of_property__in=properties).values_list("number", flat=True))


def _published(findings: list[Finding]) -> list[str]:
    """Where the studio itself has posted the episodes, the earliest first."""
    episodes = {f.master.master.episode_id for f in findings if f.master and f.master.master}
    rows = Publication.objects.filter(deliverable__episode__in=episodes).exclude(url="").exclude(state="withdrawn")
    return list(dict.fromkeys(rows.order_by("posted_at").values_list("url", flat=True)))[:3]


def _span(start: float, end: float) -> str:
    return f"{_clock(start)}–{_clock(end)}"


def _clock(seconds: float) -> str:
    tenths = max(0, int(seconds * 10 + 1e-6))
    return f"{tenths // 600:02}:{tenths // 10 % 60:02}.{tenths % 10}"


def _put(archive: zipfile.ZipFile, name: str, raw: bytes) -> None:
    info = zipfile.ZipInfo(name, ZIP_TIME)
    info.external_attr = 0o644 << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, raw)
