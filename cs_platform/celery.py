"""The worker's entry: delivery rules, queues and the static schedule.

No broker is trusted. The ledger in the database is the truth, every task is safe to run
twice, and the sweeper finds what a broker lost; these settings only make that rare.
"""

import gc
import os
from pathlib import Path

from celery import Celery
from celery.signals import setup_logging, worker_process_init
from django.conf import settings
from kombu import Exchange, Queue

from cs_platform import logs, redis_broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cs_platform.settings")

# A task that runs longer than the broker's patience is started a second time: the hard
# limit stays below it, and shards take well under a minute.
TASK_LIMIT_SECONDS = 600
VISIBILITY_SECONDS = 900

REDIS_OPTIONS = {
    "visibility_timeout": VISIBILITY_SECONDS,
    # By default unacknowledged work is looked for every hundred seconds only.
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    # Nobody waits long for a doorbell: a Redis that hangs costs a request three seconds and one that
    # is gone nothing (as delivered: without end, and six seconds). The sweeper rings again.
    "socket_connect_timeout": 2,
    "socket_timeout": 3,
    "max_retries": 0,
    "socket_keepalive": True,
    "health_check_interval": 25,
}


def filesystem_options(folder: Path) -> dict:
    """Make the folders of the embedded broker and return its options."""
    messages, control = folder / "messages", folder / "control"
    for made in (messages, control):
        made.mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(messages),
        "data_folder_out": str(messages),
        "control_folder": str(control),
        "store_processed": False,
    }


def transport_options(broker_url: str) -> dict:
    """Return what the broker behind `broker_url` needs beside its address."""
    if broker_url.startswith("filesystem:"):
        return filesystem_options(settings.DATA_DIR / "broker")
    if broker_url.startswith(("redis:", "rediss:", "redis+")):
        return REDIS_OPTIONS
    return {}


@worker_process_init.connect
def keep_modules_out_of_collections(**_kwargs) -> None:
    """Look for garbage only in what comes after the start: a full collection takes 50 ms less."""
    gc.freeze()


def queue(name: str) -> Queue:
    """Declare a queue with an exchange of its own: left out, Celery gives all of them one."""
    return Queue(name, Exchange(name), routing_key=name)


redis_broker.install()
setup_logging.connect(logs.configure)
app = Celery("cs_platform")
app.conf.update(
    broker_url=settings.CELERY_BROKER_URL,
    broker_transport_options=transport_options(settings.CELERY_BROKER_URL),
    result_backend_transport_options={"visibility_timeout": VISIBILITY_SECONDS},
    visibility_timeout=VISIBILITY_SECONDS,
    broker_connection_timeout=4,
    broker_connection_retry_on_startup=True,
    # Without a limit: a worker outlives any outage of its broker.
    broker_connection_max_retries=None,
    # A request stores its row first and gives the broker about a second; the sweeper
    # publishes what could not be published.
    task_publish_retry_policy={"max_retries": 1, "interval_start": 0, "interval_step": 0.2},
    task_serializer="json",
    result_serializer="json",
    accept_content=["json"],
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=TASK_LIMIT_SECONDS,
    task_soft_time_limit=TASK_LIMIT_SECONDS - 30,
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=200,
    worker_soft_shutdown_timeout=30,
    # Short work never waits behind long work where each queue has a worker of its own.
    task_queues=[queue(name) for name in ("light", "upload", "nightly")],
    task_default_queue="light",
    timezone="UTC",
    beat_scheduler="cs_platform.scheduler:Scheduler",
    beat_schedule_filename=str(settings.DATA_DIR / "beat-schedule"),
    beat_schedule={
        "tick": {"task": "core.tasks.tick", "schedule": 60.0},
        "sweep": {"task": "core.tasks.sweep", "schedule": 10.0},
        "mail": {"task": "core.tasks.send_mail", "schedule": 20.0},
    },
)
app.autodiscover_tasks()
