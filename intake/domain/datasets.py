"""Every dataset that can be brought in, usage among them."""

from dataclasses import replace
from typing import Final

from intake.domain.activity_columns import ACTIVITIES, CONTENT_VIEWS, EVENTS, MILESTONES
from intake.domain.columns import (
    LONGEST_ID,
    Column,
    ColumnType,
    Dataset,
    Further,
    Words,
    date_column,
)
from intake.domain.contract_columns import CONTRACTS
from intake.domain.customer_columns import ACCOUNT_ID, ACCOUNTS, COMPANIES, CONTACTS
from intake.domain.history_columns import HISTORY_SCORES, HISTORY_STAGES
from intake.domain.history_work_columns import HISTORY_TASKS, HISTORY_TIMELINE
from intake.domain.voice_columns import NPS, TICKETS

# Sums of 900 such values still fit int64 in ten-thousandths, and no window holds more.
LARGEST_USAGE: Final = 1_000_000_000_000
LONGEST_SERIES: Final = 80

USAGE: Final = Dataset(
    key="usage",
    name=Words("Usage", "利用状況"),
    meaning=Words(
        "Long: one row for each account (or contract), day and measure. Wide: one row for each "
        "account (or contract) and day, and one column for each measure.",
        "縦持ちは顧客(または契約)、日付、項目ごとに1行。横持ちは顧客(または契約)と日付ごとに1行で、"
        "項目ごとに1列。",
    ),
    natural_key=("account_id", "contract_id", "date", "metric"),
    further=Further.SERIES,
    adds_up=True,
    repeatable="value",
    columns=(
        replace(ACCOUNT_ID, is_required=False),
        replace(CONTRACTS.column("contract_id"), is_required=False),
        date_column(
            "date",
            Words("Date", "日付"),
            Words("The day of use, in your business time zone.", "利用日(業務のタイムゾーン)。"),
            "day",
            "usage date",
            "利用日",
            is_required=True,
            is_past=True,
        ),
        Column(
            key="metric",
            type=ColumnType.TEXT,
            name=Words("Series", "利用項目"),
            meaning=Words("What was counted or measured.", "数えた、または測った項目。"),
            synonyms=("feature", "feature name", "measure", "event", "項目", "機能", "機能名"),
            longest=LONGEST_SERIES,
        ),
        Column(
            key="value",
            type=ColumnType.DECIMAL,
            name=Words("Value", "値"),
            meaning=Words(
                "How much that day; several rows for the same day are added up.",
                "その日の値。同じ日の行が複数あれば合計します。",
            ),
            synonyms=("count", "usage", "usage count", "amount", "利用回数", "回数", "件数", "数"),
            minimum=0,
            maximum=LARGEST_USAGE,
        ),
        Column(
            key="row_id",
            type=ColumnType.TEXT_ID,
            name=Words("Row id", "行ID"),
            meaning=Words(
                "Your systems' id of the row; two rows with the same one are refused.",
                "社内システムでの行のID。同じIDの行が2つあればエラーになります。",
            ),
            synonyms=("usage id", "record id", "利用ID", "レコードID"),
            longest=LONGEST_ID,
        ),
    ),
)

DATASETS: Final[dict[str, Dataset]] = {
    dataset.key: dataset
    for dataset in (
        COMPANIES,
        ACCOUNTS,
        CONTACTS,
        CONTRACTS,
        USAGE,
        ACTIVITIES,
        NPS,
        EVENTS,
        TICKETS,
        CONTENT_VIEWS,
        MILESTONES,
        HISTORY_SCORES,
        HISTORY_STAGES,
        HISTORY_TIMELINE,
        HISTORY_TASKS,
    )
}
