from django.apps import AppConfig

from core import schedule, work


class NightlyConfig(AppConfig):
    name = "nightly"

    def ready(self):
        from nightly.services import ensure_nights
        from nightly.steps import BACKFILL, NIGHTLY

        work.register(NIGHTLY)
        work.register(BACKFILL)
        schedule.register("nights", ensure_nights)
