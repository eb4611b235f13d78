from pathlib import Path

from django.apps import AppConfig

from definitions import registry
from definitions.files import read_shipped

SHIPPED = Path(__file__).parent / "shipped"


class SegmentsConfig(AppConfig):
    name = "segments"

    def ready(self):
        registry.register(
            lambda: [read_shipped(SHIPPED / "segments.json", kind="segments", key="segments")]
        )
