"""Where accounts stood on an earlier night, as filters of the list that stand in the URL."""

import re
import struct
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, Subquery

from book.query import UNCLASSIFIED
from book.verdicts import BANDS, RISKS, STAGES
from core.exact import MISSING, SCALE
from metrics.models import AccountNight
from metrics.selectors import packed_metric

LOWER, HIGHER = "lower", "higher"
# Wherever the account stood, as long as it was judged; whatever a metric was, as long as it was known.
ANY = "any"
SEGMENT = "segment"
# The field of a night's row, the question that may be sealed, and the levels.
_ASKED = {
    "band": ("score", BANDS),
    "stage": ("stage", STAGES),
    "risk": ("risk", RISKS),
}
_METRIC = re.compile(r"[a-z][a-z0-9_]{0,59}")
_RANGE = re.compile(r"(\d{1,4})-(\d{1,4})")
# A night's values can be told apart, not compared: each of a range is asked for by itself.
WIDEST_RANGE = 400


@dataclass(frozen=True)
class Past:
    """On the night `on`, `question` (band, stage, risk, segment) was at `level`, or with `is_not` was not.

    A band or stage may also have been "lower" or "higher" than it is now, or on the night `than`. Any
    other question is the key of a metric, and the level two whole numbers, "0-90", that it lay between,
    both included. The level "any" asks only that there was one: of a segment, that the account was
    judged on that night.
    """

    on: date
    question: str
    level: str
    is_not: bool = False
    than: date | None = None

    def __str__(self):
        text = f"{self.on:%Y-%m-%d}:{self.question}:{'-' if self.is_not else ''}{self.level}"
        return f"{text}:{self.than:%Y-%m-%d}" if self.than else text

    @property
    def is_of_metric(self) -> bool:
        return self.question != SEGMENT and self.question not in _ASKED


def read_past(text: str) -> Past:
    """Read what `str(Past)` wrote; raises ValueError where it says nothing that can be asked."""
    day, question, level, *than = text.split(":", 3)
    is_not, level = level.startswith("-"), level.removeprefix("-")
    if "\0" in text or (question != SEGMENT and not _is_level(question, level)):
        raise ValueError(text)
    if than and level not in (LOWER, HIGHER):
        raise ValueError(text)
    return Past(
        date.fromisoformat(day),
        question,
        level,
        is_not,
        date.fromisoformat(than[0]) if than else None,
    )


def _is_level(question, level):
    if level == ANY:
        return question in _ASKED or bool(_METRIC.fullmatch(question))
    if question in _ASKED:
        moves = () if question == "risk" else (LOWER, HIGHER)
        return level in (*(sign.key for sign in _ASKED[question][1]), *moves)
    between = _RANGE.fullmatch(level)
    return bool(_METRIC.fullmatch(question) and between and _whole_numbers(level))


def _whole_numbers(level):
    least, most = map(int, level.split("-"))
    return range(least, min(most, least + WIDEST_RANGE) + 1)


def stood(chosen, past: Past, *, judgements):
    """Leave in a queryset of AccountStatus those who stood so; one whose answer is sealed did not."""
    nights = AccountNight.objects.in_force().of_night(past.on).filter(account=OuterRef("pk"))
    if past.is_of_metric:
        nights = nights.annotate(value=packed_metric(past.question))
    then = Exists(nights.filter(_condition(past)))
    found = chosen.filter(~then if past.is_not else then)
    if past.question == "band" and past.level == HIGHER and not past.than:
        found = found.filter(band__gt=0)
    if past.question not in _ASKED:
        return found
    return judgements.unsealed(found, _ASKED[past.question][0], account_field="pk")


def _condition(past):
    if past.level == ANY:
        return Q(value__isnull=False) & ~Q(value=_packed(MISSING)) if past.is_of_metric else Q()
    if past.question == SEGMENT:
        return Q(segment_key="" if past.level == UNCLASSIFIED else past.level)
    if past.is_of_metric:
        return Q(value__in=[_packed(value * SCALE) for value in _whole_numbers(past.level)])
    if past.level in (LOWER, HIGHER):
        return _moved(past)
    (level,) = (sign.level for sign in _ASKED[past.question][1] if sign.key == past.level)
    return Q(**{past.question: level})


def _packed(value):
    return struct.pack("<q", value)


def _moved(past):
    way = "lt" if past.level == LOWER else "gt"
    other = OuterRef(past.question)
    # An unknown band is neither lower nor higher than a known one.
    known = {"band__gte": 1} if past.question == "band" else {}
    if past.than:
        later = AccountNight.objects.in_force().of_night(past.than)
        later = later.filter(account=OuterRef("account"), **known)
        other = Subquery(later.values(past.question)[:1])
    return Q(**{f"{past.question}__{way}": other}, **known)
