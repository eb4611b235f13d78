"""What lists of accounts can be filtered by, sorted by and made of: one declared tuple."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, F, SmallIntegerField, When
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Product, Question, Team
from book.domain.figures import pack
from book.fields.kinds import Choice, Option, Shown, Text
from book.fields.ranged import (
    CHANGE,
    COUNT,
    DAY,
    DAYS_AGO,
    DAYS_IN,
    DAYS_UNTIL,
    MONEY,
    NUMBER,
    PERCENT,
    POINTS,
)
from book.models import AccountStatus
from book.rows import reason_words
from book.verdicts import BANDS, RANKS, RISKS, STAGES
from core.exact import SCALE
from core.wording import listed, localized

ACCOUNT, CONTRACT, VERDICT, TOUCH, METRICS, ATTRIBUTES = range(6)
GROUPS = (
    (ACCOUNT, _("Account")),
    (CONTRACT, _("Contract")),
    (VERDICT, _("How it stands")),
    (TOUCH, _("Use and contact")),
    (METRICS, _("Metrics")),
    (ATTRIBUTES, _("Attributes")),
)

# Behind a field's key in an address: none of its values.
NOT = "!"


@dataclass(frozen=True)
class Field:
    """One thing that is known of an account, by the `key` it has in addresses.

    `source` is a path from AccountStatus, or an expression over it, or several paths for what only is
    shown; `order` another path or expression where a list is sorted by it otherwise. `question` names
    the judgement that it shows. One that `is_own` is asked for by a field of its own in `BookForm`,
    all others by `kind`. `explains` is the metric whose explanation stands behind its cells, `words`
    says what it is, and `head` its name in a file where that has to say more. `then` is a path by
    which accounts that are equal in it are sorted, the other way round.
    """

    key: str
    name: Any = field(compare=False)
    kind: Any = field(compare=False)
    source: Any = field(compare=False)
    group: int = field(default=ACCOUNT, compare=False)
    question: str = field(default="", compare=False)
    order: Any = field(default="", compare=False)
    is_own: bool = field(default=False, compare=False)
    explains: str = field(default="", compare=False)
    words: Any = field(default="", compare=False)
    head: Any = field(default="", compare=False)
    is_packed: bool = field(default=False, compare=False)
    then: str = field(default="", compare=False)

    @property
    def expressions(self):
        """What the database is asked for to show it: one expression, or several for one value."""
        sources = self.source if isinstance(self.source, tuple) else (self.source,)
        return [F(source) if isinstance(source, str) else source for source in sources]

    @property
    def expression(self):
        return self.expressions[0]

    @property
    def ordering(self):
        order = self.order or self.expression
        return F(order) if isinstance(order, str) else order

    @property
    def is_filter(self) -> bool:
        return self.is_own or bool(self.kind.control)


@dataclass(frozen=True)
class Where:
    """One filter of an address: what is asked of a field, as its kind reads it.

    With `is_not` it asks for all that are none of a choice's values; the address says "rank!=S".
    """

    field: Field
    value: Any
    is_not: bool = False

    @property
    def key(self) -> str:
        """The name that it has in addresses."""
        return self.field.key + NOT if self.is_not else self.field.key

    @property
    def texts(self) -> list[str]:
        return self.field.kind.texts(self.value)

    @property
    def words(self) -> str:
        words = self.field.kind.words(self.value)
        return gettext("not %(level)s") % {"level": words} if self.is_not else words

    def narrow(self, queryset, *, name, judgements, as_of):
        """Leave those that fit; one whose judgement is sealed does not. `name` is not taken yet."""
        known = queryset.alias(**{name: self.field.expression})
        kind = self.field.kind
        if self.is_not:
            found = kind.leave_out(known, name, self.value)
        else:
            found = kind.narrow(known, name, self.value, as_of)
        if not self.field.question:
            return found
        return judgements.unsealed(found, self.field.question, account_field="pk")


def _of_signs(signs, **unknown):
    return Choice(
        lambda: [Option(sign.key, sign.word, sign.level) for sign in signs],
        are_signs=True,
        **unknown,
    )


# "None" is a judgement, too.
_JUDGED = _of_signs(RISKS, unknown="open", unknown_word=_("not judged yet"))


def _teams():
    return [Option(each.key, localized(each, "name"), each.pk) for each in Team.objects.all()]


def _products():
    return [Option(each.key, each.name, each.pk) for each in Product.objects.order_by("name")]


def _best_rank_first():
    places = [When(rank=rank, then=place) for place, rank in enumerate(RANKS)]
    return Case(*places, output_field=SmallIntegerField())


def _plans():
    plans = AccountStatus.objects.exclude(plan="").order_by("plan").values_list("plan", flat=True)
    return [Option(plan, plan, plan) for plan in plans.distinct()]


def _yes_and_no():
    return [Option("yes", _("yes"), True), Option("no", _("no"), False)]


def _shown_change(change):
    """Return the difference of the points that are shown: what is stored holds hidden parts of them."""
    return F("score") / 100 - (F("score") - F(change)) / 100


def _reasons(reader):
    """Say the reasons of many lines: each combination of them is put together once."""
    said = {}

    def say(raw):
        segment, keys = raw
        asked = (segment, *(keys or ()))
        if asked not in said:
            own = _own_reasons(segment, reader)
            said[asked] = listed(reason_words(key, own) for key in asked[1:])
        return said[asked]

    return say


def _marked(_reader):
    yes = gettext("yes")
    return lambda raw: yes if raw else ""


def _segments(reader):
    names = {pk: localized(each, "name") for pk, each in reader.segments.items()}
    return lambda raw: names.get(raw, "")


def _plainly(_reader):
    return lambda raw: raw or ""


def _own_reasons(segment, reader):
    key = reader.segments[segment].key if segment in reader.segments else ""
    return reader.reasons.get(key, reader.reasons.get("", {}))


def _flags():
    return [Option("yes", _("yes"), pack(SCALE)), Option("no", _("no"), pack(0))]


YES_OR_NO = Choice(_yes_and_no)
YES_OR_NO_FIGURE = Choice(_flags)
_PLAIN, _SEGMENT = Shown(_plainly), Shown(_segments)
_SCORE, _STAGE, _RISK, _RANK = Question.SCORE, Question.STAGE, Question.RISK, Question.RANK

FIELDS = (
    Field("name", _("Account"), _PLAIN, "name"),
    Field("segment", _("Segment"), _SEGMENT, "segment_id", order="segment__order", is_own=True),
    Field("csm", _("CSM"), _PLAIN, "csm__name", is_own=True),
    Field("team", _("Team"), Choice(_teams), "team_id", order="team__key"),
    Field("plan", _("Plan"), Choice(_plans, empty="", are_open=True), "plan"),
    Field("branch", _("Branch"), Text(), "account__branch"),
    Field("seats", _("Seats"), COUNT, "account__seats"),
    Field(
        "rank",
        _("Rank"),
        Choice(lambda: [Option(rank, rank, rank) for rank in RANKS], empty=""),
        "rank",
        question=_RANK,
        order=_best_rank_first(),
    ),
    Field(
        "product",
        _("Product"),
        Choice(_products),
        "account__product_id",
        order="account__product__name",
    ),
    Field(
        *("arr", _("ARR"), MONEY, "arr", CONTRACT),
        explains="annual_amount",
        head=_("ARR (JPY)"),
    ),
    Field("free", _("Free of charge"), YES_OR_NO, "is_free", CONTRACT),
    Field("ends", _("Contract ends"), DAY, "ends_on", CONTRACT, is_own=True),
    Field("ends_on", _("End of contract"), DAY, "ends_on", CONTRACT),
    Field("ends_in", _("Days left"), DAYS_UNTIL, "ends_on", CONTRACT),
    Field("band", _("Health"), _of_signs(BANDS), "band", VERDICT, _SCORE, is_own=True),
    Field("score", _("Score"), POINTS, "score", VERDICT, _SCORE),
    Field(
        *("change", _("Change over 28 days"), CHANGE, _shown_change("score_change_28")),
        *(VERDICT, _SCORE, "score_change_28"),
    ),
    Field(
        *("change_7", _("Change over 7 days"), CHANGE, _shown_change("score_change_7")),
        *(VERDICT, _SCORE, "score_change_7"),
    ),
    Field("stage", _("Stage"), _of_signs(STAGES), "stage", VERDICT, _STAGE, is_own=True),
    Field("days", _("Days in stage"), DAYS_IN, "stage_since", VERDICT, _STAGE),
    Field(
        *("steps", _("Conditions to the next stage"), NUMBER, "steps_to_next", VERDICT, _STAGE),
        then="next_progress",
    ),
    Field("progress", _("Way to the next stage"), PERCENT, "next_progress", VERDICT, _STAGE),
    Field("risk", _("Risk"), _of_signs(RISKS), "risk", VERDICT, _RISK, is_own=True),
    Field("judged", _("CSM sees"), _JUDGED, "judged_risk", VERDICT, _RISK),
    Field("reasons", _("Reasons"), Shown(_reasons), ("segment_id", "risk_reasons"), VERDICT, _RISK),
    Field("differs", _("Differs"), Shown(_marked), "is_risk_disputed", VERDICT, _RISK),
    Field("use", _("Latest use"), DAYS_AGO, "latest_use_on", TOUCH, explains="days_since_use"),
    Field(
        *("touch", _("Latest touch"), DAYS_AGO, "latest_touch_on", TOUCH),
        explains="days_since_touch",
    ),
    Field("nps_score", _("NPS answer"), NUMBER, "nps", TOUCH, explains="nps_score"),
)
STATIC = {each.key: each for each in FIELDS}
