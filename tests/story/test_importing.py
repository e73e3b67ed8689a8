"""Bibles by other hands: what is understood lands in its field, and nothing of the document is lost."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manju.story.errors import StoryError
from manju.story.importing import unpacking
from manju.story.importing.reading import Imported, read_any, read_text

from .foreign import notion_export, png, word_document, zipped

ZH = """# 《潮汐档案》IP 圣经

## 一、故事梗概
一座会退潮的城。

## 二、人物
### 许听潮 / Xu Tingchao（女主）
- 别名：听潮、潮姑娘
- **出生**：1908年5月4日
- 血型：AB
- 绝不说：“没事”、“算了”
- 每句最多 18 字

### 阿蛮
| 项目 | 内容 |
|---|---|
| 身份 | 船工 |
| 出生 | 光绪末年 |

## 人物关系
- 阿蛮 → 许听潮：师兄，叫她“小潮”

## 地点
- 白堤：城北的老堤

## 时间线
1. 1931年9月3日：白堤决口——淹了三条街
2. 公元前44年3月15日 旧碑立起

## 译名表
| 原文 | 英文 | 备注 |
|---|---|---|
| 退潮 | ebb | 不译 low tide |

## 龙套
船工甲、卖鱼的
"""
EN = """# The Ebb Files — Series Bible

## Dramatis personae

**Tess Marlow** (harbour pilot, b. 4 May 1908). Counts waves under her breath.

**Old Bram** (dredger, d. 1931).

## Chronology

3 September 1931
: The White Dyke. Three streets under water.

