from pathlib import Path

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from definitions import registry
from definitions.files import read_shipped

SHIPPED = Path(__file__).parent / "shipped"


class SegmentsConfig(AppConfig):
    name = "segments"

    def ready(self):
        from accounts import merge_parts
        from intake.registry import AccountColumn
        from intake.registry import register as register_column
        from segments.merging import PARTS, segment_field
        from segments.models import SegmentSpan
        from segments.selectors import read_segments
        from segments.services import apply_segments, find_segment, install_shipped_segments

        column = AccountColumn(
            "segment",
            "unknown_segment",
            find_segment,
            apply_segments,
            read_segments,
            history=SegmentSpan,
            sets=("team",),
        )
        register_column(column)
        merge_parts.register(*PARTS)
        merge_parts.register_fields(segment_field)
        post_migrate.connect(lambda **_: install_shipped_segments(), sender=self, weak=False)
        registry.register(
            lambda: [read_shipped(SHIPPED / "segments.json", kind="segments", key="segments")]
        )
