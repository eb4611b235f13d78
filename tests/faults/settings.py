"""Settings of the processes under test: the platform's own, with what a fault needs rigged in."""

from kombu.transport import TRANSPORT_ALIASES

from cs_platform.settings import *  # noqa: F403
from cs_platform.settings import INSTALLED_APPS, env

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.apps.Rigging"]
ROOT_URLCONF = "tests.faults.urls"

# Every message twice, some three times, at either end of its queue.
if env.str("FAULT_COPIES_SEED", default=""):
    TRANSPORT_ALIASES["redis"] = "tests.faults.transport:Transport"
