from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DefinitionsConfig(AppConfig):
    name = "definitions"

    def ready(self):
        from definitions.services import install_shipped

        post_migrate.connect(lambda **_: install_shipped(), sender=self, weak=False)
