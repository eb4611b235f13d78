"""What names of customers are made of: variant signs, places, kinds of site, numbers, free mail.

Folds further than a search does: 髙 and 高 are two signs to Unicode, and one name to people.
"""

import re
import unicodedata
from typing import Final

from core.search import bare_name, search_key

# Each group: the usual sign, then those that people write for it.
_VARIANTS: Final = (
    *("高髙", "崎﨑嵜碕", "斎齋斉齊", "辺邊邉", "沢澤", "浜濱濵", "広廣", "桜櫻", "島嶋嶌", "国國"),
    *(
        "真眞",
        "恵惠",
        "栄榮",
        "竜龍",
        "滝瀧",
        "曽曾",
        "礼禮",
        "徳德",
        "会會",
        "学學",
        "実實",
        "淵渕",
    ),
    *(
        "吉𠮷",
        "条條",
        "鉄鐵銕",
        "来來",
        "宝寶",
        "当當",
        "関關",
        "円圓",
        "芸藝",
        "総綜總",
        "富冨",
        "薮藪籔",
    ),
    *("黒黑", "豊豐", "壱壹", "弥彌", "万萬", "与與", "蔵藏"),
    *(
        "為爲",
        "亜亞",
        "応應",
        "仏佛",
        "検檢",
        "気氣",
        "鋭銳",
        "静靜",
        "瀬瀨",
        "頼賴",
        "塩鹽",
        "楽樂",
        "薬藥",
    ),
    # Small signs and large ones are one to the ear: キヤノン is said キャノン.
    *(
        "あぁ",
        "いぃ",
        "うぅ",
        "えぇ",
        "おぉ",
        "つっ",
        "やゃ",
        "ゆゅ",
        "よょ",
        "わゎ",
        "けゖヶ",
        "かゕヵ",
    ),
)
_FOLDED = {ord(other): group[0] for group in _VARIANTS for other in group[1:]} | {
    # A word's long end is written or not: サーバー and サーバ.
    ord("ー"): None,
    ord("〜"): None,
    ord("&"): "and",
}
_JAPANESE_SITES = "支店|支社|支部|営業所|出張所|事業所|事業部|工場|本社|本店|オフィス"
_ENGLISH_SITES = r"\b(?:branch|office|plant|factory|headquarters|hq)\b"
_SITE_WORDS = re.compile(f"(?:{_JAPANESE_SITES})(?=$|[\\s)）])|{_ENGLISH_SITES}")
_BRACKETS = re.compile(r"[()\[\]【】「」/]+")
_PLACES = re.compile(
    "北海道|札幌|青森|岩手|盛岡|宮城|仙台|秋田|山形|福島|茨城|水戸|栃木|宇都宮|群馬|高崎|埼玉|大宮|千葉"
    "|東京|新宿|渋谷|品川|丸の内|銀座|神奈川|横浜|川崎|新潟|富山|石川|金沢|福井|山梨|長野|松本|岐阜|静岡|浜松"
    "|愛知|名古屋|豊田|三重|滋賀|京都|大阪|梅田|難波|堺|兵庫|神戸|姫路|奈良|和歌山|鳥取|島根|岡山|広島|山口|徳島"
    "|香川|高松|愛媛|松山|高知|福岡|博多|北九州|小倉|佐賀|長崎|熊本|大分|宮崎|鹿児島|沖縄|那覇"
    "|東北|関東|北陸|中部|東海|近畿|関西|中国|四国|九州|東日本|西日本|北日本|南日本"
    r"|\b(?:tokyo|osaka|nagoya|yokohama|kyoto|kobe|sapporo|sendai|fukuoka|hiroshima|okinawa|shinjuku"
    r"|kansai|kanto|kyushu|hokkaido|east|west|north|south|eastern|western|northern|southern"
    r"|london|new york|singapore|shanghai|seoul|taipei|hong kong|berlin|paris|sydney)\b"
)
# Marks on Latin letters; those on kana (が, ぱ) make another sound.
_ACCENTS = re.compile("[\u0300-\u036f]")
_NUMBERS = re.compile(r"\d+|第[一二三四五六七八九十]+")
# Anybody has an address there: it says nothing of the firm.
FREE_MAIL: Final = frozenset(
    {
        *("gmail.com", "googlemail.com", "yahoo.com", "yahoo.co.jp", "ymail.ne.jp"),
        *("hotmail.com", "hotmail.co.jp", "outlook.com", "outlook.jp", "live.com", "live.jp"),
        *("msn.com", "icloud.com", "me.com", "mac.com", "aol.com", "protonmail.com"),
        *("proton.me", "gmx.com", "gmx.de", "mail.com", "zoho.com", "docomo.ne.jp"),
        *("ezweb.ne.jp", "au.com", "softbank.ne.jp", "i.softbank.jp", "vodafone.ne.jp"),
        *("ymobile.ne.jp", "nifty.com", "biglobe.ne.jp", "so-net.ne.jp", "ocn.ne.jp"),
        *("excite.co.jp", "goo.ne.jp", "infoseek.jp", "qq.com", "163.com", "126.com"),
        *("naver.com"),
    }
)


def likeness_key(bare: str) -> str:
    """Return the search key of a bare name with variant signs, accents and long marks folded.

    Words for sites are left out.
    """
    words = _BRACKETS.sub(" ", _SITE_WORDS.sub(" ", bare))
    plain = _ACCENTS.sub("", unicodedata.normalize("NFD", words))
    return search_key(unicodedata.normalize("NFC", plain)).translate(_FOLDED)


def first_letters(name: str) -> list[str]:
    """Return the letters with which the words begin; typing errors hardly fall on them."""
    return [word[0] for word in re.split(r"[\s\-]+", _BRACKETS.sub(" ", bare_name(name))) if word]


def places_in(bare: str) -> frozenset[str]:
    return frozenset(_PLACES.findall(bare))


def numbers_in(bare: str) -> frozenset[str]:
    return frozenset(_NUMBERS.findall(bare))


def kanji_in(key: str) -> list[str]:
    """Return the Chinese signs of a key, in their order."""
    return [sign for sign in key if "\u4e00" <= sign <= "\u9fff" or sign >= "\U00020000"]


def kana_in(key: str) -> list[str]:
    """Return the hiragana of a key, は, ば and ぱ alike: voicing is mistyped and misread."""
    return [sign for sign in unicodedata.normalize("NFD", key) if "\u3041" <= sign <= "\u3096"]


def firm_domains(addresses) -> frozenset[str]:
    """Return the domains of e-mail addresses that belong to a firm."""
    domains = (each.rpartition("@")[2].strip().lower() for each in addresses if "@" in each)
    return frozenset(each for each in domains if each and each not in FREE_MAIL)
