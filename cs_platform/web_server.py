"""gunicorn in production: `gunicorn --config python:cs_platform.web_server cs_platform.wsgi`.

WEB_CONCURRENCY, which gunicorn reads itself, is the number of its processes.
"""

import logging

from cs_platform.settings import LOGGING

logging.captureWarnings(True)

bind = "0.0.0.0:8000"  # the proxy reaches it from outside the container
threads = 4
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
