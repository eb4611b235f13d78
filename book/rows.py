"""One line of the list as it is shown: every text ready, so that rendering only places them."""

import struct
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from book.verdicts import Sign, band_sign, risk_sign, shown_change, shown_score, stage_sign
from core.formats import day_in_table, signed, yen
from core.sparkline import Sparkline, draw_sparkline
from core.wording import localized

# A sparkline spans at least 30 points, in hundredths: smaller moves are noise.
SPARKLINE_SPAN = 3_000
SOON_DAYS = 90
# Stands for the id of an account; no other part of an address is such a number.
_ANY = 9_876_543_210


@dataclass(frozen=True)
class Spark:
    line: Sparkline
    words: str


@dataclass(frozen=True)
class BookRow:
    """Texts and signs of one account. A sealed verdict is None and its `is_..._sealed` is true.

    `explain` and the name of a number after it lead to what lies behind that number; `is_late` when
    its verdicts rest on usage that has not arrived up to the night.
    """

    account_id: int
    url: str
    explain: str
    name: str
    segment: str
    csm: str
    stage: Sign | None
    stage_days: str
    is_stage_sealed: bool
    band: Sign | None
    score: int | None
    change: str
    change_way: str
    spark: Spark | None
    is_score_sealed: bool
    is_late: bool
    risk: Sign | None
    reasons: list[str]
    reason: str
    more_reasons: int
    judged: Sign | None
    is_disputed: bool
    is_risk_sealed: bool
    arr: str
    is_free: bool
    ends_on: str
    ends_in: str
    ends_soon: bool
    used: str
    is_use_old: bool


def book_rows(statuses, *, judgements, words, as_of: date) -> list[BookRow]:
    """Prepare the lines of a list. `words` gives the texts of risk rules by segment and rule."""
    account, explain = _way_to("account"), _way_to("explain", "score")
    return [
        _row(
            status,
            judgements,
            words,
            as_of,
            url=account(status.pk),
            explain=explain(status.pk).removesuffix("score/"),
        )
        for status in statuses
    ]


def _way_to(view, *further):
    """Return what gives the address of a page of any account: asked for once, not for every line."""
    before, _any, after = reverse(view, args=[_ANY, *further]).partition(str(_ANY))
    return lambda account_id: f"{before}{account_id}{after}"


def _row(status, judgements, words, as_of, **ways):
    return BookRow(
        account_id=status.pk,
        **ways,
        name=status.name,
        segment=localized(status.segment, "name") if status.segment else "",
        csm=status.csm.name if status.csm else "",
        arr=yen(status.arr),
        is_free=status.is_free,
        is_late=bool(status.usage_to and status.night and status.usage_to < status.night),
        **_stage(status, judgements.hides(status.pk, "stage"), as_of),
        **_score(status, judgements.hides(status.pk, "score")),
        **_risk(status, judgements.hides(status.pk, "risk"), words),
        **_end(status, as_of),
        **_use(status.latest_use_on, as_of),
    )


def _stage(status, is_sealed, as_of):
    if is_sealed or status.stage is None:
        return {"stage": None, "stage_days": "", "is_stage_sealed": is_sealed}
    since = status.stage_since
    return {
        "stage": stage_sign(status.stage),
        "stage_days": in_days((as_of - since).days) if since else "",
        "is_stage_sealed": False,
    }


def _score(status, is_sealed):
    if is_sealed:
        return {
            **{"band": None, "score": None, "change": "", "change_way": ""},
            **{"spark": None, "is_score_sealed": True},
        }
    change = shown_change(status.score, status.score_change_28)
    return {
        "band": band_sign(status.band),
        "score": shown_score(status.score),
        "change": "" if change is None else signed(change),
        "change_way": "" if not change else "up" if change > 0 else "down",
        "spark": spark_of(status.sparkline),
        "is_score_sealed": False,
    }


def _risk(status, is_sealed, words):
    if is_sealed:
        return {
            **{"risk": None, "reasons": [], "reason": "", "more_reasons": 0, "judged": None},
            **{"is_disputed": False, "is_risk_sealed": True},
        }
    reasons = reasons_in_words(status, status.risk_reasons, words)
    return {
        "risk": risk_sign(status.risk),
        "reasons": reasons,
        "reason": reasons[0] if reasons else "",
        "more_reasons": max(0, len(reasons) - 1),
        "judged": risk_sign(status.judged_risk),
        "is_disputed": status.is_risk_disputed,
        "is_risk_sealed": False,
    }


def reasons_in_words(status, keys, words) -> list[str]:
    """Say risk rules as the account's segment words them; `words` as for `book_rows`."""
    segment_key = status.segment.key if status.segment else ""
    own = words.get(segment_key, words.get("", {}))
    return [reason_words(key, own) for key in keys]


def reason_words(reason, words):
    """Say a stored reason in words; its bare key where the rule is no longer in force."""
    texts = words.get(reason)
    return localized(texts, "name") if texts else reason


def _end(status, as_of):
    if status.ends_on is None:
        word = _("no end date") if status.is_running else ""
        return {"ends_on": word, "ends_in": "", "ends_soon": False}
    days = (status.ends_on - as_of).days
    return {
        "ends_on": day_in_table(status.ends_on),
        "ends_in": days_left(days) if days >= 0 else "",
        "ends_soon": 0 <= days <= SOON_DAYS,
    }


def _use(used_on, as_of):
    if used_on is None:
        return {"used": "", "is_use_old": False}
    days = (as_of - used_on).days
    return {"used": days_ago(days), "is_use_old": days >= 14}


def in_days(days: int) -> str:
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


def days_left(days: int) -> str:
    return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}


def days_ago(days: int) -> str:
    if days <= 0:
        return _("same day")
    return ngettext("%(days)s d ago", "%(days)s d ago", days) % {"days": days}


def spark_of(packed: bytes) -> Spark | None:
    """Draw scores packed as int16 hundredths, -1 where unknown, with words for who cannot see it."""
    packed = bytes(packed)
    values = struct.unpack(f"<{len(packed) // 2}h", packed)
    line = draw_sparkline(
        [None if value < 0 else value for value in values], least_span=SPARKLINE_SPAN
    )
    if line is None:
        return None
    ends = {"earliest": shown_score(line.earliest), "latest": shown_score(line.latest)}
    return Spark(line, _("Score from %(earliest)s to %(latest)s") % ends)
