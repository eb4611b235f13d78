"""Writing what is sold: the product, what it reports, and the definitions of its own."""

from pathlib import Path

from django.conf import settings

from accounts.models import AttributeDefinition, AttributeType, Product
from definitions.files import read_shipped
from definitions.models import Kind
from definitions.selectors import versions_in_force
from definitions.services import put_in_force
from demo.domain.usage import SERIES, SITE_SERIES
from engagement.models import Series
from stages.domain.journey import Journey, read_journeys

KEY, NAME = "hr-saas", "HR SaaS"
SITE_KEY, SITE_NAME = "career-site", "採用サイト"
SHIPPED = Path("stages") / "shipped"
# What the main product has of its own, by the file it comes from.
OWN = {(Kind.STAGES, "stages"): "recruiting.json", (Kind.JOURNEY, "journey"): "journey.json"}
ATTRIBUTES = {
    "full_time_recruiters": ("Full-time recruiters", "専任の採用担当者数"),
    "employees": ("Employees", "従業員数"),
}


def write_product() -> Product:
    """Write the main product with its series, its own stages and journey, and what accounts are asked."""
    product = Product.objects.create(key=KEY, name=NAME)
    _write_series(product, SERIES)
    AttributeDefinition.objects.bulk_create(
        AttributeDefinition(key=key, type=AttributeType.NUMBER, name_en=en, name_ja=ja)
        for key, (en, ja) in ATTRIBUTES.items()
    )
    for (kind, key), name in OWN.items():
        shipped = read_shipped(settings.BASE_DIR / SHIPPED / name, kind=kind, key=key)
        put_in_force(
            kind=kind,
            key=key,
            texts=shipped.texts,
            body=shipped.body,
            product=product,
            metric_keys=shipped.metric_keys,
            reason="shipped for recruiting software",
        )
    return product


def write_other_product() -> Product:
    """Write the product that a few customers use beside the main one, by common definitions only."""
    product = Product.objects.create(key=SITE_KEY, name=SITE_NAME)
    _write_series(product, SITE_SERIES)
    return product


def journeys_of(product: Product) -> dict[str, Journey]:
    """Return the journeys by segment, the common one under ""."""
    versions = versions_in_force(kind=Kind.JOURNEY, product_id=product.pk)
    return read_journeys(versions["journey"].body)


def _write_series(product, series):
    Series.objects.bulk_create(
        Series(product=product, number=number, name=name, label_en=en, label_ja=ja)
        for number, (name, (en, ja)) in enumerate(series.items(), start=1)
    )
