from django.apps import AppConfig


class Rigging(AppConfig):
    name = "tests.faults"
    label = "faults"

    def ready(self):
        from tests.faults.rigging import rig

        rig()
