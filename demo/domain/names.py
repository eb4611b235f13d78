"""Made-up names: companies that sound real and are not, and people at them."""

from collections.abc import Sequence
from itertools import islice

import numpy as np

# Two given parts make a name: what no register holds, and what the company does.
STEMS: Sequence[str] = (
    *("碧楓", "凛海", "暁織", "燈和", "白樺台", "朝凪", "瑞沢", "蒼嶺", "柊野", "千紡"),
    *("月見坂", "汐音", "若葉崎", "花霞", "八雲台", "風見野", "北凌", "東雲野", "清流館", "翠晶"),
    *(
        "葵原",
        "霧ヶ峠",
        "雪灯",
        "陽だまり野",
        "星ヶ浦",
        "椿坂",
        "常磐台",
        "澄川原",
        "彩雲台",
        "結葉",
    ),
    *(
        "久遠坂",
        "蓮見野",
        "真砂浜",
        "銀杏坂",
        "水鏡",
        "紬野",
        "鈴懸野",
        "遥峰",
        "琥珀台",
        "早瀬ヶ丘",
    ),
    *("橙和", "松韻", "梢", "空木平", "萌黄", "茜丘", "朔風", "浪華橋", "鶴翼", "杜若"),
    *("あさぎ野", "こもれび台", "みおつくし", "ひいらぎ坂", "はるか野", "オルテア", "ルミナール"),
    *("ソラヴィオ", "カナタリア", "ミラノワ"),
)
TRADES: dict[str, Sequence[str]] = {
    "graduate_season": ("製作所", "電機", "化学工業", "商事", "建設", "鉄道"),
    "multi_site": (
        "フーズ",
        "ケアサービス",
        "ストアーズ",
        "ロジスティクス",
        "警備保障",
        "ホテルズ",
    ),
    "specialist_agents": ("システムズ", "テクノロジーズ", "バイオ", "設計", "メディカル", "総研"),
    "side_duty": ("工務店", "印刷", "食品", "精機", "製菓", "織物"),
}
LONG_NAME = (
    "一般社団法人 全国地域医療連携推進・介護人材育成支援機構 "
    "首都圏統括本部 採用企画センター(旧 東日本福祉キャリア財団)"
)

SURNAMES: Sequence[tuple[str, str]] = (
    *(("佐藤", "sato"), ("鈴木", "suzuki"), ("高橋", "takahashi"), ("田中", "tanaka")),
    *(("渡辺", "watanabe"), ("伊藤", "ito"), ("中村", "nakamura"), ("小林", "kobayashi")),
    *(("山本", "yamamoto"), ("加藤", "kato"), ("吉田", "yoshida"), ("山田", "yamada")),
    *(("佐々木", "sasaki"), ("松本", "matsumoto"), ("井上", "inoue"), ("木村", "kimura")),
    *(("清水", "shimizu"), ("林", "hayashi"), ("斎藤", "saito"), ("森", "mori")),
    *(("池田", "ikeda"), ("橋本", "hashimoto"), ("石川", "ishikawa"), ("前田", "maeda")),
    *(("藤田", "fujita"), ("岡田", "okada"), ("長谷川", "hasegawa"), ("村上", "murakami")),
    *(("近藤", "kondo"), ("石井", "ishii"), ("坂本", "sakamoto"), ("遠藤", "endo")),
)
GIVEN_NAMES: Sequence[tuple[str, str]] = (
    *(("結衣", "yui"), ("陽子", "yoko"), ("健太", "kenta"), ("美咲", "misaki")),
    *(("大輔", "daisuke"), ("直樹", "naoki"), ("恵", "megumi"), ("翔太", "shota")),
    *(("真由美", "mayumi"), ("拓也", "takuya"), ("彩", "aya"), ("誠", "makoto")),
    *(("久美子", "kumiko"), ("亮", "ryo"), ("香織", "kaori"), ("浩二", "koji")),
    *(("千尋", "chihiro"), ("隆", "takashi"), ("由紀", "yuki"), ("智子", "tomoko")),
    *(("慎也", "shinya"), ("綾乃", "ayano"), ("修", "osamu"), ("奈々", "nana")),
)


def company_names(segments: Sequence[str], rng: np.random.Generator) -> list[str]:
    """Return a name for each account, no two alike, of a trade that suits its segment."""
    endless = {key: _all_names(trades, rng) for key, trades in sorted(TRADES.items())}
    return [next(endless[segment]) for segment in segments]


def _all_names(trades, rng):
    """Yield every stem once with some trade, then every stem with the next one, and so on."""
    stems = rng.permutation(STEMS).tolist()
    for round_ in range(len(trades)):
        for place, stem in enumerate(stems):
            name = stem + trades[(place + round_) % len(trades)]
            yield f"{name}株式会社" if rng.random() < 0.3 else f"株式会社{name}"


def person_names(count: int, rng: np.random.Generator) -> list[tuple[str, str]]:
    """Return (name, its letters before the @) of `count` people, no two alike."""
    pairs = rng.permutation(len(SURNAMES) * len(GIVEN_NAMES)).tolist()
    return list(islice(map(_person, pairs), count))


def _person(pair):
    surname, given = SURNAMES[pair // len(GIVEN_NAMES)], GIVEN_NAMES[pair % len(GIVEN_NAMES)]
    return f"{surname[0]} {given[0]}", f"{surname[1]}.{given[1]}"
