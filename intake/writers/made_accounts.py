"""Making accounts of ids that a file names and nobody knew, as a file of accounts would."""

from accounts.models import AccountAlias
from intake.domain.records import Row
from intake.domain.refusals import FileRefusedError, Refusal, excerpt
from intake.loads.products import is_product_clear
from intake.notices import Notice
from intake.writers.accounts import AccountWriter

WRITTEN_AT_ONCE = 2_000


def code_of_unknown(load, product):
    """Return what is said of an account that is not known, "" where it becomes one.

    One can be made only where it is clear which product it uses: `product` is the one that was said.
    """
    if not load.makes_accounts:
        return "unknown_account"
    return "" if is_product_clear(product) else "product_unclear"


def make_accounts(ids, context):
    """Make an account of each id, called by it and with a firm of its own; returns notices.

    Ids that have come to be known since the file was judged are left alone. Raises FileRefusedError
    where it is no longer clear which product they use.
    """
    if not ids:
        return []
    if not is_product_clear(context.product):
        params = {"value": excerpt(ids[0])}
        raise FileRefusedError(Refusal(0, "account_id", "product_unclear", params))
    writer = AccountWriter(context)
    writer.begin({})
    made = []
    for start in range(0, len(ids), WRITTEN_AT_ONCE):
        some = ids[start : start + WRITTEN_AT_ONCE]
        known = AccountAlias.objects.filter(source=context.source, value__in=some)
        known = set(known.values_list("value", flat=True))
        made += (new := [each for each in some if each not in known])
        writer.write([_row(each) for each in new])
    return [Notice("new_accounts", tuple(made)), *writer.finish()]


def _row(external_id):
    return Row(0, {"account_id": external_id, "name": external_id}, {}, ())
