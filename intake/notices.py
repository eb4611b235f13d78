"""What a load added beyond its rows, by name: series, members, products, attributes."""

from dataclasses import dataclass
from typing import Final

from intake.domain.messages.marking import gettext_noop as _
from intake.domain.refusals import ENGLISH, Translator, listed

NOTICES: Final = {
    "read_as": _("The file was read as %(names)s."),
    "read_sheet": _("Of the workbook, the sheet %(names)s was read."),
    "unpacked": _("The file was unpacked from %(names)s."),
    "unended": _(
        "The final line of the file has no line end. If the file was cut off, its final value may "
        "be wrong."
    ),
    "new_series": _("New series (%(count)s): %(names)s."),
    "new_accounts": _("New accounts, named by their ids (%(count)s): %(names)s."),
    "new_products": _("New products (%(count)s): %(names)s."),
    "new_members": _(
        "People who were no members yet and were added without a password (%(count)s): %(names)s."
    ),
    "new_attributes": _("Columns that became account attributes (%(count)s): %(names)s."),
    "widened_attributes": _(
        "Attributes whose cells do not fit their kind any more and that became texts (%(count)s): "
        "%(names)s."
    ),
    "many_worded_events": _(
        "Events that the file describes in more than one way, so that its final row counts "
        "(%(count)s): %(names)s."
    ),
    "unknown_contacts": _(
        "Contacts that are not known and were left empty (%(count)s): %(names)s."
    ),
    "merged_ids": _(
        "Ids of accounts that were merged; their rows went to the account that stands for them "
        "(%(count)s): %(names)s."
    ),
    "left_out_ids": _(
        "Ids of accounts that were merged, of whose rows some were left out because those of the "
        "account's own id count (%(count)s): %(names)s."
    ),
}
# Said of a file that may be cut within its final value.
UNENDED: Final = "unended"
# A merge cannot be undone while rows stand that came under the merged account's ids.
MERGED_IDS: Final = "merged_ids"
LEFT_OUT_IDS: Final = "left_out_ids"
# More names than this say nothing that these do not.
MOST_NAMES: Final = 20


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told, and of whom; `count` says how many they are where `names` has only the first."""

    code: str
    names: tuple[str, ...]
    count: int = 0

    def describe(self, translator: Translator = ENGLISH) -> str:
        count = self.count or len(self.names)
        more = ["…"] if count > MOST_NAMES else []
        return translator.gettext(NOTICES[self.code]) % {
            "count": f"{count:,}",
            "names": listed([*self.names[:MOST_NAMES], *more], translator),
        }
