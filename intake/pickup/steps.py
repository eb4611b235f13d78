"""The one step of a look."""

from django.utils import timezone

from core.work import RunKind, StepKind
from intake.pickup.services import note_broken_look, work_look


def _look(task):
    work_look(task, at=timezone.now())


PICKUP = RunKind("pickup", queue="upload", steps=(StepKind("look", _look),), fail=note_broken_look)
