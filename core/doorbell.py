"""The only place that speaks to the broker. A doorbell may be lost: the ledger is the truth."""

import logging

from celery import current_app
from django.db import transaction
from django.db.models.functions import Now
from kombu.exceptions import OperationalError

from core.models import Step

log = logging.getLogger(__name__)


def ring_on_commit(steps, *, queue):
    """Tell the workers of these steps once the change is durable; the sweeper rings again if lost."""
    ids = [step.pk for step in steps]
    transaction.on_commit(lambda: ring(ids, queue=queue), robust=True)


def ring(step_ids, *, queue):
    """Ring once for each step; stop at the first failure and leave the rest to the sweeper."""
    heard = []
    for step_id in step_ids:
        if not _publish(step_id, queue):
            break
        heard.append(step_id)
    Step.objects.filter(pk__in=heard).update(rung_at=Now())


def is_heard():
    """Say whether the broker answers now."""
    try:
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, interval_start=0)
    except (OperationalError, OSError):
        return False
    return True


def _publish(step_id, queue):
    try:
        current_app.send_task("core.tasks.work", args=[step_id], queue=queue, retry=False)
    except (OperationalError, OSError) as error:
        log.warning("doorbell not heard: %s", error)
        return False
    return True
