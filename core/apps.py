from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"

    def ready(self):
        import core.lookups  # noqa: F401 a lookup is registered by being imported
        from core import schedule
        from core.disk_letters import tell_of_low_disks

        schedule.register("disks", tell_of_low_disks)
