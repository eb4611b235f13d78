from django.apps import AppConfig

from core import work


class IntakeConfig(AppConfig):
    name = "intake"

    def ready(self):
        from accounts import merge_parts
        from accounts.merge_rows import Staying
        from intake.merging import Findings, uploads_since
        from intake.models import UsageRevision
        from intake.quality.inspections import register
        from intake.quality.shipped import SHIPPED
        from intake.quality.steps import INSPECTION
        from intake.steps import CHECK, UNDO, UPLOAD

        merge_parts.register(Findings(), Staying(UsageRevision))
        merge_parts.register_obstacles(uploads_since)
        work.register(CHECK)
        work.register(UPLOAD)
        work.register(UNDO)
        work.register(INSPECTION)
        register(*SHIPPED)
