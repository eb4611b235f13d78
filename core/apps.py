from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"

    def ready(self):
        import core.lookups  # noqa: F401 a lookup is registered by being imported
