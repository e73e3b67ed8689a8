"""Looking at a master: what is in it, a poster, a waveform, and a small film where browsers cannot play the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from django.conf import settings

from manju.catalogue.actions import accept_master, refuse_master
from manju.catalogue.models import Master
from manju.jobs.registry import Working, job
from manju.media.errors import MediaError
from manju.media.poster import poster
from manju.media.preview import make_preview, plays_in_browsers
from manju.media.probe import Probe, probe_master
from manju.media.waveform import waveform
from manju.media.whole import written_whole
from manju.words import Words

POSTER_WIDTH: Final = 720


@job("catalogue.inspect_master", title=Words("检查母版", "Check a master"), priority=10, time_limit_s=2 * 3600)
def inspect_master(working: Working, master_id: int) -> None:
    """Decide whether a received master can be used. Nothing happens when that is decided already."""
    master = Master.objects.select_related("episode").get(pk=master_id)
    if master.state != Master.State.RECEIVED:
        return
    try:
        working.report(0.02, Words("读取文件", "Reading the file"))
        facts = probe_master(master.path)
        working.report(0.15, Words("挑选封面帧", "Choosing a poster"))
        shown = _folder("posters", master) / f"{master.pk}.jpg"
        poster(master.path, facts, shown, width=min(POSTER_WIDTH, facts.width), cancelled=working.cancelled)
        working.report(0.3, Words("画声波", "Drawing the waveform"))
        heard = _folder("waveforms", master) / f"{master.pk}.json"
        with written_whole(heard) as beside:
            beside.write_text(json.dumps(waveform(master.path, facts, cancelled=working.cancelled)), encoding="ascii")
        small = "" if plays_in_browsers(facts) else _under_media(_make_preview(working, master, facts))
    except MediaError as why:
        with working.writing():
            refuse_master(master, why, by=None)
        working.result(refused=why.code)
        return
    made = {"poster": _under_media(shown), "waveform": _under_media(heard), "preview": small}
    with working.writing():
        accept_master(master, by=None, probe=facts.as_json(), **made)
    working.report(1.0, Words("母版可用", "The master is ready"))


def _make_preview(working: Working, master: Master, facts: Probe) -> Path:
    out = _folder("previews", master) / f"{master.pk}.mp4"
    said = Words("做预览", "Making a preview")
    make_preview(
        master.path,
        facts,
        out,
        progress=lambda share: working.report(0.4 + 0.6 * share, said),
        cancelled=working.cancelled,
    )
    return out


def _folder(name: str, master: Master) -> Path:
    folder = Path(settings.MEDIA_ROOT) / name / str(master.studio_id)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _under_media(path: Path) -> str:
    return str(path.relative_to(settings.MEDIA_ROOT))
