"""The declared datasets: complete in both languages, and never ambiguous."""

import pytest

from intake.domain.columns import ColumnType, Words, fold_header
from intake.domain.datasets import DATASETS

COLUMNS = [(dataset, column) for dataset in DATASETS.values() for column in dataset.columns]
IDS = [f"{dataset.key}-{column.key}" for dataset, column in COLUMNS]


def test_these_datasets_can_be_brought_in():
    assert list(DATASETS) == [
        "companies",
        "accounts",
        "contacts",
        "contracts",
        "usage",
        "activities",
        "nps",
        "events",
        "tickets",
        "content_views",
        "milestones",
        "history_scores",
        "history_stages",
        "history_timeline",
        "history_tasks",
    ]


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)
class TestDataset:
    def test_its_headers_each_mean_one_column(self, dataset):
        meant = [header for column in dataset.columns for header in column.headers()]
        assert sorted(meant) == sorted(set(meant))

    def test_its_natural_key_is_made_of_required_columns_unless_it_adds_up(self, dataset):
        is_required = [dataset.column(key).is_required for key in dataset.natural_key]
        assert all(is_required) or dataset.adds_up

    def test_its_orders_compare_dates(self, dataset):
        for order in dataset.orders:
            for key in (order.earlier, order.later):
                assert dataset.column(key).type is ColumnType.DATE

    def test_it_is_named_in_both_languages(self, dataset):
        for words in (dataset.name, dataset.meaning):
            assert words.en
            assert words.ja

    def test_an_unknown_column_has_no_declaration(self, dataset):
        with pytest.raises(KeyError):
            dataset.column("nonsense")


@pytest.mark.parametrize(("dataset", "column"), COLUMNS, ids=IDS)
class TestColumn:
    def test_it_is_named_and_explained_in_both_languages(self, dataset, column):
        assert all((column.name.en, column.name.ja, column.meaning.en, column.meaning.ja))

    def test_it_is_recognised_by_its_names(self, dataset, column):
        for name in (column.key, column.name.en.upper(), column.name.ja):
            assert fold_header(name) in column.headers()

    def test_choices_are_declared_for_choices_only(self, dataset, column):
        assert bool(column.choices) == (column.type is ColumnType.CHOICE)


def test_words_are_said_in_the_language_asked_for():
    words = Words("Account", "顧客")
    assert [words.said_in(code) for code in ("en", "ja", "ja-JP", "fr")] == [
        "Account",
        "顧客",
        "顧客",
        "Account",
    ]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Account ID", "account_id"),
        ("account-id", "account_id"),
        (" ＡＣＣＯＵＮＴ＿ＩＤ ", "account_id"),
        ("顧客　ＩＤ", "顧客_id"),
        ("a__b  c", "a_b_c"),
        ("", ""),
    ],
)
def test_headers_are_folded(text, folded):
    assert fold_header(text) == folded
