"""The files that say what customers tell us: NPS and tickets."""

from typing import Final

from intake.domain.activity_columns import CONTACT_ID, SUBJECT
from intake.domain.columns import (
    Choice,
    Column,
    ColumnType,
    Dataset,
    Order,
    Words,
    date_column,
    id_column,
)
from intake.domain.customer_columns import ACCOUNT_ID

NPS: Final = Dataset(
    key="nps",
    name=Words("NPS", "NPS"),
    meaning=Words("Who was asked, and what they answered.", "NPSの依頼と回答。"),
    natural_key=("account_id", "response_id"),
    orders=(Order("responded_before_invited", "invited_on", "responded_on"),),
    columns=(
        ACCOUNT_ID,
        id_column(
            "response_id",
            Words("Response id", "回答ID"),
            Words("The id of one invitation and its answer.", "依頼と回答を識別するID。"),
            "invitation id",
            "survey id",
            "回答番号",
        ),
        date_column(
            "invited_on",
            Words("Invited on", "依頼日"),
            Words("The day on which they were asked.", "回答を依頼した日。"),
            "invited",
            "sent on",
            "送信日",
            is_required=True,
            is_past=True,
        ),
        date_column(
            "responded_on",
            Words("Responded on", "回答日"),
            Words("The day of the answer; empty while silent.", "回答した日。未回答は空欄。"),
            "responded",
            "answered on",
            is_past=True,
        ),
        Column(
            key="score",
            type=ColumnType.INTEGER,
            name=Words("Score", "点数"),
            meaning=Words("0 to 10; empty while silent.", "0から10。未回答は空欄。"),
            synonyms=("nps", "nps score", "rating", "スコア", "推奨度"),
            minimum=0,
            maximum=10,
        ),
        Column(
            key="comment",
            type=ColumnType.TEXT,
            name=Words("Comment", "コメント"),
            meaning=Words("What they wrote.", "自由記述。"),
            synonyms=("feedback", "自由記述", "ご意見"),
        ),
        CONTACT_ID,
    ),
)

TICKETS: Final = Dataset(
    key="tickets",
    name=Words("Tickets", "問い合わせ"),
    meaning=Words("Questions and faults that customers reported.", "お客様からの問い合わせ。"),
    natural_key=("account_id", "ticket_id"),
    orders=(Order("closed_before_opened", "opened_on", "closed_on"),),
    columns=(
        ACCOUNT_ID,
        id_column(
            "ticket_id",
            Words("Ticket id", "問い合わせID"),
            Words("The id of the ticket.", "問い合わせを識別するID。"),
            "ticket",
            "ticket number",
            "問い合わせ番号",
        ),
        date_column(
            "opened_on",
            Words("Opened on", "受付日"),
            Words("The day on which it came in.", "受け付けた日。"),
            "opened",
            "submitted on",
            "起票日",
            is_required=True,
            is_past=True,
        ),
        date_column(
            "closed_on",
            Words("Closed on", "解決日"),
            Words(
                "The day on which it was settled; empty while open.", "解決した日。未解決は空欄。"
            ),
            "closed",
            "resolved on",
            "完了日",
            is_past=True,
        ),
        Column(
            key="priority",
            type=ColumnType.CHOICE,
            name=Words("Priority", "優先度"),
            meaning=Words("Low, normal, high or urgent.", "低、中、高、緊急のいずれか。"),
            synonyms=("severity", "緊急度"),
            choices=(
                Choice("low", ("低",)),
                Choice("normal", ("medium", "中", "通常")),
                Choice("high", ("高",)),
                Choice("urgent", ("critical", "緊急")),
            ),
        ),
        SUBJECT,
    ),
)
