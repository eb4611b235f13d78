from django.apps import AppConfig

from core import work


class IntakeConfig(AppConfig):
    name = "intake"

    def ready(self):
        from intake.steps import UPLOAD

        work.register(UPLOAD)
