from django.apps import AppConfig

from core import work


class IntakeConfig(AppConfig):
    name = "intake"

    def ready(self):
        from intake.quality.inspections import register
        from intake.quality.shipped import SHIPPED
        from intake.quality.steps import INSPECTION
        from intake.steps import UNDO, UPLOAD

        work.register(UPLOAD)
        work.register(UNDO)
        work.register(INSPECTION)
        register(*SHIPPED)
