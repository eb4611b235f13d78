from django.apps import AppConfig


class EngagementConfig(AppConfig):
    name = "engagement"

    def ready(self):
        from accounts import merge_parts
        from engagement.merging import PARTS

        merge_parts.register(*PARTS)
