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
    "平台方", "平台", "运营方", "运营商", "翻拍方", "改编方", "联名方", "主办方", "出版方", "出版社", "品牌方", "制作方", "发行方", "使用方", "代理方", "经销商", "受让方", "经营方", "开发方", "合作方", "生产方", "厂商", "制造商", "播出方", "客户",
    "publisher", "platform", "distributor", "manufacturer", "developer", "brand", "producer", "agent", "operator", "broadcaster", "customer", "client", "company", "network",
)  # fmt: skip
UNSURE: Final = frozenset(
    {"著作权人", "权利人", "版权人", "作者", "工作室", "平台", "客户", "厂商", "出版社"}
)  # sides only where declared
COMPANY: Final = re.compile(
    r"株式会社[\u4e00-\u9fff\u3040-\u30ffA-Za-z]{2,12}|(?!(?:贵|本|我|该|兹|同意))[\u4e00-\u9fff（）()·&A-Za-z]{2,40}?(?:有限责任公司|股份有限公司|有限公司|集团公司|株式会社|(?<![贵本我该])公司|(?<![我本贵])工作室|(?<![我本贵])出版社(?!有限|股份)|事务所|合伙企业[（(]有限合伙[）)]|(?:集团|中心|传媒)(?![\u4e00-\u9fff]))"
    r"|(?:(?!(?:This|Between|By|And|The|To|From|Licensor|Licensee|Agreement|Re|Dear)\b)[A-Z][\w&'.\-]*|\d+)(?:[ ,]+(?:[A-Z][\w&'.\-]*|&|of|the|\([A-Z][\w ]+\)))*?(?:,?\s(?:Co\.,?\s?Ltd\.?|Co\.|Company|Limited|LIMITED|Ltd\.?|LTD\.?|SARL|SAS|AG|AB|AS|Oy|SpA|S\.p\.A\.|N\.V\.|Sdn\.? Bhd\.?|Pty\.?|Inc\.?|INC\.?|LLC|L\.L\.C\.|GMBH|S\.r\.l\.|Srl|S\.R\.L\.|Corp(?:oration|\.)?|GmbH|K\.K\.|Pte\.? Ltd\.?|PLC|S\.A\.|B\.V\.|BV|LLP|Studios?|Press|Pictures|Media|Group))+(?![\w])"
)
_QUOTE: Final = r"[\"“”「『]"
DEFINED_ZH: Final = re.compile(
    r"[（(]\s*(?:以下|下|在本(?:合同|协议)中)?(?:统)?(?:简|合)?称(?:为|作)?[:：]?\s*([^）)]{1,40})[）)]|(?:以下|下文)(?:简)?称(?:为|作)?[:：]?\s*[\"“「『]([^\"”」』]{1,14})[\"”」』]"
)
DEFINED_EN: Final = re.compile(
    r"\(\s*(?:hereinafter|hereafter|the|referred|being|as|each|collectively|together|\")[^()]{0,90}\)|(?:hereinafter|hereafter)[^\"]{0,40}\"[^\"]{2,40}\""
)

# How a text votes on the side written ×: pattern, votes for licensor, votes for licensee.
VOTES: Final = [
    (re.compile(pattern, re.IGNORECASE), licensor, licensee)
    for pattern, licensor, licensee in (
        (
            r"×(?!不得|无权|不可|未经)(?:同意|现|特|兹|将|在此|依法|愿意|作为[^,，。]{0,20}[,，]?){0,3}[^,，。;；]{0,12}(?:授权|许可|授予)(?!方|人|期|区|产|费|金|书|商|作|形|内|范|标|素|使用费|品|I)",
            2,
            0,
        ),
        (r"(?:授权|许可|授予|允许)(?:给)?×", 0, 3),
        (r"×不得(?:将|把)[^,，。;；]{0,8}(?:授权|许可|权利)[^,，。;；]{0,4}(?:转|再|分|让)", 0, 3),
        (r"×(?:制作|创作|出品|绘制)有?[^,，。;；]{0,8}《", 1, 0),
        (r"(?:交|送|报|经)×[^,，。;；]{0,4}(?:书面)?(?:审定|审核|审批|监修|认可|同意|批准)", 2, 0),
        (r"×[^,，。;；]{0,20}(?:获得|取得|经|接受)[^,，。;；]{0,20}(?:授权|许可)", 0, 2),
        (
            r"向×[^,，。;；]{0,12}(?:支付|缴纳|交付|结算|提交|报送|提供)[^。;；]{0,14}(?:费|金|款|版税|分成|报表|样品|结算单)",
            3,
            0,
        ),
        (
            r"×[^。;；]{0,20}(?:应|须|需|将|同意)[^。;；]{0,20}支付[^。;；]{0,14}(?:授权|许可|版税|保底|使用费|分成|版权)",
            0,
            3,
        ),
        (r"×[^。;；]{0,16}(?:系|是|为|享有|拥有|合法持有)[^。;；]{0,40}(?:著作权|版权|知识产权|权利人|全部权利)", 2, 0),
        (
            r"×,?\s(?:hereby\s)?(?:grants?|licen[sc]es?|authori[sz]es?|agrees to (?:grant|license)|has agreed to (?:grant|license))\b",
            4,
            0,
        ),
        (r"(?:grants?|licen[sc]es?|authori[sz]es?)(?: to)? (?:the )?×", 0, 4),
        (r"(?:granted|licensed) by (?:the )?×", 3, 0),
        (r"× (?:shall|will|agrees to|must|undertakes to) (?:[a-z]+ )?pay\b", 0, 3),
        (r"(?:pay|paid|payable|remit|remitted|account)(?: to)? (?:the )?×", 3, 0),
        (
            r"× (?:is|are) the (?:sole |exclusive |legal |owner|creator|author|proprietor|copyright)|× (?:owns|controls|created)\b",
            2,
            0,
        ),
        (
            r"× (?:wishes|desires|wants|would like) to (?:use|obtain|acquire|manufacture|publish|produce|develop|adapt)",
            0,
            3,
        ),
        (r"×[^。;；]{0,10}(?:希望|拟|有意)[^。;；]{0,20}(?:使用|获得|取得|开发|生产)", 0, 2),
    )
]
