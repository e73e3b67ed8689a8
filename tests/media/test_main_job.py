"""The main job, checked by looking at what came out with other eyes than the code's own."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from manju.media.cover import AS_FOUND
from manju.media.deliver import Fit, Made, Order, deliver
from manju.media.errors import Cancelled, MediaError
from manju.media.label import writing
from manju.media.label.aigc import AigcLabel
from manju.media.label.reading import read
from manju.media.package import Facts, pack
from manju.media.poster import poster
from manju.media.probe import probe
from media.clips import PLAIN, clip, gray_frames, tiny_profile

pytestmark = pytest.mark.media

LABEL = AigcLabel("1", "001191110000MA01", "ep-1")
UPSTREAM = AigcLabel("2", "generator-9", "job-5", "r1")
VERTICAL, HORIZONTAL = tiny_profile("douyin"), tiny_profile("youtube")
THIRDS = (  # white, grey and black thirds from left to right
    "geq=lum='if(lt(X,W/3),235,if(lt(X,2*W/3),126,16))':cb=128:cr=128"
)
BLACK = "drawbox=color=black:t=fill"
FITS: tuple[Fit, ...] = ("crop", "fill", "pad")


def order(profile=VERTICAL, language: str = "zh", **more: object) -> Order:
    return Order(profile, language, profile.name, LABEL, **(PLAIN | more))  # type: ignore[arg-type]


def thirds(folder: Path, size: str = "320x180") -> Path:
    return clip(folder / "thirds.mp4", size=size, fps="10", seconds=4, sound=None, video_filter=THIRDS)


@pytest.fixture(scope="module")
def by_fit(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    """One master in every fit, in one render."""
    folder = tmp_path_factory.mktemp("fits")
    made = deliver(thirds(folder), [order(fit=fit) for fit in FITS], folder / "out")
    return dict(zip(FITS, made, strict=True))


def last_frame(made: Made) -> np.ndarray:
    """The last frame's luma: the label is gone by then."""
    return gray_frames(made.video, made.width, made.height)[-1].astype(int)


@pytest.mark.parametrize("fit", FITS)
def test_each_fit_puts_the_picture_where_it_says(fit: Fit, by_fit: dict[str, Made]) -> None:
    made = by_fit[fit]
    picture = last_frame(made)
    middle = picture[160]
    assert (made.width, made.height, picture.shape) == (180, 320, (320, 180))
    if fit == "crop":  # 180 px of a picture scaled to 569 px: the middle third only
        assert picture.min() > 110
        assert picture.max() < 140
        return
    # the whole picture, 180 x 101 px, in the middle: all three thirds in their places
    assert (middle[20] > 225, 115 < middle[90] < 137, middle[160] < 25) == (True, True, True)
    assert picture[112, 20] > 225
    assert picture[207, 20] > 225
    if fit == "pad":
        assert picture[:108].max() <= 20
        assert picture[213:].max() <= 20
    else:  # its own blurred, darkened self above and below: darker than the picture, brighter than black
        assert 60 < picture[60, 90] < 126
        assert 60 < picture[280, 90] < 126
        assert int(np.abs(np.diff(picture[60])).max()) < 12


@pytest.mark.parametrize(("fit", "size"), [("auto", "180x320"), ("crop", "360x640"), ("pad", "90x160")])
def test_a_master_of_the_same_shape_is_only_scaled(fit: Fit, size: str, tmp_path: Path) -> None:
    (made,) = deliver(thirds(tmp_path, size), [order(fit=fit)], tmp_path / "out")
    picture = last_frame(made)
    assert picture[:, 20].min() > 225
    assert picture[:, 160].max() < 25


def test_vertical_master_in_a_wide_channel_is_filled(tmp_path: Path) -> None:
    (made,) = deliver(thirds(tmp_path, "180x320"), [order(HORIZONTAL, "en", fit="fill")], tmp_path / "out")
    picture = last_frame(made)
    assert picture.shape == (180, 320)
    assert picture[90, 115] > 225  # the picture is 101 px wide, from 109 to 210
    assert picture[90, 200] < 25
    assert picture[90, 40] < 200


