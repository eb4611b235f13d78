"""The lines of accounts that are merged: the merged one leaves the list."""

from accounts.merge_parts import Part
from book.models import AccountStatus, PutAway
from book.services import refresh


class Lines(Part):
    models = (AccountStatus, PutAway)

    def finish(self, pair, journal):
        PutAway.objects.filter(account=pair.merged.pk).delete()
        AccountStatus.objects.filter(pk=pair.merged.pk).delete()
        _bring_up_to_date(pair)

    def finish_undo(self, pair):
        _bring_up_to_date(pair)


def _bring_up_to_date(pair):
    """Write the lines of those that stand as the latest night of their product left them."""
    lines = AccountStatus.objects.exclude(night=None).filter(
        account__product=pair.master.product_id
    )
    latest = lines.order_by("-night").values_list("night", "usage_to").first()
    if latest:
        refresh([pair.master.pk, pair.merged.pk], night=latest[0], usage_to=latest[1])
