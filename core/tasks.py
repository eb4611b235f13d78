"""Doors through which the broker enters the ledger."""

from celery import shared_task
from django.utils import timezone

from core import heartbeats, ledger, outbox, schedule


@shared_task
def work(step_id):
    ledger.work_step(step_id)


@shared_task
def sweep():
    heartbeats.show_life(heartbeats.WORKER)
    ledger.sweep()


@shared_task
def tick():
    schedule.tick(at=timezone.now())


@shared_task
def send_mail():
    outbox.send_due()
