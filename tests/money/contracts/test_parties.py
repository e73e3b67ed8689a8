"""Who is licensor and who is licensee."""

from __future__ import annotations

from manju.money.contracts.parties import find_parties


def test_a_line_for_both_signatures_does_not_make_the_sides_one() -> None:
    found = find_parties(
        [
            "甲方：上海浮云动画有限公司（“版权方”）",
            "乙方：义乌市小满玩具有限公司",
            "甲方同意乙方将漫剧《星河旅人》的形象用于毛绒玩具。乙方应向甲方支付保底金人民币伍拾万元整。",
            "甲方（盖章）：        乙方（盖章）：",
        ]
    )
    assert (found.licensor, found.licensee) == ("上海浮云动画有限公司", "义乌市小满玩具有限公司")


def test_a_company_that_signs_an_authorisation_is_its_licensor() -> None:
    found = find_parties(
        ["兹授权杭州云觅文化传播有限公司（以下简称“被授权人”）使用本公司的形象。", "授权人：成都山海漫画工作室（盖章）"]
    )
    assert found.licensor == "成都山海漫画工作室"
