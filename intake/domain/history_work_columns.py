"""The files that bring history from another tool: what was done with its customers, and was to be.

Entries of its timeline become activities of ours that bear its name; its tasks stay tasks of its own.
"""

from collections.abc import Mapping
from typing import Final

from intake.domain.activity_columns import SUBJECT
from intake.domain.columns import (
    LONGEST_CELL,
    LONGEST_ID,
    Column,
    ColumnType,
    Dataset,
    Words,
    date_column,
    fold_header,
    id_column,
)
from intake.domain.history_columns import COMPANY_ID, TOOL, text_column

# Our kinds of touch by the other tool's word for them, folded; any other word stays as it is.
KINDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("meeting", "web_meeting", "会議", "打ち合わせ", "ミーティング"), "meeting"),
    **dict.fromkeys(("call", "phone", "phone_call", "電話"), "call"),
    **dict.fromkeys(("email", "e_mail", "mail", "メール"), "email"),
    **dict.fromkeys(("visit", "in_person_meeting", "on_site", "onsite", "訪問"), "visit"),
    **dict.fromkeys(("training", "研修", "トレーニング"), "training"),
    **dict.fromkeys(("qbr", "ebr", "business_review", "定例報告会"), "qbr"),
    **dict.fromkeys(("onboarding", "オンボーディング"), "onboarding"),
}


def touch_of(kind: str) -> str:
    """Give our kind of touch for another tool's word, or the word itself."""
    return KINDS.get(fold_header(kind), kind)


HISTORY_TIMELINE: Final = Dataset(
    key="history_timeline",
    name=Words("Timeline of another tool", "他ツールの活動履歴"),
    meaning=Words(
        "Meetings, calls, mails and notes that another tool kept. Meetings, calls and the like "
        "count as touches.",
        "他ツールに残る打ち合わせ、電話、メール、メモ。打ち合わせや電話などは接点として数えます。",
    ),
    natural_key=("account_id", "tool", "activity_id"),
    columns=(
        COMPANY_ID,
        TOOL,
        id_column(
            "activity_id",
            Words("Activity id", "活動ID"),
            Words("The id of the entry in the tool.", "そのツールでのID。"),
            "id",
            "gsid",
            "timeline id",
            "活動番号",
        ),
        date_column(
            "happened_on",
            Words("Happened on", "実施日"),
            Words("The day of the activity.", "活動のあった日。"),
            "date",
            "activity date",
            "日付",
            "活動日",
            is_required=True,
            is_past=True,
        ),
        Column(
            key="kind",
            type=ColumnType.TEXT,
            name=Words("Kind", "種別"),
            meaning=Words(
                "Meeting, call, email, visit, training and QBR become ours; others stay as written.",
                "打ち合わせ、電話、メール、訪問、研修、振り返り会(QBR)は当社の種別になり、ほかは書かれたまま残ります。",
            ),
            synonyms=("type", "type name", "activity type", "activity type name", "種類"),
            is_required=True,
            longest=40,
        ),
        SUBJECT,
        text_column(
            "notes",
            Words("Notes", "メモ"),
            Words("What was written down.", "記録された内容。"),
            "note",
            "notes plain text",
            "body",
            "description",
            "本文",
            "内容",
            longest=LONGEST_CELL,
        ),
        text_column(
            "author",
            Words("Author", "記入者"),
            Words(
                "Who wrote it, by name or e-mail. Nobody becomes a member by this.",
                "記入した人の名前またはメールアドレス。メンバーには追加しません。",
            ),
            "author name",
            "created by",
            "user name",
            "user email",
            "owner name",
            "作成者",
            longest=120,
        ),
    ),
)

HISTORY_TASKS: Final = Dataset(
    key="history_tasks",
    name=Words("Tasks of another tool", "他ツールのタスク"),
    is_judged_by=False,
    meaning=Words(
        "Calls to action and tasks that another tool kept. They never count as touches.",
        "他ツールに残る対応アクションやタスク。接点としては数えません。",
    ),
    natural_key=("account_id", "tool", "task_id"),
    columns=(
        COMPANY_ID,
        TOOL,
        id_column(
            "task_id",
            Words("Task id", "タスクID"),
            Words("The id of the task in the tool.", "そのツールでのID。"),
            "id",
            "gsid",
            "cta id",
        ),
        Column(
            key="title",
            type=ColumnType.TEXT,
            name=Words("Title", "タスク名"),
            meaning=Words("What was to be done.", "するべきこと。"),
            synonyms=("name", "task name", "cta name", "task", "cta", "call to action", "件名"),
            is_required=True,
            longest=200,
        ),
        date_column(
            "due_on",
            Words("Due on", "期日"),
            Words("The day by which it is to be done.", "終えるべき日。"),
            "due",
            "due date",
            "期限",
        ),
        text_column(
            "status",
            Words("Status", "状態"),
            Words("The tool's word for it.", "そのツールでの状態。"),
            "status name",
            "cta status",
            "ステータス",
            longest=40,
        ),
        date_column(
            "closed_on",
            Words("Closed on", "完了日"),
            Words(
                "The day on which it was closed; empty while it is open.",
                "完了した日。未完了なら空欄。",
            ),
            "closed",
            "closed date",
            "completed date",
            "終了日",
            is_past=True,
        ),
        text_column(
            "owner",
            Words("Owner", "担当者"),
            Words("Who was to do it, by name or e-mail.", "担当した人の名前またはメールアドレス。"),
            "owner name",
            "owner email",
            "assignee",
            "assignee name",
            longest=120,
        ),
        text_column(
            "playbook",
            Words("Playbook", "プレイブック"),
            Words(
                "The playbook or call to action that it belonged to.",
                "属していたプレイブックや対応アクション。",
            ),
            "playbook name",
            "cta type",
            "reason",
            longest=LONGEST_ID,
        ),
    ),
)
