"""Writing the finished blind round on the stages, as they stood one night some months ago."""

from datetime import timedelta

import numpy as np

from definitions.models import Kind
from definitions.selectors import versions_in_force
from demo.domain.blind import ACTIVE, ONBOARD, classify
from demo.models import DemoCompany
from demo.product import KEY
from metrics.models import AccountNight
from stages.models import Cause, ClassificationAnswer, ClassificationRound

# The round looked at the latest kept night before this many days ago.
HELD_AGO = timedelta(days=110)
# How long after that night it was opened, and for how long.
OPENED_AFTER, OPEN_FOR = timedelta(days=2), timedelta(days=10)
# What was talked through, by (computed, said): why they differed, and what was found.
TALKED = (
    (
        (ONBOARD, ACTIVE),
        Cause.DATA_ERROR,
        "面接評価の一部が旧システムに入力されており、入力率が実際より低く出ていた。"
        "連携の設定を直し、過去3か月分を取り込み直した。",
    ),
    (
        (ACTIVE, ONBOARD),
        Cause.REVISE,
        "機能は広く使われているが、使っているのは人事だけ。面接官の利用を条件に加えるか、"
        "次の定義の見直しで検討する。",
    ),
    (
        (ONBOARD, ACTIVE),
        Cause.SEEN_DIFFERENTLY,
        "担当者との会話が活発で進んでいる印象だったが、主要機能は3つしか使われていなかった。"
        "数字のとおりOnboardとし、活用診断を提案する。",
    ),
)


def write_round(company: DemoCompany) -> ClassificationRound:
    """Write the round with its answers, and the disagreements that were talked through."""
    nights = AccountNight.objects.in_force().filter(account__product__key=KEY)
    night = (
        nights.filter(night__lte=company.as_of - HELD_AGO)
        .order_by("-night")
        .values_list("night", flat=True)
        .first()
    )
    stood = nights.filter(night=night).order_by("account_id")
    rng = np.random.default_rng([company.seed, company.accounts, 20])
    answers = classify(
        list(stood.values_list("account_id", "account__csm_id", "stage")),
        accounts=company.accounts,
        rng=rng,
    )
    product_id = stood.values_list("account__product_id", flat=True).first()
    held = ClassificationRound.objects.create(
        version=versions_in_force(kind=Kind.STAGES, product_id=product_id)["stages"],
        night=night,
        opened_on=night + OPENED_AFTER,
        closed_on=night + OPENED_AFTER + OPEN_FOR,
    )
    rows = [
        ClassificationAnswer(
            round=held,
            account_id=each.account_id,
            member_id=each.member,
            answer=each.answer,
            computed=each.computed,
        )
        for each in answers
    ]
    _talk(rows)
    ClassificationAnswer.objects.bulk_create(rows)
    return held


def _talk(rows):
    for (computed, said), cause, note in TALKED:
        fitting = (
            row for row in rows if (row.computed, row.answer, row.cause) == (computed, said, "")
        )
        if row := next(fitting, None):
            row.cause, row.note = cause, note
