"""Signs of life: a part that is still and a part that is dead look alike from outside, but for these."""

from django.db.models.functions import Now

from core.models import Heartbeat

WORKER = "worker"
SCHEDULER = "scheduler"
BEAT_SECONDS = 10
# Six beats missed are no hiccup any more.
FRESH_SECONDS = 60


def show_life(name):
    """Write down that the part `name` lives."""
    if not Heartbeat.objects.filter(name=name).update(at=Now()):
        Heartbeat.objects.bulk_create([Heartbeat(name=name, at=Now())], ignore_conflicts=True)


def ages():
    """Return {part: whole seconds since it last showed life}; parts that never did are missing."""
    beats = Heartbeat.objects.annotate(now=Now())
    return {beat.name: int((beat.now - beat.at).total_seconds()) for beat in beats}
