"""gunicorn in production: `gunicorn --config python:cs_platform.web_server cs_platform.wsgi`.

WEB_CONCURRENCY, which gunicorn reads itself, is the number of its processes.
"""

import gc
import logging

from cs_platform.settings import LOGGING

logging.captureWarnings(True)

bind = "0.0.0.0:8000"  # the proxy reaches it from outside the container
# Processes share the work better than threads; the second one is for whom a slow upload keeps waiting.
threads = 2
# A process takes in no more than it can answer: what waits goes to whichever is free first. The proxy
# beside it opens a connection for each request, so that none is held for nothing.
worker_connections = threads
keepalive = 0
# No page takes this long; a large file comes in over a slow line, and threads keep the pulse.
timeout = 60
graceful_timeout = 30
# Memory that some library never gives back goes with its process, not all at the same time.
max_requests = 5_000
max_requests_jitter = 500
# The pulse of a process is a file: on a disk it would wait for the disk.
worker_tmp_dir = "/dev/shm"  # noqa: S108 files without a name
# A second way in, by a file in the home that the image's user does not have.
control_socket_disable = True
# Requests are told by the platform itself, with whose they are and without what they searched for.
accesslog = None
logconfig_dict = {
    **LOGGING,
    "loggers": {**LOGGING["loggers"], "gunicorn.error": {"handlers": [], "propagate": True}},
}


def post_worker_init(worker):
    """What a process loads at its start stays: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
