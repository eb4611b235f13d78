"""The files that say who the customers are: companies, accounts, contacts."""

from dataclasses import replace
from typing import Final

from intake.domain.columns import (
    LARGEST_COUNT,
    LONGEST_EMAIL,
    LONGEST_ID,
    Choice,
    Column,
    ColumnType,
    Dataset,
    Further,
    Order,
    Words,
)

ACCOUNT_ID: Final = Column(
    key="account_id",
    type=ColumnType.TEXT_ID,
    name=Words("Account id", "顧客ID"),
    meaning=Words(
        "The id by which your systems know the account. Kept as text.",
        "社内システムで顧客を識別するID。文字列のまま扱います。",
    ),
    synonyms=("account", "account number", "customer id", "顧客番号", "顧客コード"),
    is_required=True,
    longest=LONGEST_ID,
)
CSM_EMAIL: Final = Column(
    key="csm_email",
    type=ColumnType.EMAIL,
    name=Words("CSM's e-mail", "担当者メールアドレス"),
    meaning=Words(
        "E-mail address of the member responsible. An unknown one becomes an inactive member.",
        "担当するメンバーのメールアドレス。未登録の場合は無効なメンバーとして追加します。",
    ),
    synonyms=("csm", "csm mail", "owner email", "担当者", "担当csm"),
    longest=LONGEST_EMAIL,
)
PLAN: Final = Column(
    key="plan",
    type=ColumnType.TEXT,
    name=Words("Plan", "プラン"),
    meaning=Words("The plan that was bought.", "契約しているプラン。"),
    synonyms=("plan tier", "plan name", "契約プラン"),
    longest=60,
)
SEATS: Final = Column(
    key="seats",
    type=ColumnType.INTEGER,
    name=Words("Seats", "ライセンス数"),
    meaning=Words("How many people may use the product.", "利用できる人数。"),
    synonyms=("licences", "licenses", "seat count", "席数", "契約席数", "id数"),
    minimum=0,
    maximum=LARGEST_COUNT,
)

COMPANIES: Final = Dataset(
    key="companies",
    name=Words("Companies", "企業"),
    meaning=Words("Customer firms.", "お客様の企業。"),
    natural_key=("company_id",),
    columns=(
        Column(
            key="company_id",
            type=ColumnType.TEXT_ID,
            name=Words("Company id", "企業ID"),
            meaning=Words("The id by which your systems know the firm.", "企業を識別するID。"),
            synonyms=("company", "company number", "企業番号", "企業コード", "法人番号"),
            is_required=True,
            longest=LONGEST_ID,
        ),
        Column(
            key="name",
            type=ColumnType.TEXT,
            name=Words("Company name", "企業名"),
            meaning=Words("Name of the firm.", "企業の名称。"),
            synonyms=("name", "会社名", "社名", "法人名"),
            is_required=True,
            longest=200,
        ),
    ),
)

