"""What a licence can be for: the categories of goods and uses, with the words contracts use for them."""

from __future__ import annotations

import re
from typing import Final

CATEGORIES: Final[dict[str, re.Pattern[str]]] = {
    name: re.compile(pattern)
    for name, pattern in {
        "games/mobile": r"手机游戏|手游|移动(?:端)?游戏|小游戏|mobile (?:role-playing |puzzle |card |strategy )*games?|smartphone games?|ios and android games?",
        "games": r"(?<!手机)(?<!移动)游戏|桌游|\b(?:video |pc |console |online |board |card |browser )?games?\b",
        "toys/figures": r"手办|公仔|人偶|雕像|可动人形|(?:拼装|静态|比例|手办|合金|树脂|塑胶)模型|盲盒|\b(?:figures?|figurines?|statues?|model kits?|blind[- ]box(?:es)?)\b(?! (?:set|shown|in|of|are|is|for))",
        "toys": r"玩具|毛绒|积木|拼图|\b(?:toys?|plush(?:es)?|puzzles?|building blocks|dolls?)\b",
        "apparel": r"服装|服饰|t恤|卫衣|衣帽|鞋|帽子|童装|\b(?:apparel|clothing|garments?|t-shirts?|hoodies|footwear|shoes|headwear|socks)\b",
        "stationery": r"文具|笔记本|贺卡|手账|明信片|\b(?:stationery|notebooks?|greeting cards?|postcards|pens)\b",
        "accessories": r"徽章|钥匙扣|挂件|饰品|箱包|背包|立牌|吧唧|\b(?:accessor(?:y|ies)|key ?chains?|badges|bags|backpacks|jewell?ery|phone cases|acrylic stands?|pins)\b|手机壳",
        "home": r"家居|家纺|床品|杯具|马克杯|水杯|抱枕|\b(?:homeware|house ?wares?|bedding|mugs?|drinkware|cushions|tumblers)\b",
        "food/tea": r"茶饮|奶茶|茶叶|茶包|\bteas?\b|bubble tea|milk tea",
        "food": r"食品|饮料|零食|糖果|月饼|饼干|巧克力|\b(?:foods?|beverages?|snacks?|confectionery|candy|chocolates?|biscuits|mooncakes?|drinks)\b",
        "cosmetics": r"化妆品|美妆|彩妆|护肤|口红|面膜|\b(?:cosmetics?|make-?up|skin ?care|lipsticks?|fragrances?|beauty products)\b",
        "publishing": r"图书|出版物|漫画书|漫画单行本|画册|设定集|小说|纸质|\b(?:books?|comic books?|graphic novels?|manga volumes|art ?books?|novels?|novelis\w+|print edition)\b|单行本",
        "audio": r"有声(?:书|剧|读物)|广播剧|\b(?:audio ?books?|audio dramas?|podcasts?|radio dramas?)\b",
        "music": r"音乐|歌曲|原声|配乐|主题曲|\b(?:music|songs?|soundtracks?|musical works?|theme songs?|compositions?)\b",
        "remake": r"翻拍|真人(?:剧|版|短剧|电影)|改编(?:成|为)|影视(?:剧)?(?:改编|作品)|电视剧|网络剧|网剧|院线|(?<!微)电影|动画(?:片|番|化|电影|剧集|连续剧)|\b(?:remakes?|live[- ]action|screen adaptation|film adaptation|television series|tv series|motion picture|feature film|animated (?:series|film|feature))\b",
        "distribution": r"信息网络传播|独播|播映|播放|点播|上线播出|首播|\b(?:stream(?:ing)?|video[- ]on[- ]demand|vod|svod|avod|broadcast(?:ing)?|exhibit on the platform|distribution of the (?:series|episodes))\b",
        "collectibles": r"\bblockchain tokens?\b|\btokens\b|数字藏品|数字收藏|nft|收藏卡|集换式|\b(?:digital collectibles?|nfts?|trading cards?|collectible cards?)\b",
        "avatars": r"虚拟形象|数字人|虚拟主播|头像|表情包|\b(?:avatars?|digital humans?|virtual (?:humans?|influencers?|idols?|hosts?)|stickers|emojis?)\b",
        "advertising": r"广告|代言|宣传推广(?:活动)?|营销活动|联名(?:活动)?|品牌(?:合作|联名)|快闪|\b(?:advertis\w+|advertorial|endorsement|promotional campaign|marketing campaign|campaign|co-brand\w*|brand collaboration)\b",
        "events": r"主题(?:乐园|展|餐厅|咖啡|店)|展览|演唱会|舞台剧|沉浸式|剧本杀|密室|\b(?:theme parks?|exhibitions?|stage (?:play|show|musical)s?|escape rooms?|pop-up|live events?|themed? caf[eé])\b",
    }.items()
}

