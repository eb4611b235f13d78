from django.apps import AppConfig

from core import schedule, work


class IntakeConfig(AppConfig):
    name = "intake"

    def ready(self):
        from accounts import merge_parts
        from accounts.merge_rows import Staying
        from intake.letters import tell_of_uploads
        from intake.merges.parts import Findings, uploads_since
        from intake.models import UsageRevision
        from intake.pickup.services import ensure_looks
        from intake.pickup.steps import PICKUP
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
        work.register(PICKUP)
        schedule.register("pickups", ensure_looks)
        schedule.register("letters", tell_of_uploads)
        register(*SHIPPED)
