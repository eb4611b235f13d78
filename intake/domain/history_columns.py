"""The files that bring history from another tool: how it judged its customers, by score and stage.

What comes in stays that tool's: marked with its name, shown beside ours, never counted as ours.
"""

from dataclasses import replace
from typing import Final

from intake.domain.columns import (
    Column,
    ColumnType,
    Dataset,
    Words,
    date_column,
)
from intake.domain.customer_columns import ACCOUNT_ID

LONGEST_TOOL: Final = 40

COMPANY_ID: Final = replace(
    ACCOUNT_ID, synonyms=(*ACCOUNT_ID.synonyms, "company id", "company external id")
)
TOOL: Final = Column(
    key="tool",
    type=ColumnType.TEXT,
    name=Words("Tool", "ツール"),
    meaning=Words(
        "The name of the tool that this comes from, as Gainsight.",
        "移行元のツール名(Gainsightなど)。",
    ),
    synonyms=("source tool", "from tool", "移行元", "移行元ツール", "ツール名"),
    is_required=True,
    longest=LONGEST_TOOL,
)


def text_column(key: str, name: Words, meaning: Words, *synonyms: str, longest: int) -> Column:
    return Column(key, ColumnType.TEXT, name, meaning, synonyms, longest=longest)


HISTORY_SCORES: Final = Dataset(
    key="history_scores",
    name=Words("Scores of another tool", "他ツールのスコア"),
    is_judged_by=False,
    meaning=Words(
        "Health scores as another tool gave them. Shown as a line of their own; they never enter "
        "our score.",
        "他ツールが付けたヘルススコア。別の線で表示し、当社のスコアには含めません。",
    ),
    natural_key=("account_id", "tool", "scored_on"),
    columns=(
        COMPANY_ID,
        TOOL,
        date_column(
            "scored_on",
            Words("Scored on", "スコア日"),
            Words("The day for which the tool gave the score.", "スコアが付けられた日。"),
            "date",
            "snapshot date",
            "score date",
            "modified date",
            "日付",
            is_required=True,
            is_past=True,
        ),
        Column(
            key="score",
            type=ColumnType.DECIMAL,
            name=Words("Score", "スコア"),
            meaning=Words("0 to 100, 100 being best.", "0〜100(100が最良)。"),
            synonyms=("current score", "overall score", "health score", "ヘルススコア", "点数"),
            is_required=True,
            minimum=0,
            maximum=100,
        ),
        text_column(
            "band",
            Words("Band", "健全度"),
            Words("The tool's word or colour for it.", "そのツールでの呼び方や色。"),
            "label",
            "score label",
            "current score label",
            "color",
            "colour",
            "ラベル",
            longest=40,
        ),
    ),
)

HISTORY_STAGES: Final = Dataset(
    key="history_stages",
    name=Words("Stages of another tool", "他ツールのステージ"),
    is_judged_by=False,
    meaning=Words(
        "Stages in another tool's own words. Shown in the timeline; they never enter our stage.",
        "他ツールでのステージを、そのツールの言葉のまま。これまでの出来事に表示し、当社の顧客ステージには含めません。",
    ),
    natural_key=("account_id", "tool", "from_on"),
    columns=(
        COMPANY_ID,
        TOOL,
        date_column(
            "from_on",
            Words("From", "開始日"),
            Words("The day from which the stage held.", "そのステージになった日。"),
            "date",
            "from date",
            "start date",
            "stage start date",
            "modified date",
            "日付",
            is_required=True,
            is_past=True,
        ),
        Column(
            key="stage",
            type=ColumnType.TEXT,
            name=Words("Stage", "ステージ"),
            meaning=Words("The stage in the tool's words.", "そのツールでのステージ名。"),
            synonyms=("stage name", "lifecycle stage", "current stage", "status", "ステージ名"),
            is_required=True,
            longest=80,
        ),
    ),
)
