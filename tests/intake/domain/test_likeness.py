"""Which names are taken for one customer, how firmly and why; and which are not."""

import random

import pytest

from intake.domain.likeness import MOST_OF_ONE_NAME, Named, Pair, Reason, judge, likely_pairs
from intake.domain.name_parts import firm_domains

SAME, FOLDED, VARIANT, NEAR = Reason

LIKE = [
    ("株式会社みなと設備", "株式会社みなと設備", 100, SAME),
    ("株式会社みなと設備", "㈱みなと設備", 97, FOLDED),
    ("青葉物流", "青葉物流株式会社", 97, FOLDED),
    ("（株）青葉物流", "青葉物流 (株)", 97, FOLDED),
    ("有限会社さくら", "合同会社さくら", 97, FOLDED),
    ("カ)アオバブツリュウ", "アオバブツリュウ", 97, FOLDED),
    ("ﾔﾏﾀﾞﾌｰｽﾞ", "ヤマダフーズ有限会社", 97, FOLDED),
    ("やまだフーズ", "ヤマダフーズ", 97, FOLDED),
    ("ＡＢＣ商会", "ABC商会", 97, FOLDED),
    ("Aoba Logistics", "aoba logistics co., ltd.", 97, FOLDED),
    ("Aoba Logistics Company Limited", "AOBA LOGISTICS K.K.", 97, FOLDED),
    ("ABC Corporation", "ABC Corp.", 97, FOLDED),
    ("Aoba-Logistics, Inc.", "Kabushiki Kaisha Aoba Logistics", 97, FOLDED),
    ("O'Neill GmbH", "Oneill LLC", 97, FOLDED),
    ("髙橋製作所", "高橋製作所", 94, VARIANT),
    ("山﨑商店", "山崎商店", 94, VARIANT),
    ("斎藤工業", "齋藤工業", 94, VARIANT),
    ("斉藤工業", "齊藤工業", 94, VARIANT),
    ("渡邊印刷", "㈱渡辺印刷", 94, VARIANT),
    ("廣澤運輸", "広沢運輸", 94, VARIANT),
    ("綜合医療センター", "総合医療センター", 94, VARIANT),
    ("コンピュータサービス", "コンピューターサービス", 94, VARIANT),
    ("キヤノン販売", "キャノン販売", 94, VARIANT),
    ("ソフトウェアパートナーズ", "ソフトウエアパートナーズ", 94, VARIANT),
    ("Café Noir", "Cafe Noir", 94, VARIANT),
    ("Smith & Sons", "Smith and Sons Ltd", 94, VARIANT),
    ("青葉物流 大阪支店", "青葉物流（大阪）", 94, VARIANT),
    ("Aoba Logistics (Osaka Branch)", "Aoba Logistics Osaka", 94, VARIANT),
    ("マイクロシステムズ", "マイクロシステム", 94, NEAR),
    ("ソフトパートナーズ", "ソフトハートナーズ", 86, NEAR),
    ("Minato Systems", "Minato Sytems", 96, NEAR),
    ("Minato Systems", "Minato System", 96, NEAR),
    ("Aoba Logistics", "Aoba Logisitcs", 92, NEAR),
    ("Global Tech", "Global Teck", 90, NEAR),
    ("Sunrise Hotels K.K.", "Sunrise Hotel", 96, NEAR),
    ("Internatonal Business Partners", "International Busines Partners", 96, NEAR),
]
UNLIKE = [
    ("青葉物流", "若葉物流"),
    ("青葉物流", "青葉商事"),
    ("みなと設備", "みなと設備工業"),
    ("山田食品工業", "山本食品工業"),
    ("東洋化成工業", "東洋化学工業"),
    ("三菱電子販売", "三菱電機販売"),
    ("サン電子化学販売", "ムーン電子化学販売"),
    ("東京ガス", "大阪ガス"),
    ("青葉物流", "青葉物流 大阪支店"),
    ("青葉物流 大阪支店", "青葉物流 東京支店"),
    ("東日本サービスパートナーズ", "西日本サービスパートナーズ"),
    ("第一青葉物流倉庫", "第二青葉物流倉庫"),
    ("あおば", "あおい"),
    ("ABC商会", "ABD商会"),
    ("日本データ", "Nippon Data"),
    ("Acme Foods", "Acme Goods"),
    ("Alpha Trading 1", "Alpha Trading 2"),
    ("Northwind Traders", "Southwind Traders"),
    ("Aoba Logistics Osaka", "Aoba Logistics Tokyo"),
    ("Tokai Kogyo", "Tokyo Kogyo"),
    ("Ina", "Ino"),
]


