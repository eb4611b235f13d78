"""What a load added beyond its rows, by name: series, members, products, attributes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from intake.domain.messages import gettext_noop as _

NOTICES: Final = {
    "new_series": _("%(count)s series are new: %(names)s."),
    "new_products": _("%(count)s products are new: %(names)s."),
    "new_members": _(
        "%(count)s people in the file are no members yet; they were added without a password: "
        "%(names)s."
    ),
    "new_attributes": _("%(count)s columns became account attributes: %(names)s."),
    "unknown_contacts": _("%(count)s contact ids are not known and were left empty: %(names)s."),
}
# More names than this say nothing that these do not.
MOST_NAMES: Final = 20


@dataclass(frozen=True, slots=True)
class Notice:
    code: str
    names: tuple[str, ...]

    def describe(self, translate: Callable[[str], str] = str) -> str:
        shown = ", ".join(self.names[:MOST_NAMES])
        more = ", …" if len(self.names) > MOST_NAMES else ""
        return translate(NOTICES[self.code]) % {"count": len(self.names), "names": shown + more}
