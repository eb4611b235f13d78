"""Serve the browser assets that npm installed: the files named here and no other.

Pointing Django at whole `dist` folders would publish thousands of files, and some of those
name pictures that are not there. htmx is not in the list: it comes with django-htmx, whose
template tag names the version in use.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.checks import CheckMessage, Error
from django.core.files.storage import FileSystemStorage

NODE_MODULES = settings.BASE_DIR / "node_modules"

# Static name -> path in node_modules. Fonts keep their place beside the CSS that names them.
VENDOR_FILES = {
    "vendor/tabler/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "vendor/tabler/tabler.min.css.map": "@tabler/core/dist/css/tabler.min.css.map",
    "vendor/tabler/tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "vendor/tabler/tabler.min.js.map": "@tabler/core/dist/js/tabler.min.js.map",
    "vendor/icons/tabler-icons.min.css": "@tabler/icons-webfont/dist/tabler-icons.min.css",
    "vendor/icons/fonts/tabler-icons.woff2": "@tabler/icons-webfont/dist/fonts/tabler-icons.woff2",
    "vendor/icons/fonts/tabler-icons.woff": "@tabler/icons-webfont/dist/fonts/tabler-icons.woff",
    "vendor/icons/fonts/tabler-icons.ttf": "@tabler/icons-webfont/dist/fonts/tabler-icons.ttf",
    "vendor/echarts/echarts.min.js": "echarts/dist/echarts.min.js",
}


class VendorStorage(FileSystemStorage):
    """Read a named vendor file where npm put it; a name outside the list does not exist."""

    def path(self, name: str) -> str:
        try:
            return str(Path(self.location) / VENDOR_FILES[Path(name).as_posix()])
        except KeyError:
            raise FileNotFoundError(f"{name} is not a vendor file") from None


class VendorFinder(BaseFinder):
    """Find the vendor files for the development server and for `collectstatic`."""

    storage = VendorStorage(location=NODE_MODULES)

    def check(self, **kwargs) -> list[CheckMessage]:
        missing = [name for name in VENDOR_FILES if not self._is_there(name)]
        if not missing:
            return []
        hint = "Run `make assets`, which installs them from package-lock.json."
        return [Error(f"Browser asset missing: {missing[0]}.", hint=hint, id="cs_platform.E101")]

    def _is_there(self, name: str) -> bool:
        """In production what was published is enough: an image carries no node_modules."""
        is_published = settings.IS_PRODUCTION and (Path(settings.STATIC_ROOT) / name).is_file()
        return is_published or Path(self.storage.path(name)).is_file()

    def find(self, path: str, find_all: bool = False, **kwargs) -> str | list[str] | None:
        if path not in VENDOR_FILES:
            return []
        found = self.storage.path(path)
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, VendorStorage]]:
        for name in VENDOR_FILES:
            if not matches_patterns(name, list(ignore_patterns or ())):
                yield name, self.storage
