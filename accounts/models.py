"""Who the customers are, who looks after them, and what was agreed.

Never holds a score, a stage or a risk that was computed.
"""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.querysets import AccountQuerySet, ContractQuerySet, OfAccountQuerySet
from core.models import User


class Team(models.Model):
    """Members who look after one segment together."""

    key = models.SlugField(max_length=40, unique=True)
    name_en = models.CharField(max_length=80)
    name_ja = models.CharField(max_length=80)
    members = models.ManyToManyField(User, related_name="teams", blank=True)


class Product(models.Model):
    """What is sold; usage series and definitions belong to it.

    `highest_series` is the highest number that a load ever gave to one of its series. It only rises.
    """

    key = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    highest_series = models.PositiveIntegerField(default=0, db_default=0)


class Company(models.Model):
    """A customer firm."""

    name = models.CharField(max_length=200)
    search_key = models.CharField(max_length=200, db_index=True)


class CompanyAlias(models.Model):
    """An id by which another system knows the company."""

    source = models.CharField(max_length=40, default="main")
    value = models.CharField(max_length=100)
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="aliases")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "value"], name="accounts_companyalias_once")
        ]


class Account(models.Model):
    """One company's use of one product: the unit that has a CSM, a segment, a score and a renewal.

    `csm`, `team`, `rank`, `seats` and `plan` are what holds today; their history is in spans.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="accounts")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="accounts")
    name = models.CharField(max_length=200)
    search_key = models.CharField(max_length=200, db_index=True)
    branch = models.CharField(max_length=100, blank=True)
    plan = models.CharField(max_length=60, blank=True)
    seats = models.PositiveIntegerField(null=True)
    rank = models.CharField(max_length=1, blank=True)
    csm = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="book")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="accounts")
    attributes = models.JSONField(default=dict)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    objects = AccountQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["product", "id"])]

    def __str__(self):
        return self.name


class AccountAlias(models.Model):
    """An id by which another system knows the account. Always text.

    `merged_from` is the account that the id meant until that one was merged.
    """

    source = models.CharField(max_length=40, default="main")
    value = models.CharField(max_length=100, db_index=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="aliases")
    merged_from = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "value"], name="accounts_alias_once")
        ]


class AttributeType(models.TextChoices):
    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")
    CHOICE = "choice", _("Choice")


class AttributeDefinition(models.Model):
    """A further property of accounts, typed and named in both languages."""

    key = models.CharField(max_length=60, unique=True)
    type = models.CharField(max_length=10, choices=AttributeType)
    name_en = models.CharField(max_length=80)
    name_ja = models.CharField(max_length=80)
    choices = models.JSONField(default=list)


class Span(models.Model):
    """Something that held from one day to the day before another, and when we came to know it."""

    from_on = models.DateField()
    to_on = models.DateField(null=True)
    known_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class CsmSpan(Span):
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="csm_spans")
    csm = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")


class SeatsSpan(Span):
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="seats_spans")
    seats = models.PositiveIntegerField()


class RankSpan(Span):
    """The CSM's own feeling about the account: S, A, B or C."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="rank_spans")
    rank = models.CharField(max_length=1)
    judged_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")


class Contact(models.Model):
    """A person at the customer."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="contacts")
    external_id = models.CharField(max_length=100)
    name = models.CharField(max_length=120)
    # Rows that are written past the model are found once something writes their name anew.
    search_key = models.CharField(
        max_length=200, blank=True, default="", db_default="", db_index=True
    )
    email = models.EmailField(blank=True, db_index=True)
    title = models.CharField(max_length=120, blank=True)

    objects = OfAccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "external_id"], name="accounts_contact_once")
        ]


class ContactRole(models.TextChoices):
    CHAMPION = "champion", _("Champion")
    SPONSOR = "sponsor", _("Sponsor")
    USER = "user", _("User")


class ContactRoleSpan(Span):
    """What the contact was to us; ends on the first day they no longer were."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="role_spans")
    role = models.CharField(max_length=10, choices=ContactRole)


class Outcome(models.TextChoices):
    RENEWED = "renewed", _("Renewed")
    CHURNED = "churned", _("Churned")
    REDUCED = "reduced", _("Renewed for less")
    EXPANDED = "expanded", _("Renewed for more")


# A contract that begins later than this after the end of another is no renewal of it.
LONGEST_GAP = timedelta(days=31)


class Contract(models.Model):
    """What was agreed from one day to another (both inclusive), and what its end brought.

    One without `ends_on` runs on until it is closed.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="contracts")
    external_id = models.CharField(max_length=100, unique=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    annual_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, default="JPY")
    is_free = models.BooleanField(default=False)
    plan = models.CharField(max_length=60, blank=True)
    seats = models.PositiveIntegerField(null=True)

    objects = ContractQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["account", "starts_on"]), models.Index(fields=["ends_on"])]

    @property
    def ended_on(self):
        """The earlier of the day on which it ends and that on which it was closed; None without both."""
        return min((day for day in (self.ends_on, self.closed_on) if day), default=None)

    def runs_on(self, day):
        """Whether it runs on `day`, as `ContractQuerySet.running_on` asks."""
        has_ended = self.ends_on is not None and self.ends_on < day
        is_closed = self.closed_on is not None and self.closed_on <= day
        return self.starts_on <= day and not has_ended and not is_closed


class ExchangeRate(models.Model):
    """What one unit of a currency was worth in yen on a day and until the next row."""

    currency = models.CharField(max_length=3)
    on = models.DateField()
    yen = models.DecimalField(max_digits=14, decimal_places=6)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["currency", "on"], name="accounts_rate_once")
        ]


class Question(models.TextChoices):
    """What can be judged about an account, by the night or by its CSM."""

    SCORE = "score", _("Health score")
    STAGE = "stage", _("Stage")
    RISK = "risk", _("Churn risk")
    RANK = "rank", _("Rank")


class RiskJudgement(models.Model):
    """The churn risk that the CSM sees, with the evidence and the day. The latest one counts."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="risk_judgements")
    level = models.PositiveSmallIntegerField()
    evidence = models.CharField(max_length=500)
    judged_on = models.DateField()
    judged_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    known_at = models.DateTimeField(auto_now_add=True)

    objects = OfAccountQuerySet.as_manager()


class Seal(models.Model):
    """One computed judgement that one member may not see until they have given their own."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="seals")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="seals")
    question = models.CharField(max_length=10, choices=Question)
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "account", "question"], name="accounts_seal_once"
            )
        ]


class Merge(models.Model):
    """Two accounts were one customer: what was moved from `merged` to `master`, so that it can go back.

    `moved` holds the entries of the journal (see merge_journal.py).
    """

    master = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="merges")
    moved = models.JSONField(default=dict)
    merged_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField()
    undone_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
