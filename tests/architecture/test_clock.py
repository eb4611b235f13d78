"""Nobody below views, commands and tasks asks what day it is."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CLOCK = re.compile(r"date\.today\(|datetime\.now\(|datetime\.utcnow\(|localdate\(|time\.time\(")
MODULES = sorted(
    path.relative_to(settings.BASE_DIR)
    for app in settings.OWN_APPS
    for path in Path(settings.BASE_DIR / app).rglob("*.py")
    if "migrations" not in path.parts and "management" not in path.parts
)


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_module_does_not_read_the_day(path):
    assert not CLOCK.search((settings.BASE_DIR / path).read_text(encoding="utf-8"))
