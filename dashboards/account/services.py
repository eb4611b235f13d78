"""What a page writes that touches several apps at once."""

from django.db import transaction

from accounts.services import judge_risk, set_rank
from book.models import AccountStatus
from book.selectors import latest_night
from book.services import refresh


@transaction.atomic
def judge_account(*, account, level, evidence, rank, on, by):
    """Record a member's risk level and rank (each only where given), and bring the list up to date."""
    if level is not None:
        judge_risk(account=account, level=level, evidence=evidence, on=on, by=by)
    if rank:
        set_rank(account=account, rank=rank, on=on, by=by)
    refresh_line(account)


def refresh_line(account):
    """Bring an account's line of the list up to date; one that no night has written is left to the next."""
    status = AccountStatus.objects.filter(pk=account.pk).first()
    night = status and (status.night or latest_night())
    if night:
        refresh([account.pk], night=night, usage_to=status.usage_to)
