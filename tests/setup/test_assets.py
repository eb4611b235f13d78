"""Only the files named are served, and all of them can be published."""

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import storages
from django.core.management import call_command
from django.test import override_settings

from cs_platform.assets import VENDOR_FILES, VendorFinder

PUBLISHED = "whitenoise.storage.CompressedManifestStaticFilesStorage"


@pytest.mark.parametrize("name", VENDOR_FILES)
def test_a_named_file_is_found(name):
    assert finders.find(name).endswith(VENDOR_FILES[name])


@pytest.mark.parametrize(
    "name",
    [
        "vendor/echarts/echarts.js",
        "@tabler/core/package.json",
        "vendor/tabler/../../../settings.py",
        "vendor/icons/fonts/../../../../package.json",
    ],
)
def test_any_other_file_is_not(name):
    assert VendorFinder().find(name) == []
    assert VendorFinder().find(name, find_all=True) == []
    with pytest.raises(FileNotFoundError):
        VendorFinder.storage.path(name)


def test_a_missing_asset_is_named_with_its_remedy(monkeypatch):
    monkeypatch.setitem(VENDOR_FILES, "vendor/gone.js", "gone/gone.js")
    (complaint,) = VendorFinder().check()
    assert complaint.msg == "Browser asset missing: vendor/gone.js."
    assert "make assets" in complaint.hint


def test_production_publishes_every_file_under_a_hashed_name(tmp_path):
    storage = {**settings.STORAGES, "staticfiles": {"BACKEND": PUBLISHED}}
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storage):
        call_command("collectstatic", interactive=False, verbosity=0)
        published = {name: storages["staticfiles"].stored_name(name) for name in VENDOR_FILES}
    for name, hashed in published.items():
        assert re.fullmatch(rf"{re.escape(name.split('.')[0])}\..*[0-9a-f]{{12}}\..+", hashed), name
        assert (tmp_path / hashed).is_file()
    assert (tmp_path / (published["vendor/echarts/echarts.min.js"] + ".gz")).is_file()


def test_no_style_or_script_of_a_vendor_names_another_host():
    for path in VENDOR_FILES.values():
        if path.endswith(".css"):
            text = (settings.BASE_DIR / "node_modules" / path).read_text()
            assert re.findall(r"url\(['\"]?(?:https?:)?//", text) == []
            assert "@import" not in text
