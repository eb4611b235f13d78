"""Where accounts stood on an earlier night, as filters of the list that stand in the URL."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from book.query import UNCLASSIFIED
from book.verdicts import BANDS, RISKS, STAGES
from metrics.models import AccountNight

LOWER, HIGHER = "lower", "higher"
SEGMENT = "segment"
# The field of a night's row, the question that may be sealed, and the levels.
_ASKED = {
    "band": ("score", BANDS),
    "stage": ("stage", STAGES),
    "risk": ("risk", RISKS),
}


@dataclass(frozen=True)
class Past:
    """On the night `on`, `question` (band, stage, risk, segment) was at `level`, or with `is_not` was not.

    A band or stage may also have been "lower" or "higher" than it is now.
    """

    on: date
    question: str
    level: str
    is_not: bool = False

    def __str__(self):
        return f"{self.on:%Y-%m-%d}:{self.question}:{'-' if self.is_not else ''}{self.level}"


def read_past(text: str) -> Past:
    """Read what `str(Past)` wrote; raises ValueError where it says nothing that can be asked."""
    day, question, level = text.split(":")
    is_not, level = level.startswith("-"), level.removeprefix("-")
    if question != SEGMENT and level not in _levels(question):
        raise ValueError(text)
    return Past(date.fromisoformat(day), question, level, is_not)


def _levels(question):
    if question not in _ASKED:
        raise ValueError(question)
    moves = () if question == "risk" else (LOWER, HIGHER)
    return (*(sign.key for sign in _ASKED[question][1]), *moves)


def stood(chosen, past: Past, *, judgements):
    """Leave in a queryset of AccountStatus those who stood so; one whose answer is sealed did not."""
    nights = AccountNight.objects.in_force().of_night(past.on).filter(account=OuterRef("pk"))
    then = Exists(nights.filter(**_condition(past)))
    found = chosen.filter(~then if past.is_not else then)
    if past.question == "band" and past.level == HIGHER:
        found = found.filter(band__gt=0)
    if past.question == SEGMENT:
        return found
    return judgements.unsealed(found, _ASKED[past.question][0], account_field="pk")


def _condition(past):
    if past.question == SEGMENT:
        return {"segment_key": "" if past.level == UNCLASSIFIED else past.level}
    if past.level in (LOWER, HIGHER):
        way = "lt" if past.level == LOWER else "gt"
        # An unknown band is neither lower nor higher than a known one.
        known = {"band__gte": 1} if past.question == "band" else {}
        return {f"{past.question}__{way}": OuterRef(past.question), **known}
    (level,) = (sign.level for sign in _ASKED[past.question][1] if sign.key == past.level)
    return {past.question: level}
