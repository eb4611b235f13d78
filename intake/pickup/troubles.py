"""What may be wrong with a place that files are picked up from: codes that are kept, and their words."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from intake.domain.messages.marking import gettext_noop as _

TROUBLES: Final[Mapping[str, str]] = {
    "no_root": _(
        "No folder for pick-ups is set up here. Ask whoever runs the platform to set PICKUP_ROOT."
    ),
    "outside": _(
        "“%(place)s” leads out of the folder for pick-ups. "
        "Write the path below that folder, as crm/usage."
    ),
    "no_folder": _(
        "The folder “%(place)s” is not there. Create it, or correct the place. "
        "It is looked for again next time."
    ),
    "closed_folder": _(
        "The folder “%(place)s” cannot be read: %(reason)s. Let the platform's user read it."
    ),
    "closed_file": _("“%(name)s” cannot be read: %(reason)s. Let the platform's user read it."),
    "no_store": _(
        "No object store is set up here. "
        "Ask whoever runs the platform to set OBJECT_STORE_KEY_ID and what belongs to it."
    ),
    "no_bucket": _("“%(place)s” names no bucket. Write it as s3://bucket/folder."),
    "store_away": _(
        "The object store does not answer: %(reason)s. It is asked again at the next look."
    ),
    "store_refuses": _(
        "The object store refuses to give “%(place)s”: %(reason)s. "
        "Check the bucket's name and what the key may read."
    ),
    "too_many": _(
        "More than %(most)s files lie there. "
        "Move those that are done elsewhere, or narrow the pattern."
    ),
    "too_large": _(
        "“%(name)s” is larger than %(most)s GB. Split it, and it is picked up at the next look."
    ),
    "broke_off": _(
        "The look broke off three times; the log says why. It is tried again next time."
    ),
}


class PlaceError(Exception):
    """A place or a file in it cannot be read; `code` is one of TROUBLES."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code, self.params = code, params

    def as_kept(self) -> Mapping[str, Any]:
        return {"code": self.code, "params": self.params}


def in_words(kept: Mapping[str, Any], translate: Callable[[str], str]) -> str:
    """Say what `PlaceError.as_kept` gave; "" where there was no trouble."""
    return translate(TROUBLES[kept["code"]]) % kept["params"] if kept else ""
