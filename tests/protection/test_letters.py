"""Letters say what the law asks for, and name what is missing instead of leaving it out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from manju.protection.deadlines import due, rules_for
from manju.protection.letters import Case, Holder, as_html, as_pdf, as_text, letter_for
from manju.protection.platforms import ORDER, platform, platforms
from manju.words import Words

HOLDER = Holder("青灯文化有限公司", "91110108MA01", "北京市海淀区 1 号", "林栖", "010-5550 0000", "rights@example.com")
CASE = Case(
    works=(Words("《长夜灯》第 7 集", "Lamp of the Long Night, episode 7"),),
    account="@剧爽快看",
    url="https://example.com/v/1",
    found_on=date(2026, 11, 20),
    pieces=(Words("00:00.4–00:10.8 对应原片 00:41.2–00:52.1", "00:00.4–00:10.8 shows 00:41.2–00:52.1 of the work"),),
    certificates=("国作登字-2026-I-0081724",),
    original_urls=("https://example.com/lamp/7",),
    report_number="T-000093",
    suspect_sha256="ab" * 32,
)
TODAY = date(2026, 11, 21)


@pytest.mark.parametrize("name", ORDER)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_platform_has_a_letter_in_both_languages_without_a_gap_when_all_is_known(name, language) -> None:
    letter = letter_for(platform(name), CASE, HOLDER, language=language, today=TODAY)
    text = as_text(letter)
    assert letter.is_whole
    assert letter.missing == ()
    assert "missing" not in text
    assert "【缺" not in text
    assert "{" not in text
    for said in ("https://example.com/v/1", "国作登字-2026-I-0081724", "T-000093", "00:41.2–00:52.1", HOLDER.email):
        assert said in text
        assert said in as_html(letter)


def test_a_dmca_notice_holds_the_two_statements_word_for_word() -> None:
    """As YouTube asks for them in the body of a mail (Help, answer 6005900), after 17 U.S.C. 512(c)(3)(A)(v)-(vi)."""
    text = as_text(letter_for(platform("youtube"), CASE, HOLDER, language="en", today=TODAY))
    assert (
        "I have a good faith belief that the use of the material in the manner complained of is not authorized by the "
        "copyright owner, its agent, or the law." in text
    )
    assert "under penalty of perjury, I am the owner, or an agent authorized to act on behalf of the owner" in text


def test_a_chinese_notice_names_its_law_and_its_assurance() -> None:
    text = as_text(letter_for(platform("douyin"), CASE, HOLDER, language="zh", today=TODAY))
    assert "《信息网络传播权保护条例》第十四条" in text
    assert "第一千一百九十五条" in text
    assert "2026 年 11 月 21 日" in text


def test_what_is_missing_is_marked_in_the_text_and_listed_with_the_place_to_fill_it_in() -> None:
    empty = replace(CASE, url="", certificates=(), account="")
    letter = letter_for(platform("douyin"), empty, Holder(name="青灯"), language="zh", today=TODAY)
    assert not letter.is_whole
    assert "【缺：侵权内容的网址】" in as_text(letter)
    assert {(m.name.zh, m.where, m.must) for m in letter.missing} >= {
        ("权利人地址", "holder", True),
        ("侵权内容的网址", "case", True),
        ("登记证书号", "certificates", False),
    }


def test_a_letter_never_says_whose_copy_it_was() -> None:
    """Who leaked is between the studio and its customer; a platform does not need it."""
    for name in ORDER:
        text = as_text(letter_for(platform(name), CASE, HOLDER, language="en", today=TODAY))
        assert "copy handed" not in text
        assert "recipient" not in text.lower()


def test_markup_in_a_name_stays_text() -> None:
    wicked = replace(HOLDER, name="<script>x</script> #let a = 1")
    letter = letter_for(platform("other"), CASE, wicked, language="en", today=TODAY)
    assert "<script>" not in as_html(letter)
    assert as_pdf(letter).startswith(b"%PDF")


def test_the_same_letter_is_the_same_pdf() -> None:
    letter = letter_for(platform("bilibili"), CASE, HOLDER, language="zh", today=TODAY)
    assert as_pdf(letter) == as_pdf(letter)


def test_every_platform_says_where_its_data_comes_from_and_knows_its_deadlines() -> None:
    known = platforms(date(2026, 12, 1))
    assert tuple(known) == ORDER
    for p in known.values():
        assert p.sources["how"]
        assert all(f == "" or p.sources[name] for name, f in (("form", p.form), ("email", p.email)))
        assert p.form == "" or p.form.startswith("https://")
        events = ("found", "filed", "dispute", "appeal", "counter_notice")
        met = {r.name for e in events for r in rules_for(p, e, on=date(2026, 12, 1))}
        assert met == set(p.deadlines)


def test_a_content_id_dispute_is_due_in_thirty_days_and_an_appeal_in_seven() -> None:
    youtube = platform("youtube")
    [dispute] = rules_for(youtube, "dispute", on=TODAY)
    [appeal] = rules_for(youtube, "appeal", on=TODAY)
    assert due(dispute, on=date(2026, 11, 20)) == date(2026, 12, 20)
    assert due(appeal, on=date(2026, 11, 20)) == date(2026, 11, 27)


def test_a_counter_notice_leaves_ten_american_working_days_abroad_and_fifteen_days_in_china() -> None:
    [abroad] = rules_for(platform("tiktok"), "counter_notice", on=TODAY)
    [home] = rules_for(platform("douyin"), "counter_notice", on=TODAY)
    assert due(abroad, on=date(2026, 12, 21)) == date(2027, 1, 6)  # Christmas and New Year, both Fridays, are left out
    assert due(home, on=date(2026, 11, 20)) == date(2026, 12, 5)


def test_a_limitation_of_three_years_ends_on_the_same_day() -> None:
    [limit] = rules_for(platform("douyin"), "found", on=TODAY)
    assert due(limit, on=date(2026, 11, 20)) == date(2029, 11, 20)
    assert due(limit, on=date(2028, 2, 29)) == date(2031, 2, 28)
