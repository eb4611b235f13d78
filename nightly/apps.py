from django.apps import AppConfig

from core import schedule, work


class NightlyConfig(AppConfig):
    name = "nightly"

    def ready(self):
        from accounts import merge_parts
        from accounts.merge_rows import Staying
        from intake.registry import register_kept_by_nights
        from nightly.kept import KEPT
        from nightly.models import Quarantine
        from nightly.services import ensure_nights
        from nightly.steps import BACKFILL, NIGHTLY

        merge_parts.register(Staying(Quarantine))
        work.register(NIGHTLY)
        work.register(BACKFILL)
        schedule.register("nights", ensure_nights)
        for model, where in KEPT.items():
            register_kept_by_nights(model, **where)
