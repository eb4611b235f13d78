from pathlib import Path

from django.apps import AppConfig

from definitions import registry
from definitions.files import read_shipped

SHIPPED = Path(__file__).parent / "shipped"


class HealthConfig(AppConfig):
    name = "health"

    def ready(self):
        registry.register(
            lambda: [
                read_shipped(SHIPPED / "scorecard.json", kind="scorecard", key="health"),
                read_shipped(SHIPPED / "risk.json", kind="risk", key="churn_risk"),
            ]
        )
