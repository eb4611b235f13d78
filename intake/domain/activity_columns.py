"""The files that say what customers do with us: activities, events, content views, milestones."""

from typing import Final

from intake.domain.columns import (
    LARGEST_COUNT,
    LONGEST_ID,
    Choice,
    Column,
    ColumnType,
    Dataset,
    PastWhen,
    Words,
    date_column,
    id_column,
)
from intake.domain.customer_columns import ACCOUNT_ID, CSM_EMAIL

CONTACT_ID: Final = Column(
    key="contact_id",
    type=ColumnType.TEXT_ID,
    name=Words("Contact id", "先方担当者ID"),
    meaning=Words("The person at the customer.", "お客様側の担当者のID。"),
    synonyms=("contact", "person id", "担当者id", "連絡先id"),
    longest=LONGEST_ID,
)
SUBJECT: Final = Column(
    key="subject",
    type=ColumnType.TEXT,
    name=Words("Subject", "件名"),
    meaning=Words("What it was about, in one line.", "内容を1行で。"),
    synonyms=("title", "summary", "タイトル"),
    longest=200,
)

ACTIVITIES: Final = Dataset(
    key="activities",
    name=Words("Activities", "活動履歴"),
    meaning=Words("Dated touches and other dated events.", "お客様との接点など日付のある出来事。"),
    natural_key=("account_id", "activity_id"),
    columns=(
        ACCOUNT_ID,
        id_column(
            "activity_id",
            Words("Activity id", "活動ID"),
            Words("The id of the activity.", "活動を識別するID。"),
            "activity",
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
                "As meeting, call, mail, training.", "打ち合わせ、電話、メール、研修など。"
            ),
            synonyms=("type", "activity type", "種類", "活動種別"),
            is_required=True,
            longest=40,
        ),
        SUBJECT,
        Column(
            key="score",
            type=ColumnType.DECIMAL,
            name=Words("Score", "点数"),
            meaning=Words("A result in points, where there is one.", "結果の点数(あれば)。"),
            synonyms=("points", "得点", "評価"),
            is_expected=True,
            # What a column of 14 digits with four decimals holds.
            minimum=-9_999_999_999,
            maximum=9_999_999_999,
        ),
        CONTACT_ID,
        CSM_EMAIL,
        Column(
            key="body",
            type=ColumnType.TEXT,
            name=Words("Text", "本文"),
            meaning=Words("What was said.", "内容。"),
            synonyms=("note", "notes", "description", "内容", "メモ"),
        ),
    ),
)

EVENTS: Final = Dataset(
    key="events",
    name=Words("Event attendance", "イベント参加"),
    meaning=Words("Who was invited to what, and who came.", "イベントへの招待と参加。"),
    natural_key=("event_id", "account_id"),
    past_when=PastWhen("held_on", "status", frozenset({"attended", "absent"})),
    columns=(
        ACCOUNT_ID,
        id_column(
            "event_id",
            Words("Event id", "イベントID"),
            Words("The id of the event.", "イベントを識別するID。"),
            "event",
            "イベント番号",
        ),
        Column(
            key="event_name",
            type=ColumnType.TEXT,
            name=Words("Event name", "イベント名"),
            meaning=Words("What the event is called.", "イベントの名称。"),
            synonyms=("name", "title", "名称"),
            longest=200,
        ),
        Column(
            key="kind",
            type=ColumnType.TEXT,
            name=Words("Kind of event", "イベントの種類"),
            meaning=Words(
                "As user_group for a user group; others as you like.",
                "ユーザー会は user_group。ほかは自由に記入できます。",
            ),
            synonyms=("event kind", "event type", "種類", "イベント種別"),
            longest=40,
        ),
        date_column(
            "held_on",
            Words("Held on", "開催日"),
            Words("The day of the event.", "イベントの開催日。"),
            "date",
            "event date",
            "日付",
            is_required=True,
        ),
        Column(
            key="status",
            type=ColumnType.CHOICE,
            name=Words("Status", "参加状況"),
            meaning=Words(
                "Invited, registered, attended, declined or absent.",
                "招待、申込、参加、辞退、欠席のいずれか。",
            ),
            synonyms=("attendance", "出欠", "状況"),
            is_required=True,
            choices=(
                Choice("invited", ("招待", "招待済み")),
                Choice("registered", ("申込", "申込済み")),
                Choice("attended", ("present", "参加", "出席")),
                Choice("declined", ("辞退", "不参加")),
                Choice("absent", ("no show", "did not come", "欠席")),
            ),
        ),
        Column(
            key="attendees",
            type=ColumnType.INTEGER,
            name=Words("Attendees", "参加人数"),
            meaning=Words("How many people came.", "参加した人数。"),
            synonyms=("people", "attendee count", "人数"),
            minimum=0,
            maximum=LARGEST_COUNT,
        ),
    ),
)

CONTENT_VIEWS: Final = Dataset(
    key="content_views",
    name=Words("Content views", "コンテンツ閲覧"),
    meaning=Words("Which of our contents were seen.", "当社コンテンツの閲覧。"),
    natural_key=("account_id", "view_id"),
    columns=(
        ACCOUNT_ID,
        id_column(
            "view_id",
            Words("View id", "閲覧ID"),
            Words("The id of the view.", "閲覧を識別するID。"),
            "view",
            "閲覧番号",
        ),
        date_column(
            "viewed_on",
            Words("Viewed on", "閲覧日"),
            Words("The day of the view.", "閲覧した日。"),
            "date",
            "viewed",
            "日付",
            is_required=True,
            is_past=True,
        ),
        Column(
            key="content",
            type=ColumnType.TEXT,
            name=Words("Content", "コンテンツ"),
            meaning=Words(
                "Name or address of what was seen.", "閲覧したコンテンツの名称またはURL。"
            ),
            synonyms=("content name", "page", "url", "コンテンツ名"),
            is_required=True,
            longest=200,
        ),
    ),
)

MILESTONES: Final = Dataset(
    key="milestones",
    name=Words("Milestones", "マイルストーン"),
    meaning=Words("Points on the success journey.", "サクセスジャーニーの節目。"),
    natural_key=("account_id", "milestone"),
    columns=(
        ACCOUNT_ID,
        Column(
            key="milestone",
            type=ColumnType.TEXT,
            name=Words("Milestone", "マイルストーン"),
            meaning=Words("Key of the milestone.", "マイルストーンのキー。"),
            synonyms=("milestone key", "step", "節目"),
            is_required=True,
            longest=60,
        ),
        date_column(
            "reached_on",
            Words("Reached on", "到達日"),
            Words("The day on which it was reached.", "到達した日。"),
            "reached",
            "done on",
            "達成日",
            is_past=True,
        ),
        date_column(
            "due_on",
            Words("Due on", "期日"),
            Words("The day by which it should be reached.", "到達すべき期日。"),
            "due",
            "due date",
            "期限",
        ),
    ),
)