ACCOUNTS: Final = Dataset(
    key="accounts",
    name=Words("Accounts", "顧客"),
    meaning=Words(
        "One row for each company's use of one product. Further columns become attributes.",
        "企業と製品の組ごとに1行。定義にない列は顧客の属性として取り込みます。",
    ),
    natural_key=("account_id",),
    further=Further.ATTRIBUTES,
    columns=(
        ACCOUNT_ID,
        Column(
            key="name",
            type=ColumnType.TEXT,
            name=Words("Account name", "顧客名"),
            meaning=Words("Name as it stands in lists.", "一覧に表示する名称。"),
            synonyms=("name", "customer name", "取引先名"),
            is_required=True,
            longest=200,
        ),
        Column(
            key="company_id",
            type=ColumnType.TEXT_ID,
            name=Words("Company id", "企業ID"),
            meaning=Words(
                "The firm that the account belongs to; without it, the account is its own firm.",
                "所属する企業のID。省略すると顧客ごとに1企業とみなします。",
            ),
            synonyms=("company number", "企業番号", "企業コード", "法人番号"),
            longest=LONGEST_ID,
        ),
        Column(
            key="company_name",
            type=ColumnType.TEXT,
            name=Words("Company name", "企業名"),
            meaning=Words("Name of that firm.", "所属する企業の名称。"),
            synonyms=("company", "会社名", "社名", "法人名"),
            longest=200,
        ),
        Column(
            key="product",
            type=ColumnType.TEXT,
            name=Words("Product", "製品"),
            meaning=Words(
                "The product that the account uses.",
                "利用している製品。1製品だけなら省略できます。",
            ),
            synonyms=("product name", "product key", "製品名", "サービス", "サービス名"),
            longest=80,
        ),
        replace(CSM_EMAIL, is_expected=True),
        Column(
            key="segment",
            type=ColumnType.TEXT,
            name=Words("Segment", "セグメント"),
            meaning=Words("Key or name of the account's segment.", "セグメントのキーまたは名称。"),
            synonyms=("segment key", "segment name", "セグメント名"),
            longest=80,
        ),
        PLAN,
        SEATS,
        Column(
            key="branch",
            type=ColumnType.TEXT,
            name=Words("Branch", "拠点"),
            meaning=Words("Branch or office of the firm.", "企業の支店や拠点。"),
            synonyms=("branch name", "office", "支店", "支社", "拠点名"),
            longest=100,
        ),
        Column(
            key="rank",
            type=ColumnType.CHOICE,
            name=Words("Rank", "ランク"),
            meaning=Words(
                "The CSM's own feeling about the account: S, A, B or C.",
                "担当者の手応え(S、A、B、C)。",
            ),
            synonyms=("csm rank", "顧客ランク"),
            choices=(Choice("S"), Choice("A"), Choice("B"), Choice("C")),
        ),
    ),
)

CONTACTS: Final = Dataset(
    key="contacts",
    name=Words("Contacts", "先方担当者"),
    meaning=Words("People at the customer.", "お客様側の担当者。"),
    natural_key=("account_id", "contact_id"),
    orders=(Order("left_before_role", "role_from", "left_on"),),
    columns=(
        ACCOUNT_ID,
        Column(
            key="contact_id",
            type=ColumnType.TEXT_ID,
            name=Words("Contact id", "先方担当者ID"),
            meaning=Words("The id by which your systems know the person.", "人を識別するID。"),
            synonyms=("contact", "person id", "担当者id", "連絡先id"),
            is_required=True,
            longest=LONGEST_ID,
        ),
        Column(
            key="name",
            type=ColumnType.TEXT,
            name=Words("Contact name", "氏名"),
            meaning=Words("Name of the person.", "先方担当者の氏名。"),
            synonyms=("name", "full name", "名前", "担当者名"),
            is_required=True,
            longest=120,
        ),
        Column(
            key="email",
            type=ColumnType.EMAIL,
            name=Words("E-mail", "メールアドレス"),
            meaning=Words("The person's e-mail address.", "先方担当者のメールアドレス。"),
            synonyms=("email address", "mail", "メール"),
            longest=LONGEST_EMAIL,
        ),
        Column(
            key="title",
            type=ColumnType.TEXT,
            name=Words("Title", "役職"),
            meaning=Words("What the person is called at the firm.", "企業での役職名。"),
            synonyms=("job title", "position", "肩書"),
            longest=120,
        ),
        Column(
            key="role",
            type=ColumnType.CHOICE,
            name=Words("Role", "役割"),
            meaning=Words(
                "What the person is to us: champion, sponsor or user.",
                "当社から見た役割(推進者、決裁者、ユーザー)。",
            ),
            synonyms=("contact role",),
            choices=(
                Choice("champion", ("推進者", "チャンピオン")),
                Choice("sponsor", ("decision maker", "決裁者", "スポンサー")),
                Choice("user", ("利用者", "ユーザー")),
            ),
        ),
        Column(
            key="role_from",
            type=ColumnType.DATE,
            name=Words("Role since", "役割の開始日"),
            meaning=Words("First day in that role.", "その役割になった日。"),
            synonyms=("role start", "since", "役割開始日"),
        ),
        Column(
            key="left_on",
            type=ColumnType.DATE,
            name=Words("Left on", "離任日"),
            meaning=Words("First day on which they were gone.", "不在となった最初の日。"),
            synonyms=("left", "departed on", "退職日", "異動日"),
        ),
    ),
)
