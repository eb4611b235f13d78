"""Compile every translation catalogue, without a system gettext.

    python tools/compile_messages.py

Writes a .mo beside each .po that is newer. Fuzzy entries are left out, as msgfmt does.
"""

from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def compile_catalogues(locale: Path = LOCALE) -> list[Path]:
    """Return the catalogues written."""
    stale = [po for po in sorted(locale.glob("*/LC_MESSAGES/*.po")) if is_stale(po)]
    for po in stale:
        polib.pofile(str(po)).save_as_mofile(str(po.with_suffix(".mo")))
    return [po.with_suffix(".mo") for po in stale]


def is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime


if __name__ == "__main__":
    for written in compile_catalogues():
        print(f"==> Compiled {written.relative_to(LOCALE.parent)}")
