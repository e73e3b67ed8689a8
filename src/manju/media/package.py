"""The package of a deliverable: one zip with all that the person who uploads needs, the same bytes every time."""

from __future__ import annotations

import json
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from manju.media.channels import Profile
from manju.media.deliver import Made
from manju.media.label import reading
from manju.media.whole import sha256_of, written_whole

SCHEMA: Final = "manju-publish-1"
FIXED_TIME: Final = (2026, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said about the episode on the channel."""

    title: str
    episode: int | None
    description: str
    topics: tuple[str, ...]
    filing_number: str
    work: str = ""
    subtitles_checked: bool | None = None  # every line by a person; None: nobody knows
    unfiled_because: str = ""  # why an owner let it go out without a number


def pack(made: Made, facts: Facts, folder: Path) -> Path:
    """Write `<name>.zip` in `folder` and return it: video, covers, subtitles, publish.json, checklists.

    Same files in, same bytes out (times fixed, names sorted). The zip appears whole or not at all.
    Only a deliverable whose check passed may be packed.

    Raises:
        ValueError: the check failed: such a file never leaves the house.
    """
    if not made.report.passed:
        raise ValueError("a deliverable that failed its check is never packed")
    stem = made.video.stem
    files = {f"{stem}.mp4": made.video}
    covers = [made.cover] if made.cover else []
    covers += sorted(made.video.parent.glob(f"{stem}.cover-*.jpg"))
    files |= {c.name: c for c in covers}
    if made.subtitles:
        files[made.subtitles.name] = made.subtitles
    document = publish_document(made, facts, files)
    texts = {
        "publish.json": json.dumps(document, ensure_ascii=False, indent=2) + "\n",
        "清单.md": checklist_zh(made.order.profile, document),
        "checklist.md": checklist_en(made.order.profile, document),
    }
    package = folder / f"{stem}.zip"
    with written_whole(package) as beside, zipfile.ZipFile(beside, "w") as archive:
        for entry in sorted([*files, *texts]):
            info = zipfile.ZipInfo(entry, FIXED_TIME)
            info.external_attr = 0o644 << 16
            if entry in texts:
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, texts[entry])
            else:
                with files[entry].open("rb") as source, archive.open(info, "w", force_zip64=True) as target:
                    while piece := source.read(2**20):
                        target.write(piece)
    return package


def publish_document(made: Made, facts: Facts, files: dict[str, Path]) -> dict[str, object]:
    """What goes into publish.json: texts within the channel's limits, disclosure, filing, label, file hashes."""
    profile = made.order.profile
    title, title_cut = fit(facts.title, profile.title_max)
    description, description_cut = fit(facts.description, profile.description_max)
    topics = [re.sub(r"[\s#]+", "", t) for t in facts.topics][: profile.topics_max]
    return {
        "schema": SCHEMA,
        "channel": profile.name,
        "profile_valid_from": profile.valid_from.isoformat(),
        "recipient": made.order.recipient,
        "language": made.order.language,
        "work": facts.work,
        "episode": facts.episode,
        "title": title,
        "description": description,
        "topics": topics,
        "shortened": [name for name, cut in (("title", title_cut), ("description", description_cut)) if cut],
        "filing_number": facts.filing_number or None,
        "filing_demanded": profile.demands_filing,
        "unfiled_because": (facts.unfiled_because or None) if profile.demands_filing else None,
        "disclosure": disclosure(profile),
        "aigc": reading.read(made.video).aigc,
        "video": {
            "file": made.video.name, "width": made.width, "height": made.height, "duration_s": made.duration_s,
            "loudness_lufs": made.loudness_lufs, "true_peak_dbtp": made.true_peak_dbtp,
        },
        "subtitles_checked": facts.subtitles_checked,
        "files": {name: sha256_of(path) for name, path in sorted(files.items())},
        "qc": made.report.as_json(),
    }  # fmt: skip


def disclosure(profile: Profile) -> dict[str, object]:
    """The channel's switches for synthetic content, by the names of its own interface."""
    if profile.name.startswith("youtube"):
        return {"containsSyntheticMedia": True}
    if profile.name == "tiktok":
        return {"is_aigc": True}
    return {"ai_generated": True}


def fit(text: str, limit: int) -> tuple[str, bool]:
    """The text within a channel's limit in characters, cut at the last sentence or word that fits.

    >>> fit("桥上的人。她提灯而来", 6)
    ('桥上的人。', True)
    """
    text = text.strip()
    if len(text) <= limit:
        return text, False
    cut = text[:limit]
    at = max(cut.rfind(c) for c in "。！？!?.；;，, ")
    return (cut[: at + 1].rstrip() if at >= limit // 2 else cut), True


def checklist_zh(profile: Profile, document: dict[str, object]) -> str:
    filing = document["filing_number"] or ("还没有：境内上线前必须补上" if profile.demands_filing else "不需要")
    lines = [
        f"# {profile.title.zh}：上传清单", "",
        f"- [ ] 视频：`{document['video']['file']}`",  # type: ignore[index]  # built above
        f"- [ ] 标题：{document['title']}",
        f"- [ ] 简介：{document['description'] or '—'}",
        f"- [ ] 话题：{'、'.join('#' + str(t) for t in document['topics']) or '—'}",  # type: ignore[attr-defined]
        "- [ ] 封面：上传随包的 cover 图",
        f"- [ ] AI 声明：{profile.disclosure.zh}",
        f"- [ ] 备案号：{filing}",
        *([f"- [ ] 没有备案号，负责人放行：{document['unfiled_because']}"] if document["unfiled_because"] else []),
        *(["- [ ] 字幕：还有没校对的行，先看一遍"] if document["subtitles_checked"] is False else []),
        *(f"- [ ] 注意：{rule.zh}" for rule in profile.rules),
        "- [ ] 发布后把链接填回漫剧的发布日历", "",
    ]  # fmt: skip
    return "\n".join(lines)


def checklist_en(profile: Profile, document: dict[str, object]) -> str:
    filing = document["filing_number"] or (
        "none yet: needed before going live in China" if profile.demands_filing else "not needed"
    )
    lines = [
        f"# {profile.title.en}: upload checklist", "",
        f"- [ ] Video: `{document['video']['file']}`",  # type: ignore[index]  # built above
        f"- [ ] Title: {document['title']}",
        f"- [ ] Description: {document['description'] or '—'}",
        f"- [ ] Topics: {', '.join('#' + str(t) for t in document['topics']) or '—'}",  # type: ignore[attr-defined]
        "- [ ] Cover: upload the cover picture of this package",
        f"- [ ] AI disclosure: {profile.disclosure.en}",
        f"- [ ] Filing number: {filing}",
        *([f"- [ ] Without a number, allowed by the owner: {document['unfiled_because']}"]
          if document["unfiled_because"] else []),
        *(["- [ ] Subtitles: some lines are unchecked; watch them first"]
          if document["subtitles_checked"] is False else []),
        *(f"- [ ] Note: {rule.en}" for rule in profile.rules),
        "- [ ] After posting, enter the address in Manju's publishing calendar", "",
    ]  # fmt: skip
    return "\n".join(lines)
