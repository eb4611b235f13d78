from pathlib import Path

from django.apps import AppConfig

from definitions import registry
from definitions.files import read_shipped

SHIPPED = Path(__file__).parent / "shipped"


class StagesConfig(AppConfig):
    name = "stages"

    def ready(self):
        registry.register(
            lambda: [read_shipped(SHIPPED / "common.json", kind="stages", key="stages")]
        )