PHYSICAL: Final = frozenset(
    {
        "toys/figures",
        "toys",
        "apparel",
        "stationery",
        "accessories",
        "home",
        "food/tea",
        "food",
        "cosmetics",
        "publishing",
    }
)

TERRITORIES: Final[dict[str, re.Pattern[str]]] = {
    code: re.compile(pattern)
    for code, pattern in {
        "WORLD": r"全球|全世界|whole world|entire world|世界范围|世界各地|\b(?:worldwide|the world|throughout the world|the universe|global(?:ly)?)\b",
        "CN": r"全国|华东|华南|华北|华中|西南地区|江浙沪|(?:江苏|浙江|广东|湖南|湖北|四川|福建|山东|河南|上海|北京)(?=、|省|市内|地区|及|和)|中国(?!香港|澳门|台湾|法律|籍|国际|著作权法|版权保护|民法)(?:大陆|内地|境内|地区)?|中华人民共和国(?!法律|著作权法|民法|民法典|仲裁|相关)(?:境内|大陆)?|大陆地区|国内|\b(?:mainland china|people's republic of china|p\.?r\.?c\.?|prc|china)\b(?! (?:law|international))",
        "HK": r"香港|\bhong kong\b", "MO": r"澳门|\bmacao|macau\b", "TW": r"台湾|\btaiwan\b", "JP": r"日本|\bjapan\b", "KR": r"韩国|\b(?:south )?korea\b",
        "US": r"美国|\b(?:united states|u\.s\.a?\.?|usa)\b|(?<![\w$])us(?=,| and| only)", "CA": r"加拿大|\bcanada\b", "GB": r"英国|\b(?:united kingdom|uk|great britain)\b",
        "SG": r"新加坡|\bsingapore\b", "MY": r"马来西亚|\bmalaysia\b", "TH": r"泰国|\bthailand\b", "VN": r"越南|\bvietnam\b", "ID": r"印度尼西亚|印尼|\bindonesia\b",
        "PH": r"菲律宾|\bphilippines\b", "SEA": r"东南亚|\bsoutheast asia|south-east asia|asean\b", "EU": r"欧盟|\beuropean union\b", "FR": r"法国|\bfrance\b", "DE": r"德国|\bgermany\b",
        "NA": r"北美|\bnorth america\b", "EUROPE": r"欧洲|\beurope\b", "ASIA": r"亚洲|\basia\b(?!-)", "AU": r"澳大利亚|\baustralia\b", "IN": r"(?<!印)印度(?!尼)|\bindia\b",
        "SE": r"瑞典|\bsweden\b", "NO": r"挪威|\bnorway\b", "DK": r"丹麦|\bdenmark\b", "FI": r"芬兰|\bfinland\b", "NL": r"荷兰|\b(?:the )?netherlands\b", "BE": r"比利时|\bbelgium\b",
        "CH": r"瑞士|\bswitzerland\b", "AT": r"奥地利|\baustria\b", "PL": r"波兰|\bpoland\b", "PT": r"葡萄牙(?!语|文)|\bportugal\b", "IE": r"爱尔兰|\bireland\b", "NZ": r"新西兰|\bnew zealand\b",
        "RU": r"俄罗斯|\brussia\b", "TR": r"土耳其|\bturk(?:ey|iye)\b", "SA": r"沙特|\bsaudi arabia\b", "AE": r"阿联酋|\bunited arab emirates|u\.?a\.?e\.?\b", "ZA": r"南非|\bsouth africa\b", "AR": r"阿根廷|\bargentina\b",
        "CL": r"智利|\bchile\b", "CO": r"哥伦比亚|\bcolombia\b", "KH": r"柬埔寨|\bcambodia\b", "MM": r"缅甸|\bmyanmar\b", "LA": r"老挝|\blaos\b", "AFRICA": r"非洲|\bafrica\b", "NORDICS": r"北欧|\bnordic", "OCEANIA": r"大洋洲|\boceania\b",
        "BR": r"巴西|\bbrazil\b", "MX": r"墨西哥|\bmexico\b", "ES": r"西班牙|\bspain\b", "IT": r"意大利|\bitaly\b", "LATAM": r"拉丁美洲|拉美|\blatin america\b", "MENA": r"中东|\bmiddle east\b",
    }.items()
}  # fmt: skip

