"""Which product the rows of a file are about, where they do not name it themselves."""

from accounts.models import Product
from intake.domain.refusals import FileRefusedError, Refusal, excerpt


def product_said(load):
    """Return the id of the product that a person said for all rows, None where nobody said any.

    Raises FileRefusedError where there is no such product.
    """
    key = load.instructions.product
    if not key:
        return None
    known = dict(Product.objects.order_by("key").values_list("key", "pk"))
    if key not in known:
        params = {"value": excerpt(key), "known": ", ".join(known)}
        raise FileRefusedError(Refusal(0, "", "no_such_product", params))
    return known[key]


def is_product_clear(said):
    """Tell whether a new account can use but one product: the one that was `said`, or the only one."""
    return said is not None or Product.objects.count() <= 1