MEANINGS = {  # how the same green may be stored: matrix and range
    "bt601": ("scale=out_color_matrix=bt601", ("-colorspace", "smpte170m"), ()),
    "bt709": ("scale=out_color_matrix=bt709", ("-colorspace", "bt709"), ()),
    "untagged, small": ("scale=out_color_matrix=bt601", (), ()),
    "full range": ("scale=out_color_matrix=bt709:out_range=pc", ("-colorspace", "bt709", "-color_range", "pc"), ()),
    "full range j": ("scale=out_color_matrix=bt709:out_range=pc,format=yuvj420p", ("-colorspace", "bt709"), ()),
    "bt2020": ("scale=out_color_matrix=bt2020", ("-colorspace", "bt2020nc"), ()),
    "rgb": ("format=gbrp", (), ("-c:v", "ffv1")),
}


@pytest.mark.parametrize("meaning", MEANINGS)
def test_colours_stay_what_they_were(meaning: str, tmp_path: Path) -> None:
    """However the master stores its colours, the BT.709 deliverable shows the same ones."""
    import av

    chain, tags, codec = MEANINGS[meaning]
    source = clip(tmp_path / "green.mkv", size="320x180", fps="10", seconds=4, sound=None,
                  video_filter=f"drawbox=color=0x20C040:t=fill,{chain}",
                  video=codec or ("-c:v", "libx264", "-preset", "ultrafast"), extra=tags)  # fmt: skip
    with av.open(str(source)) as film:
        stored = next(film.decode(video=0)).to_ndarray(format="rgb24")[90, 160].astype(int)
    assert np.abs(stored - (0x20, 0xC0, 0x40)).max() <= 8
    covers = []
    for made in deliver(source, [order(fit=fit) for fit in ("crop", "fill")], tmp_path / "out"):
        with av.open(str(made.video)) as film:
            frames = [f.to_ndarray(format="rgb24") for f in film.decode(video=0)]
            context = film.streams.video[0].codec_context
            assert (int(context.colorspace), int(context.color_range)) == (1, 1)  # BT.709, limited
        assert np.abs(frames[-1][160, 90].astype(int) - stored).max() <= 4
        covers += [made.cover] if made.cover else []
    poster(source, probe(source), tmp_path / "poster.jpg", width=160)
    assert len(covers) == 2
    for picture in (*covers, tmp_path / "poster.jpg"):
        with Image.open(picture) as shown:
            middle = np.array(shown.convert("RGB").getpixel((shown.width // 2, shown.height // 2)))
        assert np.abs(middle - stored).max() <= 5, picture.name


SIGNALS = {
    "quiet": "sine=frequency=440:sample_rate=48000,volume=-45dB",
    "loud and clipped": "sine=frequency=180:sample_rate=48000,volume=30dB",
    "sparse knocks": "aevalsrc='0.9*sin(2*PI*900*t)*exp(-60*mod(t,0.9))':s=48000",
    "speech-like": "anoisesrc=color=pink:seed=7:sample_rate=48000,tremolo=f=3:d=0.9,bandpass=f=900:w=1400",
    "bass and hiss": "aevalsrc='0.6*sin(2*PI*60*t)+0.2*(random(0)-0.5)':s=48000",
    "wide stereo": "aevalsrc='0.5*sin(2*PI*300*t)|0.05*sin(2*PI*3000*t)':s=44100",
}


@pytest.mark.parametrize("signal", SIGNALS)
@pytest.mark.parametrize("seconds", [2.0, 5.0])
def test_loudness_is_within_half_a_unit_and_the_peak_holds(signal: str, seconds: float, tmp_path: Path) -> None:
    from manju.media.loudness import measure

    film = clip(tmp_path / "film.mkv", size="64x64", fps="5", seconds=seconds, sound=SIGNALS[signal],
                audio=("-c:a", "pcm_s16le"))  # fmt: skip
    (made,) = deliver(film, [order(tiny_profile(loudness_lufs=-14.0, true_peak_dbtp=-1.0))], tmp_path / "out")
    heard = measure(made.video)
    assert heard.integrated_lufs == pytest.approx(-14.0, abs=0.5)
    assert heard.true_peak_dbtp is not None
    assert heard.true_peak_dbtp <= -1.0
    assert (made.loudness_lufs, made.true_peak_dbtp) == (heard.integrated_lufs, heard.true_peak_dbtp)
    assert made.report.passed


def test_two_targets_in_one_render_each_get_their_own(tmp_path: Path) -> None:
    film = clip(tmp_path / "film.mp4", size="64x64", fps="5", seconds=3)
    quiet = tiny_profile("bilibili", loudness_lufs=-23.0, true_peak_dbtp=-2.0)
    first, second = deliver(film, [order(), order(quiet)], tmp_path / "out")
    assert first.loudness_lufs == pytest.approx(-14, abs=0.5)
    assert second.loudness_lufs == pytest.approx(-23, abs=0.5)


def test_silence_stays_silent_and_is_not_applicable(tmp_path: Path) -> None:
    film = clip(tmp_path / "film.mp4", size="64x64", fps="5", sound="anullsrc=sample_rate=48000")
    (made,) = deliver(film, [order()], tmp_path / "out")
    values = {c.name: (c.ok, c.value) for c in made.report.checks}
    assert values["loudness"] == values["true_peak"] == (None, "not_applicable")
    assert made.report.passed


LABELLED = ((VERTICAL, "zh"), (HORIZONTAL, "en"), (HORIZONTAL, "fr"))


@pytest.fixture(scope="module")
def on_black(tmp_path_factory: pytest.TempPathFactory) -> list[Made]:
    folder = tmp_path_factory.mktemp("black")
    film = clip(folder / "film.mp4", fps="25", seconds=4, sound=None, video_filter=BLACK)
    return deliver(film, [order(profile, language) for profile, language in LABELLED], folder / "out")


@pytest.mark.parametrize("n", range(len(LABELLED)), ids=[f"{p.name}-{language}" for p, language in LABELLED])
def test_label_is_on_screen_from_the_first_frame_large_and_safe(n: int, on_black: list[Made]) -> None:
    """On black, the label's white ink is all there is: its rows and columns are measured without our own reader."""
    profile, made = LABELLED[n][0], on_black[n]
    frames = gray_frames(made.video, made.width, made.height)
    short = min(made.width, made.height)
    for at, frame in enumerate(frames):
        rows, columns = np.nonzero(frame > 128)
        if at <= 50:  # 0 to 2.0 s
            assert rows.max() - rows.min() + 1 >= 0.05 * short
            assert rows.min() >= profile.safe_zone.top * made.height - 1
            assert columns.min() >= profile.safe_zone.left * made.width - 1
            assert rows.max() <= (1 - profile.safe_zone.bottom) * made.height
            assert columns.max() <= (1 - profile.safe_zone.right) * made.width
        if at >= 76:
            assert rows.size == 0
    seen = next(c for c in made.report.checks if c.name == "label_visible")
    assert seen.ok is True


def _atoms(data: bytes, start: int, end: int):
    """An ISO box walker of the test's own: (kind, body start, end)."""
    while start + 8 <= end:
        size = int.from_bytes(data[start : start + 4], "big")
        head = 8
        if size == 1:
            size, head = int.from_bytes(data[start + 8 : start + 16], "big"), 16
        yield data[start + 4 : start + 8], start + head, start + size
        start += size


def _descend(data: bytes, *path: bytes) -> tuple[int, int]:
    start, end = 0, len(data)
    for kind in path:
        start, end = next((s, e) for k, s, e in _atoms(data, start, end) if k == kind)
    return start, end


def test_metadata_is_the_exact_json_in_keys_and_ilst(by_fit: dict[str, Made]) -> None:
    made = by_fit["crop"]
    data = made.video.read_bytes()
    start, end = _descend(data, b"moov", b"udta", b"meta")
    parts = {k: (s, e) for k, s, e in _atoms(data, start + 4, end)}
    assert data[parts[b"hdlr"][0] + 8 : parts[b"hdlr"][0] + 12] == b"mdta"
    names = [data[s:e] for _, s, e in _atoms(data, parts[b"keys"][0] + 8, parts[b"keys"][1])]
    number = names.index(b"AIGC") + 1
    item = next((s, e) for k, s, e in _atoms(data, *parts[b"ilst"]) if k == number.to_bytes(4, "big"))
    value = next(data[s:e] for k, s, e in _atoms(data, *item) if k == b"data")
    assert value[:4] == b"\0\0\0\1"  # UTF-8
    assert value[8:].decode() == (
        '{"Label": "1", "ContentProducer": "001191110000MA01", "ProduceID": "ep-1", "ReservedCode1": "", '
        '"ContentPropagator": "", "PropagateID": "", "ReservedCode2": ""}'
    )


def test_a_generators_label_is_kept_and_we_enter_as_its_propagator(tmp_path: Path) -> None:
    labelled = tmp_path / "generated.mp4"
    writing.write(thirds(tmp_path), labelled, UPSTREAM)
    (made,) = deliver(labelled, [order()], tmp_path / "out")
    expected = UPSTREAM.as_dict() | {"ContentPropagator": "001191110000MA01", "PropagateID": "ep-1"}
    assert read(made.video).aigc == expected
    assert made.cover is not None
    assert read(made.cover).aigc == expected
    assert probe(labelled).aigc == UPSTREAM.as_dict()


ASS = r"""[Script Info]
ScriptType: v4.00+
[V4+ Styles]
Format: Name, Fontname
Style: Default,Arial
[Fonts]
fontname: evil.ttf
[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:00.50,0:00:02.00,Default,,0,0,0,,{\b1}She <b>came</b> back.
Dialogue: 0,0:00:00.50,0:00:02.00,Default,,0,0,0,,{\p1}m 0 0 l 9 9{\p0}
"""
LONG = "很长的一句台词，长到一行放不下，必须断成几行才行，<script>alert(1)</script>还不能出界。"
SRT = "1\n00:00:00,500 --> 00:00:03,500\n{}\n"


def test_burnt_in_subtitles_stay_inside_the_safe_zone(tmp_path: Path) -> None:
    orders = []
    for n, text in enumerate(("她提灯而来。", LONG)):
        subtitles = tmp_path / f"{n}.srt"
        subtitles.write_text(SRT.format(text), encoding="utf-8")
        orders.append(order(subtitles=subtitles))
    film = clip(tmp_path / "film.mp4", fps="25", seconds=5, sound=None, video_filter=BLACK)
    zone = VERTICAL.safe_zone
    for made in deliver(film, orders, tmp_path / "out"):
        frames = gray_frames(made.video, made.width, made.height)
        rows, columns = np.nonzero(frames[82] > 100)  # the label is gone, the caption is still there
        assert rows.size > 50
        assert rows.max() <= (1 - zone.bottom) * made.height
        assert columns.min() >= zone.left * made.width
        assert columns.max() <= (1 - zone.right) * made.width
        assert not (frames[112] > 100).any()
        assert made.subtitles is None


def test_soft_subtitles_come_as_a_track_and_beside_the_video(tmp_path: Path) -> None:
    subtitles = tmp_path / "en.ass"
    subtitles.write_text(ASS)
    channel = order(HORIZONTAL, "en", subtitles=subtitles, burn_in=False)
    (made,) = deliver(thirds(tmp_path), [channel], tmp_path / "out")
    track = next(s for s in probe(made.video).streams if s.kind == "subtitle")
    assert (track.codec, track.language) == ("mov_text", "eng")
    assert made.subtitles is not None
    assert made.subtitles.read_text(encoding="utf-8") == "1\n00:00:00,500 --> 00:00:02,000\nShe came back.\n\n"


def test_a_missing_glyph_names_the_package_to_install(tmp_path: Path) -> None:
    subtitles = tmp_path / "x.srt"
    subtitles.write_text(SRT.format("\U0001f9ff 𐎀"), encoding="utf-8")
    with pytest.raises(MediaError) as caught:
        deliver(thirds(tmp_path), [order(subtitles=subtitles)], tmp_path / "out")
    assert caught.value.code == "glyph_missing"
    assert all("fonts-noto-cjk" in said for said in (caught.value.hint.zh, caught.value.hint.en))
    assert list((tmp_path / "out").iterdir()) == []


def test_covers_have_the_channels_sizes_and_stay_under_its_limit(tmp_path: Path) -> None:
    channel = tiny_profile(cover_sizes=((180, 320), (120, 160)), cover_max_bytes=9_000)
    (made,) = deliver(thirds(tmp_path), [order(channel, fit="auto", cover=AS_FOUND)], tmp_path / "out")
    covers = sorted((tmp_path / "out").glob("*.jpg"))
    assert [c.name for c in covers] == ["douyin-zh.cover-120x160.jpg", "douyin-zh.cover.jpg"]
    assert [Image.open(c).size for c in covers] == [(120, 160), (180, 320)]
    assert all(c.stat().st_size <= 9_000 for c in covers)
    assert all(read(c).verdict == "compliant" for c in covers)
    assert made.cover == tmp_path / "out" / "douyin-zh.cover.jpg"


FACTS = Facts("桥上的人", 7, "她提灯而来。", ("重生", "# 古 风"), "沪备2026-1")


def test_package_holds_all_that_the_uploader_needs(tmp_path: Path) -> None:
    subtitles = tmp_path / "zh.srt"
    subtitles.write_text(SRT.format("她来了。"), encoding="utf-8")
    (made,) = deliver(thirds(tmp_path), [order(subtitles=subtitles, burn_in=False)], tmp_path / "out")
    packed = pack(made, FACTS, tmp_path)
    with zipfile.ZipFile(packed) as archive:
        names = archive.namelist()
        document = json.loads(archive.read("publish.json"))
        chinese, english = archive.read("清单.md").decode(), archive.read("checklist.md").decode()
        assert archive.read("douyin-zh.mp4") == made.video.read_bytes()
    assert names == ["checklist.md", "douyin-zh.cover.jpg", "douyin-zh.mp4", "douyin-zh.srt", "publish.json", "清单.md"]
    assert (document["title"], document["episode"], document["topics"]) == ("桥上的人", 7, ["重生", "古风"])
    assert document["filing_number"] == "沪备2026-1"
    assert document["disclosure"] == {"ai_generated": True}
    assert document["files"]["douyin-zh.mp4"] == made.sha256
    assert document["aigc"] == LABEL.as_dict()
    assert ("桥上的人" in chinese, "沪备2026-1" in english) == (True, True)
    first = packed.read_bytes()
    assert pack(made, FACTS, tmp_path).read_bytes() == first
    assert sorted(p.name for p in tmp_path.glob(".*")) == []


def test_a_deliverable_that_failed_is_never_packed(tmp_path: Path) -> None:
    (made,) = deliver(thirds(tmp_path), [order(tiny_profile(duration_min_s=60.0))], tmp_path / "out")
    assert [c.name for c in made.report.checks if c.ok is False] == ["duration"]
    with pytest.raises(ValueError, match="never packed"):
        pack(made, FACTS, tmp_path)
    assert not list(tmp_path.glob("*.zip"))


def test_cancelling_leaves_nothing_behind(tmp_path: Path) -> None:
    film = thirds(tmp_path)
    calls = iter(range(10_000))
    with pytest.raises(Cancelled):
        deliver(film, [order()], tmp_path / "out", cancelled=lambda: next(calls) > 3)
    assert list((tmp_path / "out").iterdir()) == []


def test_progress_never_goes_back_and_says_what_is_done(tmp_path: Path) -> None:
    told: list[tuple[float, str]] = []
    deliver(thirds(tmp_path), [order(), order(HORIZONTAL)], tmp_path / "out",
            progress=lambda share, words: told.append((share, words.zh)))  # fmt: skip
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert 0 <= shares[0] < shares[-1] <= 1
    assert {"看母版", "编码 2 份", "回读质检"} <= {words for _, words in told}


def test_two_recipients_of_one_channel_get_files_of_their_own(tmp_path: Path) -> None:
    made = deliver(thirds(tmp_path), [order(), replace(order(), recipient="other")], tmp_path / "out")
    assert [(m.video.name, m.order.recipient) for m in made] == [
        ("douyin-zh.mp4", "douyin"),
        ("douyin-zh-2.mp4", "other"),
    ]
    assert [m.cover.name for m in made if m.cover] == ["douyin-zh.cover.jpg", "douyin-zh-2.cover.jpg"]
    assert [pack(m, FACTS, tmp_path).name for m in made] == ["douyin-zh.zip", "douyin-zh-2.zip"]


def test_same_pictures_for_two_channels_are_encoded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from manju.media import ffmpeg

    runs: list[list[str]] = []
    run = ffmpeg.run

    def noted(arguments: list[str], **more: object) -> str:
        runs.append(list(arguments))
        return run(arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(ffmpeg, "run", noted)
    channels = (order(), order(tiny_profile("kuaishou")), order(tiny_profile("tiktok"), "en"))
    orders = [replace(o, fit="fill") for o in channels]
    made = deliver(thirds(tmp_path), orders, tmp_path / "out")
    assert [m.report.passed for m in made] == [True, True, True]
    assert [m.video.name for m in made] == ["douyin-zh.mp4", "kuaishou-zh.mp4", "tiktok-en.mp4"]
    assert made[0].sha256 == made[1].sha256 != made[2].sha256
    assert [r.count("libx264") for r in runs if "libx264" in r] == [2]