LANGUAGES: Final[dict[str, re.Pattern[str]]] = {
    code: re.compile(pattern)
    for code, pattern in {
        "*": r"所有语[言种]|全部语[言种]|各语种|不限语[言种]|\ball languages\b|\bany (?:and all )?languages?\b|every language",
        "zh-Hans": r"简体(?:中文)?|simplified chinese", "zh-Hant": r"繁体(?:中文)?|traditional chinese",
        "zh": r"(?<!简体)(?<!繁体)中文|汉语|普通话|国语|国语配音|(?<!simplified )(?<!traditional )\bchinese\b(?= (?:language|version|and|\(|only|edition)|[.,;)]|$)|\bmandarin\b",
        "en": r"英[文语]|\benglish\b", "ja": r"日[文语]|\bjapanese\b", "ko": r"韩[文语]|\bkorean\b", "th": r"泰[文语]|\bthai\b", "vi": r"越南[文语]|\bvietnamese\b",
        "id": r"印尼[文语]|\bbahasa\b|\bindonesian\b", "fr": r"法[文语]|\bfrench\b", "de": r"德[文语]|\bgerman\b", "es": r"西班牙[文语]|\bspanish\b", "pt": r"葡萄牙[文语]|\bportuguese\b",
        "ms": r"马来[文语]|\bmalay\b", "yue": r"粤语|\bcantonese\b", "ru": r"俄[文语]|\brussian\b", "ar": r"阿拉伯[文语]|\barabic\b", "it": r"\bitalian\b",
    }.items()
}  # fmt: skip

RIGHTS: Final[dict[str, re.Pattern[str]]] = {
    name: re.compile(pattern)
    for name, pattern in {
        "reproduction": r"复制|印制|reproduc\w+|\bcopy\b|copying|\bprint\b|\bduplicat\w+",
        "manufacture": r"生产|制造|制作(?!方|单位|人|团队)|加工|manufactur\w+|\bmake\b(?! available)|\bproduce\b|\bproduction of\b",
        "distribution": r"发行|销售|经销|售卖|出售|投放市场|distribut\w+|\bsell\b|\bsale\b|\bselling\b|\bmarket\b|offer(?:ing)? for sale",
        "communication": r"信息网络传播|网络传播|播放|播映|播出|上线|上架|点播|在线传播|传播权|stream\w*|make available|making available|communicat\w+ to the public|transmit|broadcast\w*|exhibit\w*|post(?:ing)? (?:on|to)|host\b",
        "adaptation": r"改编|摄制|翻拍|续写|二次创作|演绎|adapt\w*|remake|derivative works? based|\bdramati[sz]\w+|\bcreate derivative",
        "performance": r"表演权|演出|放映|展览|朗诵|perform\w* (?:publicly|the|in)|public performance|\bdisplay\b|publicly display|exhibit",
        "translation": r"翻译|译制|配音|translat\w+|dub(?:bing)?\b|subtitl\w+",
        "merchandising": r"商品化|衍生品开发|形象使用权|联名|包装|merchandis\w+|\bpackag\w+|\bco-brand\w*",
        "advertising": r"宣传推广|广告|推广使用|代言|advertis\w+|promot\w+",
        "publishing": r"出版|\bpublish\w*|连载|seriali[sz]\w+",
        "development": r"开发|运营|研发|develop\w*|operat\w+",
        "recording": r"录制|灌录|同步|synchroni[sz]\w+|\bsync\b|record\w*",
    }.items()
}  # fmt: skip


def named(text: str, table: dict[str, re.Pattern[str]]) -> list[str]:
    """The names whose words stand in the text, in the table's order.

    >>> named("毛绒玩具和t恤", CATEGORIES)
    ['toys', 'apparel']
    """
    return [name for name, pattern in table.items() if pattern.search(text)]
