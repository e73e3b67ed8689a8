"""How text is folded before it is asked anything: one width, one case, set phrases that only look like a negation taken out."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

OPEN_LIST: Final = "◇"  # stands for "including but not limited to": a list that is not closed

TRADITIONAL: Final = str.maketrans(
    "權許獨專屬區域語種類範圍費稅後發計報結賬帳審閱證義務違約賠償責擔終續優劇畫動漫會員產銷營運項條款雙應須經書麵簽訂終給與對樣標準質轉讓衍維護訓練數據學習識別聲說電視頻網絡絡間內國際臺灣業務單價總額淨實際減扣億萬員圓壹貳陸過還達當並該從為無開關係統構築製創構華進場東風號檔團體長時個們來兩別則點將導據換處變讀獻線壓縮設備環節願歸屬於爭議訴仲裁適選擇協議簡稱",
    "权许独专属区域语种类范围费税后发计报结账账审阅证义务违约赔偿责担终续优剧画动漫会员产销营运项条款双应须经书面签订终给与对样标准质转让衍维护训练数据学习识别声说电视频网络络间内国际台湾业务单价总额净实际减扣亿万员圆壹贰陆过还达当并该从为无开关系统构筑制创构华进场东风号档团体长时个们来两别则点将导据换处变读献线压缩设备环节愿归属于争议诉仲裁适选择协议简称",
)

SET_PHRASES: Final = [
    (re.compile(pattern), by)
    for pattern, by in (
        (r",?\s*(?:which |such |said )?(?:consent |approval |permission )?(?:shall |will |may |is |are |must )?not (?:to )?be unreasonably (?:withheld|delayed|conditioned|refused)(?:,? (?:or|and|nor)? ?(?:unreasonably )?(?:withheld|delayed|conditioned))*", ""),
        (r"[,，]?(?:但)?(?:该等?)?(?:ⓛ|ⓟ)?(?:同意|批准)?不得(?:无理|不合理地?|无故|无正当理由)(?:地)?(?:拒绝|拖延|延迟|保留)(?:或(?:拒绝|拖延|延迟|附加条件))*", ""),
        (r"\(?(?:including|include|includes|included|which includes?),?\s*(?:but (?:is |are |shall )?not (?:be )?limited to|without limit(?:ation|ing)(?: the generality[^,]*)?)\s*\)?,?", f"including {OPEN_LIST} "),
        (r"without limiting (?:the (?:foregoing|generality[^,]*)|any other[^,]*),?|without prejudice to[^,.;]*,?", ""),
        (r"(?:包括|包含|含)(?:但|而)?不(?:仅)?限于", f"包括{OPEN_LIST}"),
        (r"not only|no longer than|not exceeding|not to exceed|(?:shall|may|will|must|does|do|can) not exceed|no more than|not more than", "at most"),
        (r"(?:(?:may|shall|must|will|can)? ?not (?:together |in aggregate |in total )?(?:come|amount|add up) to|(?:may|shall|must|will|can) not (?:together |in aggregate |in total )?be) more than|(?:shall|may|will|must|can) not (?:together|in (?:the )?aggregate|in total|collectively|at any time) exceed", "at most"),
        (r"\b(?:may|shall|must|will|can) not\b((?: (?!not\b)[\w'-]+){1,12}?) (?:by )?more than\b", r"\1 at most"),
        (r"(?:not|no) later than|not after", "within"),
        (r"(?:not|no) less than|not fewer than", "at least"),
        (r"不仅|不但|不只", "除"),
        (r"不(?:得)?(?:超过|超出|高于|多于|大于)", "至多"),
        (r"不(?:得)?(?:少于|低于|小于)", "至少"),
        (r"不(?:得)?(?:迟于|晚于)", "在此之前:"),
        (r"不可抗力", "意外灾害"),
        (r"whether or not", "whether"),
        (r"无论|不论|不管", "凡"),
        (r"not applicable|\bn/a\b", "none"),
    )
]  # fmt: skip


POINTS: Final = [  # full stops that end no sentence
    (re.compile(r"\bU\.\s?S\.(?:A\.)?\s?(?=\$)"), "US"),
    (re.compile(r"\bU\.\s?S\.(?:A\.?)?"), "United States"),
    (re.compile(r"\bP\.\s?R\.\s?C\.?"), "PRC"),
    (re.compile(r"\bP\.\s?R\.\s?(?=China)"), "PR "),
    (re.compile(r"\bi\.e\."), "ie"),
    (re.compile(r"\be\.g\."), "eg"),
]


def folded(text: str) -> str:
    """Lower case, one width, simplified signs of the trade, no spaces between Chinese signs, set phrases taken out.

    >>> folded("Licensor’s consent （not to be unreasonably withheld）； 包括 但不限于 玩具")
    "licensor's consent (); 包括◇玩具"
    """
    return tidy(narrowed(text).lower())


def narrowed(text: str) -> str:
    """One width and one kind of quotes and spaces, case kept."""
    text = unicodedata.normalize("NFKC", text).translate(TRADITIONAL)
    text = re.sub(r"[“”„「」『』«»]", '"', text)
    text = re.sub(r"[’‘`]", "'", text)
    text = re.sub(r"[‐‑‒–—―−]", "-", text)
    for pattern, by in POINTS:
        text = pattern.sub(by, text)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"(?<=[\w)\"]) (?=[.,;:%)](?:\s|$|\")|[，。；：、])", "", text)
    text = re.sub(r"(?<=\w) ?' ?s\b", "'s", text)
    text = re.sub(r"(?<=[a-z])1+(?=[a-z]|\b)|(?<=\b)1(?=[a-z]{3})", lambda found: "l" * len(found.group()), text)
    text = re.sub(r"(?<=[\u3000-\u9fff]) (?=[\u3000-\u9fff0-9])|(?<=[0-9]) (?=[\u3000-\u9fff])", "", text)
    return text.strip()


def tidy(text: str) -> str:
    """Take out the set phrases of `SET_PHRASES` from lower-case text."""
    text = re.sub(r"(?<=\d)\.(?=\d)", "·", text)
    for pattern, by in SET_PHRASES:
        text = pattern.sub(by, text)
    return re.sub(r" {2,}", " ", text).strip()
