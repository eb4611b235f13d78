"""What is worth knowing of a file although nothing is refused: said of one, and of several."""

from typing import Final

from intake.domain.messages.marking import gettext_noop as _
from intake.domain.messages.marking import ngettext_lazy

FINDINGS: Final[dict[str, str | tuple[str, str]]] = {
    "rounded": ngettext_lazy(
        "%(count)s value of “%(column)s” had more than four decimals and was rounded "
        "(on line %(lines)s).",
        "%(count)s values of “%(column)s” had more than four decimals and were rounded "
        "(first on lines %(lines)s).",
    ),
    "rounded_money": ngettext_lazy(
        "%(count)s amount of “%(column)s” had more than two decimals and was rounded "
        "(on line %(lines)s).",
        "%(count)s amounts of “%(column)s” had more than two decimals and were rounded "
        "(first on lines %(lines)s).",
    ),
    "exponent": ngettext_lazy(
        "%(count)s value of “%(column)s” was written with an exponent, as 1e5 (on line %(lines)s).",
        "%(count)s values of “%(column)s” were written with an exponent, as 1e5 "
        "(first on lines %(lines)s).",
    ),
    "full_width": ngettext_lazy(
        "%(count)s cell of “%(column)s” had full-width digits, which were read as usual ones "
        "(on line %(lines)s).",
        "%(count)s cells of “%(column)s” had full-width digits, which were read as usual ones "
        "(first on lines %(lines)s).",
    ),
    "unquoted": ngettext_lazy(
        "%(count)s cell of “%(column)s” had a quote in front that keeps a spreadsheet from running "
        "it, as '=1+1; it was left out (on line %(lines)s).",
        "%(count)s cells of “%(column)s” had a quote in front that keeps a spreadsheet from running "
        "them, as '=1+1; it was left out (first on lines %(lines)s).",
    ),
    "mapped_absent": _(
        "“%(column)s” was mapped to one of our columns, and the file has no such column."
    ),
    "grouped": ngettext_lazy(
        "%(count)s value of “%(column)s” had thousands separators, which were left out "
        "(on line %(lines)s).",
        "%(count)s values of “%(column)s” had thousands separators, which were left out "
        "(first on lines %(lines)s).",
    ),
    "currency_sign": ngettext_lazy(
        "%(count)s value of “%(column)s” had a currency sign, which was left out "
        "(on line %(lines)s).",
        "%(count)s values of “%(column)s” had a currency sign, which was left out "
        "(first on lines %(lines)s).",
    ),
    "accounting_negative": ngettext_lazy(
        "%(count)s value of “%(column)s” was written as △5 or (5) and read as negative "
        "(on line %(lines)s).",
        "%(count)s values of “%(column)s” were written as △5 or (5) and read as negative "
        "(first on lines %(lines)s).",
    ),
    "time_left_out": ngettext_lazy(
        "%(count)s date of “%(column)s” had a time of day, which was left out (on line %(lines)s).",
        "%(count)s dates of “%(column)s” had a time of day, which was left out "
        "(first on lines %(lines)s).",
    ),
    "zone_left_out": ngettext_lazy(
        "%(count)s date of “%(column)s” had a time with a time zone; the day was taken as it is "
        "written (on line %(lines)s).",
        "%(count)s dates of “%(column)s” had a time with a time zone; the day was taken as it is "
        "written (first on lines %(lines)s).",
    ),
    "empty_expected": ngettext_lazy(
        "%(count)s row has nothing in “%(column)s” (on line %(lines)s).",
        "%(count)s rows have nothing in “%(column)s” (first on lines %(lines)s).",
    ),
    "before_contract": ngettext_lazy(
        "%(count)s row is dated before the contract it names began (on line %(lines)s).",
        "%(count)s rows are dated before the contract they name began (first on lines %(lines)s).",
    ),
    "after_contract": ngettext_lazy(
        "%(count)s row is dated after the contract it names was over (on line %(lines)s).",
        "%(count)s rows are dated after the contract they name was over "
        "(first on lines %(lines)s).",
    ),
    "added_up": ngettext_lazy(
        "%(count)s row was added to another row for the same day and series.",
        "%(count)s rows were added to another row for the same day and series.",
    ),
    "left_before_role": ngettext_lazy(
        "%(count)s contact left before their role began (on line %(lines)s).",
        "%(count)s contacts left before their role began (first on lines %(lines)s).",
    ),
    "ends_before_start": ngettext_lazy(
        "%(count)s contract ends before it starts (on line %(lines)s).",
        "%(count)s contracts end before they start (first on lines %(lines)s).",
    ),
    "closed_before_start": ngettext_lazy(
        "%(count)s contract was closed before it starts (on line %(lines)s).",
        "%(count)s contracts were closed before they start (first on lines %(lines)s).",
    ),
    "responded_before_invited": ngettext_lazy(
        "%(count)s answer came before the invitation (on line %(lines)s).",
        "%(count)s answers came before the invitation (first on lines %(lines)s).",
    ),
    "closed_before_opened": ngettext_lazy(
        "%(count)s ticket was closed before it was opened (on line %(lines)s).",
        "%(count)s tickets were closed before they were opened (first on lines %(lines)s).",
    ),
}