@pytest.mark.parametrize(("one", "other", "likeness", "reason"), LIKE)
def test_names_of_one_customer_are_paired_with_a_reason(one, other, likeness, reason):
    first, second = Named(1, one), Named(2, other)
    assert likely_pairs([second, first]) == [judge(first, second)]
    pair = judge(first, second)
    assert (pair.likeness, pair.reason) == (likeness, reason)


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_names_of_two_customers_are_not(one, other):
    assert likely_pairs([Named(1, one), Named(2, other)]) == []
    assert judge(Named(1, one), Named(2, other)) is None


def test_a_shared_domain_makes_a_pair_firmer():
    ours = frozenset({"aoba.example", "aoba.test"})
    pair = judge(
        Named(1, "Aoba Logistics", domains=ours),
        Named(2, "Aoba Logisitcs", domains=frozenset({"aoba.example"})),
    )
    assert pair == Pair(1, 2, 99, NEAR, shared_domains=("aoba.example",))


def test_a_shared_domain_alone_makes_no_pair():
    domain = frozenset({"aoba.example"})
    assert judge(Named(1, "青葉物流", domains=domain), Named(2, "白樺電機", domains=domain)) is None


@pytest.mark.parametrize(
    ("branch", "other", "expected"),
    [("大阪", "大阪支店", (100, ())), ("", "大阪支店", (85, ("大阪",))), ("東京", "大阪", None)],
)
def test_branches_tell_customers_of_one_name_apart(branch, other, expected):
    pair = judge(Named(1, "青葉物流", branch), Named(2, "青葉物流", other))
    assert (pair and (pair.likeness, pair.other_places)) == expected


def test_branches_of_one_firm_stay_apart_although_they_share_its_domain():
    domain = frozenset({"aoba.example"})
    one = Named(1, "Aoba Logistics", "Osaka", domain)
    assert judge(one, Named(2, "Aoba Logistics", "Tokyo", domain)) is None


def test_free_mail_is_no_evidence():
    addresses = ["a@gmail.com", "b@YAHOO.co.jp", "c@Aoba.example", "", "nothing"]
    assert firm_domains(addresses) == {"aoba.example"}


def test_the_likeliest_comes_first_and_every_pair_once():
    names = ["株式会社みなと設備", "㈱みなと設備", "みなと設備", "Minato Systems", "Minato Sytems"]
    found = likely_pairs([Named(number, name) for number, name in enumerate(names, 1)])
    assert [(pair.first, pair.second, pair.likeness) for pair in found] == [
        (1, 2, 97),
        (1, 3, 97),
        (2, 3, 97),
        (4, 5, 96),
    ]


def test_the_order_of_accounts_changes_nothing():
    accounts = [Named(number, name) for number, (name, *_) in enumerate([*LIKE, *UNLIKE], 1)]
    accounts += [Named(100 + at, row[1]) for at, row in enumerate([*LIKE, *UNLIKE])]
    expected = likely_pairs(accounts)
    random.Random(5).shuffle(accounts)
    assert likely_pairs(accounts) == expected


def test_a_name_that_stands_for_many_is_paired_with_its_first_only():
    count = MOST_OF_ONE_NAME + 5
    found = likely_pairs([Named(number, "未登録") for number in range(1, count + 1)])
    assert [(pair.first, pair.second) for pair in found] == [
        (1, other) for other in range(2, count + 1)
    ]
