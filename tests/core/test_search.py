"""Names that people take for the same are found by the same key."""

import pytest

from core.search import search_key


@pytest.mark.parametrize(
    "names",
    [
        (
            "株式会社あおば物流",
            "㈱あおば物流",
            "(株)あおば物流",
            "（株）アオバ物流",
            "あおば物流 株式会社",
        ),
        (
            "Aoba Logistics Co., Ltd.",
            "AOBA LOGISTICS CO LTD",
            "ａｏｂａ　ｌｏｇｉｓｔｉｃｓ",
            "Aoba-Logistics, Inc.",
        ),
        ("ﾔﾏﾀﾞ･ﾌｰｽﾞ有限会社", "ヤマダフーズ", "㈲やまだふーず"),
        ("O'Neill GmbH", "oneill"),
    ],
    ids=lambda names: names[0],
)
def test_one_firm_has_one_key(names):
    assert {search_key(name) for name in names} == {search_key(names[0])}


@pytest.mark.parametrize(("one", "other"), [("あおば物流", "あおば商事"), ("Incorta", "Orta")])
def test_other_firms_have_other_keys(one, other):
    assert search_key(one) != search_key(other)


@pytest.mark.parametrize("name", ["株式会社", "Inc.", "あ" * 500])
def test_a_key_is_never_empty_nor_too_long(name):
    assert 0 < len(search_key(name)) <= 200
