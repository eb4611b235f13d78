"""Settings under test: the platform's own in test mode, in a data folder of their own."""

import os
import tempfile

os.environ["CS_ENV"] = "test"
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="cs-test-"))

from cs_platform.settings import *  # noqa: F403
