"""Reading whether this is a demo."""

from demo.models import DemoCompany


def is_demo() -> bool:
    """Say whether what is shown was made up: then every page is marked so."""
    return DemoCompany.objects.exists()


def demo_company() -> DemoCompany | None:
    return DemoCompany.objects.first()
