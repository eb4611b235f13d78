"""Writing what is sold: the product, what it reports, and the definitions of its own."""

from pathlib import Path

from django.conf import settings

from accounts.models import AttributeDefinition, AttributeType, Product
from definitions.files import read_shipped
from definitions.models import Kind
from definitions.services import put_in_force
from demo.domain.usage import SERIES
from engagement.models import Series

KEY, NAME = "hr-saas", "HR SaaS"
STAGES = Path("stages") / "shipped" / "recruiting.json"
ATTRIBUTES = {
    "full_time_recruiters": ("Full-time recruiters", "専任の採用担当者数"),
    "employees": ("Employees", "従業員数"),
}


def write_product() -> Product:
    """Write the product with its series, its own stages in force, and the attributes of accounts."""
    product = Product.objects.create(key=KEY, name=NAME)
    Series.objects.bulk_create(
        Series(product=product, number=number, name=name)
        for number, name in enumerate(SERIES, start=1)
    )
    AttributeDefinition.objects.bulk_create(
        AttributeDefinition(key=key, type=AttributeType.NUMBER, name_en=en, name_ja=ja)
        for key, (en, ja) in ATTRIBUTES.items()
    )
    stages = read_shipped(settings.BASE_DIR / STAGES, kind=Kind.STAGES, key="stages")
    put_in_force(
        kind=stages.kind,
        key=stages.key,
        texts=stages.texts,
        body=stages.body,
        product=product,
        metric_keys=stages.metric_keys,
        reason="shipped for recruiting software",
    )
    return product
