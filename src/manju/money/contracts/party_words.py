"""What the sides of a licence are called, and how companies and their short names are written."""

from __future__ import annotations

import re
from typing import Final

ZH_LICENSEE: Final = ("被授权方", "被许可方", "被授权人", "被许可人", "被授权商", "受权方", "被授予方")
ZH_LICENSOR: Final = ("授权方", "许可方", "授权人", "许可人", "授予方", "授权商")
EN_LICENSOR: Final = ("licensor", "licenser", "grantor")
EN_LICENSEE: Final = ("licensee", "grantee")
LEAN_LICENSOR: Final = (
    "版权方", "著作权人", "权利方", "版权人", "权利人", "版权所有方", "版权所有人", "作者", "创作方", "原作者", "内容方", "供片方", "ip方", "画师", "工作室", "出让方", "漫画家",
    "studio", "artist", "author", "owner", "creator", "proprietor", "rights holder", "rightsholder", "rights owner", "copyright owner", "composer", "producer of the series",
)  # fmt: skip
LEAN_LICENSEE: Final = (
    "平台方", "平台", "运营方", "出版方", "出版社", "品牌方", "制作方", "发行方", "使用方", "代理方", "经销商", "受让方", "经营方", "开发方", "合作方", "生产方", "厂商", "制造商", "播出方", "客户",
    "publisher", "platform", "distributor", "manufacturer", "developer", "brand", "producer", "agent", "operator", "broadcaster", "customer", "client", "company", "network",
)  # fmt: skip
UNSURE: Final = frozenset(
    {"著作权人", "权利人", "版权人", "作者", "工作室", "平台", "客户", "厂商", "出版社"}
)  # sides only where declared
COMPANY: Final = re.compile(
    r"(?!(?:贵|本|我|该|兹|同意))[\u4e00-\u9fff（）()·&A-Za-z]{2,40}?(?:有限责任公司|股份有限公司|有限公司|集团公司|株式会社|(?<![贵本我该])公司|(?<![我本贵])工作室|(?<![我本贵])出版社(?!有限|股份)|事务所|合伙企业[（(]有限合伙[）)]|(?:集团|中心|传媒)(?![\u4e00-\u9fff]))"
    r"|(?:(?!(?:This|Between|By|And|The|To|From|Licensor|Licensee|Agreement|Re|Dear)\b)[A-Z][\w&'.\-]*|\d+)(?:[ ,]+(?:[A-Z][\w&'.\-]*|&|of|the|\([A-Z][\w ]+\)))*?(?:,?\s(?:Co\.,?\s?Ltd\.?|Co\.|Company|Limited|LIMITED|Ltd\.?|LTD\.?|Inc\.?|INC\.?|LLC|L\.L\.C\.|Corp(?:oration|\.)?|GmbH|K\.K\.|Pte\.? Ltd\.?|PLC|S\.A\.|B\.V\.|BV|LLP|Studios?|Press|Pictures|Media|Group))+(?![\w])"
)
_QUOTE: Final = r"[\"“”「『]"
DEFINED_ZH: Final = re.compile(
    r"[（(]\s*(?:以下|下|在本(?:合同|协议)中)?(?:统)?(?:简|合)?称(?:为|作)?[:：]?\s*([^）)]{1,40})[）)]|(?:以下|下文)(?:简)?称(?:为|作)?[:：]?\s*[\"“「『]([^\"”」』]{1,14})[\"”」』]"
)
DEFINED_EN: Final = re.compile(
    r"\(\s*(?:hereinafter|hereafter|the|referred|being|as|each|collectively|together|\")[^()]{0,90}\)|(?:hereinafter|hereafter)[^\"]{0,40}\"[^\"]{2,40}\""
)