## Odds and ends
Nobody in this town owns an umbrella.
"""


@pytest.fixture
def read(tmp_path: Path):
    def from_bytes(data: bytes | str, name: str = "bible.md") -> Imported:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return read_any(path)

    return from_bytes


def whole(found: Imported) -> str:
    return json.dumps(found.bible.plain(), ensure_ascii=False)


def test_a_chinese_document_is_understood_section_by_section(read) -> None:
    found = read(ZH)
    bible = found.bible
    assert bible.title == {"zh": "潮汐档案"}
    assert bible.synopsis == {"zh": "一座会退潮的城。"}
    tide, man = bible.characters
    assert (tide.id, tide.names, tide.role) == ("xu-tingchao", {"zh": "许听潮", "en": "Xu Tingchao"}, "女主")
    assert (tide.aliases, str(tide.born)) == (["听潮", "潮姑娘"], "1908-05-04")
    assert tide.dialogue_style.never_says == ["没事", "算了"]
    assert (man.role, man.born, man.notes) == ("船工", None, "出生：光绪末年")
    (relation,) = bible.relations
    assert (relation.from_, relation.to, relation.kind, relation.calls) == ("阿蛮", "xu-tingchao", "师兄", ["小潮"])
    assert [(e.name, e.kind, e.text) for e in bible.world] == [("白堤", "地点", "城北的老堤")]
    assert [(str(e.date), e.name, e.text) for e in bible.timeline] == [
        ("1931-09-03", "白堤决口", "淹了三条街"), ("-0043-03-15", "旧碑立起", "时间：公元前44年3月15日"),
    ]  # fmt: skip
    assert [(t.source, t.target, t.note) for t in bible.glossary] == [("退潮", {"en": "ebb"}, "不译 low tide")]
    assert bible.extras == ["船工甲", "卖鱼的"]


def test_what_fits_no_field_stands_in_the_notes_and_is_listed(read) -> None:
    found = read(ZH)
    assert "血型：AB" in found.bible.characters[0].notes
    told = {leaf.text for leaf in found.unread}
    assert {"血型：AB", "出生：光绪末年"} <= told
    assert all(text in whole(found) for text in told if "\n" not in text)


def test_english_prose_is_understood(read) -> None:
    found = read(EN)
    assert found.bible.title == {"en": "The Ebb Files"}
    pilot, dredger = found.bible.characters
    assert (pilot.names, pilot.role, str(pilot.born)) == ({"en": "Tess Marlow"}, "harbour pilot", "1908-05-04")
    assert pilot.notes == "Counts waves under her breath."
    assert (dredger.role, str(dredger.died)) == ("dredger", "1931")
    assert [(str(e.date), e.name, e.text) for e in found.bible.timeline] == [
        ("1931-09-03", "The White Dyke", "Three streets under water.")
    ]
    assert "Nobody in this town owns an umbrella." in found.bible.notes


def test_gb18030_and_utf_16_are_read_as_text(read) -> None:
    assert read(ZH.encode("gb18030")).bible == read(ZH).bible
    assert read(ZH.encode("utf-16")).bible == read(ZH).bible


def test_a_notion_export_keeps_its_tree_its_databases_and_its_pictures(read) -> None:
    found = read(notion_export(), "Export.zip")
    assert found.counts() == {
        "characters": 2, "world": 0, "timeline": 1, "relations": 1, "conflicts": 0, "glossary": 0, "images": 1,
    }  # fmt: skip
    tide, man = found.bible.characters
    assert (tide.names, str(tide.born), tide.personality) == ({"zh": "许听潮"}, "1908-05-04", "话少，记性好。")
    assert (man.names, man.role) == ({"zh": "阿蛮"}, "船工")
    sha256 = hashlib.sha256(png(7)).hexdigest()
    assert [(i.sha256, i.path, i.kind) for i in tide.images] == [(sha256, "images/立绘.png", "立绘")]
    assert found.pictures == {sha256: png(7)}
    assert found.bible.relations[0].calls == ["小潮"]
    for text in ("一座会退潮的城。", "星座: 双鱼", "补画灯塔"):
        assert text in "\n".join([found.bible.notes, tide.notes])


def test_a_word_document_of_any_style_is_read_with_boxes_headers_and_pictures(read) -> None:
    found = read(word_document(), "设定.docx")
    assert found.bible.title == {"zh": "潮汐档案"}
    (tide,) = found.bible.characters
    assert (tide.names, tide.role) == ({"zh": "许听潮", "en": "Xu Tingchao"}, "女主")
    assert (tide.personality, tide.appearance.costumes) == ("话少", ["蓑衣", "胶靴"])
    assert tide.dialogue_style.catch_phrases == ["潮会退的", "慢一点"]
    assert [image.sha256 for image in tide.images] == [hashlib.sha256(png(9)).hexdigest()]
    for text in ("年龄：二十三", "她记得每一次涨潮。", "文本框里的一句话", "内部资料 编号 77"):
        assert text in tide.notes + found.bible.notes


def test_our_own_markdown_edited_by_hand_is_still_read(read) -> None:
    from manju.story.writing.markdown import markdown_of
    from manju.story.writing.outline import lay_out

    from .bibles import lamp

    edited = markdown_of(lay_out(lamp()), paths={}).replace("沙哑", "清亮") + "\n## 附录\n\n手写的一行。\n"
    found = read(edited).bible
    assert [c.names for c in found.characters] == [c.names for c in lamp().characters]
    assert found.characters[0].voice == "清亮"
    assert (found.timeline[0].name, str(found.timeline[0].date)) == ("灯塔失火", "1932-11-02")
    assert found.relations[0].calls == ["丫头"]
    assert "手写的一行。" in found.notes


def test_two_pictures_of_one_name_keep_both(read) -> None:
    files = {"人物/甲.md": "# 甲\n- 性格：稳\n\n![](1/a.png)", "人物/乙.md": "# 乙\n- 性格：急\n\n![](2/a.png)",
             "人物/1/a.png": png(1), "人物/2/a.png": png(2)}  # fmt: skip
    found = read(zipped(files), "vault.zip")
    images = [image for one in found.bible.characters for image in one.images]
    assert {image.sha256 for image in images} == {hashlib.sha256(png(n)).hexdigest() for n in (1, 2)}
    assert len({image.path for image in images}) == 2


line = st.text(alphabet=st.sampled_from("沈灯潮aZ9 ：:|-#*_[]()、，。=→\"'&<>\\`~"), min_size=1, max_size=14)
marks = st.sampled_from(
    ["# ", "## ", "### ", "- ", "  - ", "", "> ", "| ", "**性格**：", "人物\n\n", "## 人物\n\n### ", "## 时间线\n- "]
)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(marks, line, st.integers(0, 9999)), max_size=8))
def test_whatever_the_lines_are_every_word_of_them_is_found_again(lines: list[tuple[str, str, int]]) -> None:
    words = [f"灯{number:04d}火" for _, _, number in lines]
    text = "\n\n".join(f"{mark}{around}{word}{around}" for (mark, around, _), word in zip(lines, words, strict=True))
    found = whole(read_text(f"{text}\n", "x.md", {}))
    assert [word for word in words if word in text and word not in found] == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 ...", "wrong_type"),
        (b"\x89PNG\r\n\x1a\n....", "wrong_type"),
        (b"PK\x03\x04broken", "damaged"),
        (zipped({"../../etc/passwd.md": "# x"}), "unsafe_archive"),
        (zipped({"photo.jpg": b"\xff\xd8\xff"}), "wrong_type"),
        (bytes(range(256)) * 40, "wrong_type"),
    ],
    ids=["empty", "pdf", "picture", "broken zip", "path outside", "zip without pages", "noise"],
)  # fmt: skip
def test_what_is_no_bible_is_refused_in_both_languages(read, data: bytes, code: str) -> None:
    with pytest.raises(StoryError) as refused:
        read(data)
    assert refused.value.code == code
    assert refused.value.message.zh
    assert refused.value.hint.en


def test_a_zip_that_unpacks_to_too_much_is_refused_by_its_real_size(
    read, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(unpacking, "BYTES_MAX", 10_000)
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.md", "长" * 100_000)
    with pytest.raises(StoryError) as refused:
        read_any(path)
    assert refused.value.code == "too_large"


def test_a_json_bible_finds_its_pictures_beside_it(tmp_path: Path) -> None:
    sha256 = hashlib.sha256(png(3)).hexdigest()
    document = {"format": "manju-bible/1", "title": {"zh": "灯"}, "characters": [],
                "images": [{"sha256": sha256, "path": "images/key.png"}]}  # fmt: skip
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "key.png").write_bytes(png(3))
    (tmp_path / "b.json").write_text(json.dumps(document))
    found = read_any(tmp_path / "b.json")
    assert (found.pictures, found.unread) == ({sha256: png(3)}, ())


def test_plain_text_with_labels_on_lines_of_their_own_is_understood(read) -> None:
    cast = "CHARACTERS\n\nTess Marlow\nRole: Pilot\nAge: 23\n\n"
    text = f"Title: The Ebb Files\n\nSYNOPSIS\nA city with a tide.\n\n{cast}TIMELINE\n1931-09-03: The White Dyke\n"
    found = read(text, "bible.txt")
    (tess,) = found.bible.characters
    assert (found.bible.title, found.bible.synopsis) == ({"en": "The Ebb Files"}, {"en": "A city with a tide."})
    assert (tess.names, tess.role, tess.notes) == ({"en": "Tess Marlow"}, "Pilot", "Age: 23")
    assert [(str(e.date), e.name) for e in found.bible.timeline] == [("1931-09-03", "The White Dyke")]


def test_in_a_list_of_labelled_lines_only_a_name_begins_a_character(read) -> None:
    found = read("## 人物\n\n- 姓名：许听潮\n- 年龄：23岁\n- 定位：女主\n\n- 姓名：阿蛮\n- 年龄：30\n")
    assert [(one.names["zh"], one.notes) for one in found.bible.characters] == [
        ("许听潮", "年龄：23岁"), ("阿蛮", "年龄：30"),
    ]  # fmt: skip
