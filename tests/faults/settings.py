"""Settings of the processes under test: the platform's own, with what a fault needs rigged in."""

from cs_platform.settings import *  # noqa: F403
from cs_platform.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.apps.Rigging"]
ROOT_URLCONF = "tests.faults.urls"
