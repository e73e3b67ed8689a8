"""The channel profiles: every figure dated and sourced, the known figures of 40-distribution to the letter."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from manju.media.channels import ChannelUnknown, Profile, profile, profiles
from manju.media.channels.profiles import ORDER, ProfileInvalid, as_json, read_profile_file, versions

FOLDER = Path(__file__).parents[2] / "src" / "manju" / "media" / "channels"
FIGURES = {f.name for f in fields(Profile)} - {"name", "title", "overridden", "language", "languages", "demands_filing",
                                               "rules", "disclosure", "valid_from", "sources"}  # fmt: skip
UNVERIFIED = "default, unverified"
MIB = 2**20


def test_every_file_is_a_channel_and_every_channel_has_a_file() -> None:
    assert {p.stem for p in FOLDER.glob("*.toml")} == set(ORDER)
    assert [p.name for p in profiles().values()] == list(ORDER)


@pytest.mark.parametrize("name", ORDER)
def test_every_figure_has_a_source_and_a_date(name: str) -> None:
    for version in versions(name):
        assert set(version.sources) >= FIGURES
        assert all(version.sources.values())
        assert version.valid_from <= date(2026, 12, 31)
        assert version.title.zh
        assert version.title.en
        assert version.disclosure.zh
        assert version.disclosure.en


KNOWN: dict[str, dict[str, object]] = {
    "douyin": {"size_max_bytes": 4 * 1024 * MIB, "duration_max_s": 900.0, "title_max": 30, "topics_max": 5,
               "shape": "9:16"},
    "kuaishou": {"title_max": 30, "topics_max": 3, "shape": "9:16"},
    "wechat_channels": {"shape": "9:16"},
    "xiaohongshu": {},
    "hongguo": {"shape": "9:16"},
    "bilibili": {"shape": "16:9"},
    "youtube": {"shape": "16:9"},
    "youtube_shorts": {"shape": "9:16", "duration_max_s": 180.0, "title_max": 100, "description_max": 5000},
    "tiktok": {"shape": "9:16", "duration_min_s": 3.0, "duration_max_s": 600.0, "fps_min": 23.0, "fps_max": 60.0,
               "description_max": 2200},
    "netshort": {"shape": "9:16"},
    "reelshort": {"shape": "9:16", "duration_min_s": 60.0, "duration_max_s": 90.0},
}  # fmt: skip


@pytest.mark.parametrize("name", ORDER)
def test_known_figures_are_those_of_the_specification(name: str) -> None:
    found = profile(name)
    for field, value in KNOWN[name].items():
        assert getattr(found, field) == value, field
        assert found.sources[field] != UNVERIFIED, field


def test_where_no_figure_is_known_the_defaults_stand_and_say_so() -> None:
    for found in profiles().values():
        assert (found.loudness_lufs, found.true_peak_dbtp) == (-14.0, -1.0)
        assert (found.video_codec, found.audio_codec, found.sample_rate) == ("h264", "aac", 48_000)
        assert found.sources["loudness_lufs"] == found.sources["true_peak_dbtp"] == UNVERIFIED


def test_limits_that_the_specification_states_as_bounds() -> None:
    assert profile("kuaishou").cover_max_bytes < 10 * MIB
    assert min(profile("douyin").width, profile("douyin").height) >= 720
    tiktok = profile("tiktok")
    assert 360 <= min(tiktok.width, tiktok.height) <= max(tiktok.width, tiktok.height) <= 4096
    assert any("品牌" in rule.zh for rule in profile("douyin").rules)
    assert any("70" in rule.en for rule in profile("reelshort").rules)


def test_a_channel_is_what_it_was_on_that_day() -> None:
    assert profiles(date(2020, 1, 1)) == {}
    with pytest.raises(ChannelUnknown) as caught:
        profile("douyin", date(2020, 1, 1))
    assert caught.value.code == "channel_unknown"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("width = 1080", "width = 1081"), "both even"),
        (("width = 1080", "width = 1280"), "as width to height"),
        (("fps_min = 20.0", "fps_min = 99.0"), "fps"),
        (("true_peak_dbtp = -1.0", "true_peak_dbtp = 1.0"), "true_peak"),
        (('language = "zh"', 'language = "en"'), "among languages"),
        (("topics_max = 5", "topix_max = 5"), "topics_max, topix_max"),
        (('loudness_lufs = "default, unverified"', ""), "one for every figure"),
    ],
)
def test_a_wrong_profile_names_the_file_and_the_fault(change: tuple[str, str], says: str, tmp_path: Path) -> None:
    text = (FOLDER / "douyin.toml").read_text(encoding="utf-8")
    assert change[0] in text
    (tmp_path / "douyin.toml").write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(ProfileInvalid, match=r"douyin\.toml \(2025-09-01\)") as caught:
        read_profile_file(tmp_path / "douyin.toml")
    assert says in str(caught.value)


def test_json_has_the_contracts_fields_and_plain_values() -> None:
    document = as_json(profile("douyin"))
    assert document["safe_zone"] == {"left": 0.06, "top": 0.08, "right": 0.16, "bottom": 0.2}
    assert document["valid_from"] == "2025-09-01"
    assert "40-distribution" in document["source"]
