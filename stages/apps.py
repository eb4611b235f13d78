from pathlib import Path

from django.apps import AppConfig

from definitions import registry
from definitions.files import read_shipped

SHIPPED = Path(__file__).parent / "shipped"


class StagesConfig(AppConfig):
    name = "stages"

    def ready(self):
        from accounts import merge_parts
        from accounts.merge_rows import Ending, Staying
        from stages.models import ClassificationAnswer, PathPoint, StageSpan

        # Nights go on from a point only from one day to the next: this one is passed by.
        merge_parts.register(Ending(StageSpan), Staying(PathPoint, ClassificationAnswer))
        registry.register(
            lambda: [read_shipped(SHIPPED / "common.json", kind="stages", key="stages")]
        )
