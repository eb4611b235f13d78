"""The list: one row per account, everything a list shows, ready to be read."""

from django.db import models

from accounts.models import Account, Team
from book.querysets import AccountStatusQuerySet, SavedViewQuerySet
from core.models import User
from segments.models import Segment


class AccountStatus(models.Model):
    """What a list shows of an account, as the latest night and the latest edits left it.

    `score` in hundredths, null when unknown; `sparkline` holds up to 26 scores as int16 (-1 unknown),
    oldest first; `arr` in yen; `band`, `risk`, `stage` numbers of their enums (null: not judged).
    `is_nps_answered` null: not asked within 180 days; `features` the key features used within 28
    days, each between commas.
    `ends_on` is null, too, where a running contract has no end date; `renewed_from` is the first day
    of a contract that is signed already and follows the running one.
    What ends in `_before` is what stood on the night read on the working day before (see
    `core.calendar.night_read_before`), `new_reasons` the risk rules that hold since. `attention` holds
    the signals of `book.domain.attention`; `steps_to_next` counts the conditions not met up to the next
    stage (null in the highest), `next_progress` in ten-thousandths is how much of them all is reached.
    `overdue_milestone` is the key of a milestone that was due on `overdue_since`, lately, and waits.
    """

    account = models.OneToOneField(
        Account, on_delete=models.CASCADE, primary_key=True, related_name="status"
    )
    name = models.CharField(max_length=200)
    search_key = models.CharField(max_length=200)
    segment = models.ForeignKey(Segment, null=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    csm = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    plan = models.CharField(max_length=60, blank=True)
    rank = models.CharField(max_length=1, blank=True)
    is_running = models.BooleanField()
    night = models.DateField(null=True)
    score = models.IntegerField(null=True)
    score_change_7 = models.IntegerField(null=True)
    score_change_28 = models.IntegerField(null=True)
    sparkline = models.BinaryField(default=bytes)
    band = models.PositiveSmallIntegerField(null=True)
    stage = models.PositiveSmallIntegerField(null=True)
    stage_since = models.DateField(null=True)
    risk = models.PositiveSmallIntegerField(null=True)
    risk_reasons = models.JSONField(default=list)
    judged_risk = models.PositiveSmallIntegerField(null=True)
    is_risk_disputed = models.BooleanField(default=False)
    arr = models.BigIntegerField(null=True)
    is_free = models.BooleanField(default=False)
    ends_on = models.DateField(null=True)
    renewed_from = models.DateField(null=True)
    latest_use_on = models.DateField(null=True)
    latest_touch_on = models.DateField(null=True)
    nps = models.PositiveSmallIntegerField(null=True)
    is_nps_answered = models.BooleanField(null=True)
    features = models.CharField(max_length=800, blank=True)
    usage_to = models.DateField(null=True)
    score_before = models.IntegerField(null=True)
    band_before = models.PositiveSmallIntegerField(null=True)
    stage_before = models.PositiveSmallIntegerField(null=True)
    new_reasons = models.JSONField(default=list)
    attention = models.PositiveIntegerField(default=0)
    steps_to_next = models.PositiveSmallIntegerField(null=True)
    next_progress = models.PositiveSmallIntegerField(null=True)
    overdue_milestone = models.CharField(max_length=60, blank=True)
    overdue_since = models.DateField(null=True)

    objects = AccountStatusQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["csm", "score"]),
            models.Index(fields=["csm", "attention"]),
            models.Index(fields=["score"]),
            models.Index(fields=["ends_on"]),
            models.Index(fields=["name"]),
            models.Index(fields=["segment", "csm", "risk"]),
            models.Index(fields=["segment", "score"]),
            models.Index(fields=["score_change_7"]),
            models.Index(fields=["stage", "steps_to_next", "-next_progress"]),
        ]


class PutAway(models.Model):
    """A member has seen what an account asks for, and need not see it again before the day `until`.

    `signals` holds what they saw, as the line's `attention` did after the night `night`: anything
    beyond it asks anew. What holds no longer is taken out of it.
    """

    member = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    signals = models.PositiveIntegerField()
    night = models.DateField()
    until = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "account"], name="book_putaway_once")
        ]


class SegmentNight(models.Model):
    """How the accounts of one segment ("": unclassified) stood on one night, as counts.

    `bands`, `stages` and `risks` hold a count for each number of their enum; `score_total` in
    hundredths over the `scored` accounts whose score is known; `arr` in yen, free contracts left out.
    """

    night = models.DateField()
    segment_key = models.CharField(max_length=60, blank=True)
    accounts = models.PositiveIntegerField()
    arr = models.BigIntegerField()
    bands = models.JSONField()
    stages = models.JSONField()
    risks = models.JSONField()
    score_total = models.BigIntegerField()
    scored = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["night", "segment_key"], name="book_segmentnight_once")
        ]


class SavedView(models.Model):
    """A bookmark of a list under a name: the query string that its address holds.

    With `team` it is shared with the members of that team. `dropped_at` is when its owner threw it
    away; until it is swept up it can be brought back.
    """

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2_000, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    dropped_at = models.DateTimeField(null=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                condition=models.Q(dropped_at=None),
                name="book_savedview_once",
            )
        ]
        ordering = ["order", "pk"]


class BulkEdit(models.Model):
    """What a member changed on accounts in one go, kept for a while so that it can be undone.

    `turns` holds {what was changed: {account id: turn}}, see `accounts.spans`; `accounts` counts those
    on which anything changed.
    """

    made_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(db_index=True)
    accounts = models.PositiveIntegerField()
    turns = models.JSONField()
    undone_at = models.DateTimeField(null=True)


class FigurePlace(models.Model):
    """Where a metric, or a number or day among the attributes, stands in `AccountFigures`. For good."""

    key = models.CharField(max_length=120, unique=True)
    place = models.PositiveSmallIntegerField(unique=True)


class AccountFigures(models.Model):
    """What a line can be filtered and sorted by beside what it shows: one packed array of figures.

    See `book.domain.figures`. It stands apart, so that lists which ask for no figure do not read it.
    """

    status = models.OneToOneField(
        AccountStatus, on_delete=models.CASCADE, primary_key=True, related_name="figures"
    )
    packed = models.BinaryField()


class ColumnChoice(models.Model):
    """The columns that a member looks at where an address names none, in their order."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="+")
    columns = models.JSONField()


class SegmentComparison(models.Model):
    """What became of a segment's accounts from the night `since` to `night`: the pair a dashboard opens with.

    `body` is written and read by `book.comparing`. Other pairs are compared when they are asked for.
    """

    night = models.DateField()
    since = models.DateField()
    segment_key = models.CharField(max_length=60, blank=True)
    body = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["night", "since", "segment_key"], name="book_segmentcomparison_once"
            )
        ]
