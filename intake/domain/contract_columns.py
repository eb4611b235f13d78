"""The file that says what was agreed with customers: contracts."""

from typing import Final

from intake.domain.columns import LONGEST_ID, Choice, Column, ColumnType, Dataset, Order, Words
from intake.domain.customer_columns import ACCOUNT_ID, PLAN, SEATS

# What a column for amounts holds: 14 digits, two of them decimals.
LARGEST_AMOUNT: Final = 999_999_999_999

CONTRACTS: Final = Dataset(
    key="contracts",
    name=Words("Contracts", "契約"),
    meaning=Words("What was agreed, from one day to another.", "期間を定めた契約。"),
    natural_key=("contract_id",),
    amount_in=("annual_amount", "currency"),
    orders=(
        Order("ends_before_start", "starts_on", "ends_on"),
        Order("closed_before_start", "starts_on", "closed_on"),
    ),
    columns=(
        ACCOUNT_ID,
        Column(
            key="contract_id",
            type=ColumnType.TEXT_ID,
            name=Words("Contract id", "契約ID"),
            meaning=Words("The id by which your systems know the contract.", "契約を識別するID。"),
            synonyms=("contract", "contract number", "subscription id", "契約番号", "契約コード"),
            is_required=True,
            longest=LONGEST_ID,
        ),
        Column(
            key="starts_on",
            type=ColumnType.DATE,
            name=Words("First day", "契約開始日"),
            meaning=Words("First day of the contract.", "契約の初日。"),
            synonyms=("start date", "starts", "start", "開始日"),
            is_required=True,
        ),
        Column(
            key="ends_on",
            type=ColumnType.DATE,
            name=Words("End date", "契約満了日"),
            meaning=Words(
                "Final day of the contract, itself included; empty where it runs on until it is closed.",
                "契約の最終日(当日を含む)。解約されるまで続く契約は空欄にします。",
            ),
            synonyms=("ends", "end", "expires on", "満了日", "終了日", "契約終了日"),
        ),
        Column(
            key="closed_on",
            type=ColumnType.DATE,
            name=Words("Closed on", "決着日"),
            meaning=Words("The day on which its outcome was settled.", "継続や解約が確定した日。"),
            synonyms=("closed", "close date", "解約日", "確定日"),
        ),
        Column(
            key="outcome",
            type=ColumnType.CHOICE,
            name=Words("Outcome", "結果"),
            meaning=Words("What the contract's end brought.", "契約満了時の結果。"),
            synonyms=("result", "renewal outcome", "更新結果"),
            choices=(
                Choice("renewed", ("renewal", "継続", "更新")),
                Choice("churned", ("churn", "cancelled", "canceled", "解約")),
                Choice("reduced", ("downsell", "contraction", "減額")),
                Choice("expanded", ("upsell", "expansion", "増額")),
            ),
        ),
        Column(
            key="annual_amount",
            type=ColumnType.MONEY,
            name=Words("Annual amount", "年間契約金額"),
            meaning=Words("What is paid for a year.", "1年あたりの契約金額。"),
            synonyms=("amount", "arr", "arr amount", "年額", "契約金額", "金額"),
            minimum=0,
            maximum=LARGEST_AMOUNT,
        ),
        Column(
            key="currency",
            type=ColumnType.CURRENCY,
            name=Words("Currency", "通貨"),
            meaning=Words("Three letters, as JPY or USD.", "3文字の通貨コード(JPY、USDなど)。"),
            synonyms=("currency code", "通貨コード"),
            longest=3,
        ),
        Column(
            key="is_free",
            type=ColumnType.BOOLEAN,
            name=Words("Free", "無償"),
            meaning=Words(
                "Whether the contract is free or a trial; kept apart in retention.",
                "無償または試用の契約かどうか。継続率では区別します。",
            ),
            synonyms=("free of charge", "is trial", "trial", "無償契約", "無料"),
        ),
        PLAN,
        SEATS,
    ),
)
