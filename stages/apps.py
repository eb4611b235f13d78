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
        from engagement.models import Milestone
        from stages.models import ClassificationAnswer, PathPoint, StageSpan
        from stages.selectors import milestone_words

        # Nights go on from a point only from one day to the next: this one is passed by.
        merge_parts.register(Ending(StageSpan), Staying(PathPoint, ClassificationAnswer))
        merge_parts.register_words(Milestone, milestone_words)
        registry.register(
            lambda: [read_shipped(SHIPPED / "common.json", kind="stages", key="stages")]
        )
