"""Groups of accounts by how they work, each with its team and its strategy in words."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Span, Team
from core.models import User
from segments.querysets import ProposalQuerySet, SegmentQuerySet


class Segment(models.Model):
    key = models.SlugField(max_length=60, unique=True)
    order = models.PositiveSmallIntegerField()
    name_en = models.CharField(max_length=80)
    name_ja = models.CharField(max_length=80)
    strategy_en = models.TextField()
    strategy_ja = models.TextField()
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="segments")
    manager = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ops_partner = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    marketing_partner = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = SegmentQuerySet.as_manager()

    class Meta:
        ordering = ["order"]


class SegmentSpan(Span):
    """The segment an account belonged to; no span means unclassified, to be checked.

    Until `held_until` it is an exception that a member made: the rules propose no other before that day.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="segment_spans")
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="spans")
    reason = models.CharField(max_length=200, blank=True)
    held_until = models.DateField(null=True)


class RuleSpan(Span):
    """What the segment rules said of the account, "" where none held or data was missing."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="rule_spans")
    segment_key = models.CharField(max_length=60, blank=True)


class ProposalState(models.TextChoices):
    OPEN = "open", _("To be decided")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class SegmentProposal(models.Model):
    """The rules have named another segment for 60 days: its manager decides."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="segment_proposals")
    current = models.ForeignKey(Segment, null=True, on_delete=models.CASCADE, related_name="+")
    proposed = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="proposals")
    true_since = models.DateField()
    proposed_on = models.DateField()
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=models.Q(state="open"),
                name="segments_one_open_proposal",
            )
        ]
