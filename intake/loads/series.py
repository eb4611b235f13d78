"""Numbering the series that usage names: each gets a number of its product once, for ever."""

from collections import Counter
from itertools import groupby
from operator import itemgetter

from accounts.models import Product
from engagement.models import Series
from intake.domain.refusals import FileRefusedError, Refusal
from intake.domain.usage_days import SERIES_MASK


def made_series(used, revisions):
    """Make those series that are new; returns as `series_numbers`.

    Undoing the load takes the series away, and no other one gets their numbers.
    """
    products = {product for product, _ in used}
    list(Product.objects.select_for_update().filter(pk__in=products).order_by("pk"))
    numbers, new = series_numbers(used)
    Series.objects.bulk_create(
        Series(product_id=key[0], number=numbers[key], name=key[1]) for key in new
    )
    for product, keys in groupby(sorted(new), itemgetter(0)):
        highest = max(numbers[key] for key in keys)
        Product.objects.filter(pk=product).update(highest_series=highest)
    _keep(used, new, numbers, revisions)
    return numbers, new


def series_numbers(used):
    """Return {(product, name): number}, and those among them that are new, in the order of `used`.

    Raises FileRefusedError where a product has too few numbers left.
    """
    products = {product for product, _ in used}
    given = Product.objects.filter(pk__in=products).values_list("pk", "highest_series")
    known, highest = {}, dict.fromkeys(products, 0) | dict(given)
    for each in Series.objects.filter(product__in=products):
        # Not all were numbered by a load.
        highest[each.product_id] = max(highest[each.product_id], each.number)
        names = [(each.product_id, name) for name in (each.name, *each.aliases)]
        known |= dict.fromkeys(names, each.number)
    new = [key for key in used if key not in known]
    _refuse_too_many(new, highest)
    for product, name in new:
        highest[product] += 1
        known[product, name] = highest[product]
    return {key: known[key] for key in used}, new


def _refuse_too_many(new, highest):
    for product, count in Counter(product for product, _ in new).items():
        left = SERIES_MASK - highest[product]
        if count > left:
            raise FileRefusedError(Refusal(0, "", "series_used_up", {"new": count, "left": left}))


def _keep(used, new, numbers, revisions):
    """Keep which series a file made, and on which it rests."""
    unnamed = {"label_en": "", "label_ja": "", "aliases": []}
    rows = (((key[0], numbers[key]), None, {"name": key[1], **unnamed}) for key in new)
    revisions.keep(Series, rows)
    made = set(new)
    revisions.confirm(Series, sorted({(key[0], numbers[key]) for key in used if key not in made}))
