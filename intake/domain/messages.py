"""What is said about refused rows and findings: English message ids, marked for translation.

Never says where or how often: see `refusals`.
"""

from dataclasses import dataclass
from typing import Final


def gettext_noop(message: str) -> str:
    """Mark a text for the message catalogue, under the name that extraction looks for."""
    return message


@dataclass(frozen=True, slots=True)
class Reason:
    """What is wrong and how to mend it; `of_file` where no single row is to blame."""

    message: str
    of_file: bool = False


_ = gettext_noop

REASONS: Final[dict[str, Reason]] = {
    "empty_file": Reason(_("The file is empty. Export it again with its header and rows."), True),
    "no_rows": Reason(_("The file has a header and no rows. Export it again with its rows."), True),
    "not_utf8": Reason(
        _(
            "Line %(line)s is not UTF-8: byte %(byte)s of the file is %(found)s. "
            "Save the file as CSV UTF-8, or name its encoding."
        ),
        True,
    ),
    "not_encoding": Reason(
        _(
            "Line %(line)s is not %(encoding)s: byte %(byte)s of the file is %(found)s. "
            "Name the encoding in which the file was saved."
        ),
        True,
    ),
    "ambiguous_encoding": Reason(
        _(
            "Line %(line)s reads “%(shift_jis)s” as Shift_JIS and “%(euc_jp)s” as EUC-JP. "
            "Choose the encoding in the preview, or load with --encoding cp932 or "
            "--encoding euc_jp."
        ),
        True,
    ),
    "old_workbook": Reason(
        _(
            "The file is an old Excel workbook (.xls) or one that a password protects. "
            "Save it as .xlsx without a password, or as CSV UTF-8."
        ),
        True,
    ),
    "archive": Reason(
        _("The file is an archive and no table. Unpack it and send the table in it."), True
    ),
    "damaged_archive": Reason(
        _("The packed file is damaged or cut off, or locked. Save and send it again."), True
    ),
    "unpacks_too_large": Reason(
        _(
            "The file unpacks to more than %(most)s MB or to more than %(times)s times its size. "
            "Send the table as CSV, in parts if need be."
        ),
        True,
    ),
    "too_many_members": Reason(
        _(
            "The workbook is made of %(found)s parts; at most %(most)s are read. "
            "Save the sheet with the table as a workbook of its own."
        ),
        True,
    ),
    "no_such_sheet": Reason(
        _("The workbook has no sheet called “%(sheet)s”. It has: %(sheets)s. Name one of these."),
        True,
    ),
    "sheet_too_large": Reason(
        _(
            "The sheet reaches over %(rows)s rows and %(columns)s columns; at most %(most)s cells "
            "are read. Delete empty rows and columns at its edges, or send it as CSV UTF-8."
        ),
        True,
    ),
    "error_cell": Reason(
        _(
            "Cell %(cell)s holds an error instead of a value, as #N/A. "
            "Correct its formula or empty it, and save the workbook again."
        ),
        True,
    ),
    "cut_off": Reason(
        _(
            "The file is cut in the middle of a character, at byte %(byte)s on line %(line)s. "
            "Send it again whole."
        ),
        True,
    ),
    "lone_surrogate": Reason(
        _(
            "Line %(line)s holds half a character (a lone surrogate) at byte %(byte)s. "
            "Export the file again, or delete that character."
        ),
        True,
    ),
    "unclosed_quote": Reason(
        _(
            "The quote that opens in column %(column)s on line %(line)s is never closed, so the "
            "rest of the file cannot be told apart. Close it, or double it if it belongs to the "
            "text."
        ),
        True,
    ),
    "line_too_long": Reason(
        _(
            "Line %(line)s is longer than %(longest)s characters. "
            "Check that the file is a CSV file with line ends."
        ),
        True,
    ),
    "empty_header": Reason(
        _("Column %(position)s has no name. Give it one, or delete the column."), True
    ),
    "duplicate_header": Reason(
        _(
            "Column “%(column)s” stands for %(meant)s, as another column does. "
            "Rename or delete one of them."
        ),
        True,
    ),
    "unknown_header": Reason(
        _(
            "Column “%(column)s” is not known here. "
            "Delete it, or rename it to one of: %(expected)s."
        ),
        True,
    ),
    "unknown_key": Reason(
        _(
            "Column “%(column)s” was said to be “%(key)s”, which is no column here. "
            "Say one of: %(expected)s."
        ),
        True,
    ),
    "long_header": Reason(
        _("The column name “%(column)s” is longer than %(longest)s characters. Shorten it."), True
    ),
    "missing_column": Reason(
        _("Column “%(column)s” is missing. Add it, or rename the column that holds it."), True
    ),
    "account_or_contract": Reason(
        _(
            "Usage names either the account or the contract. "
            "Keep one of the columns account_id and contract_id."
        ),
        True,
    ),
    "row_ids_repeat": Reason(
        _(
            "More than %(most)s rows have the id of another row in “%(column)s”. "
            "Check which column holds the ids of rows, or leave the column out."
        ),
        True,
    ),
    "ambiguous_dates": Reason(
        _(
            "The dates of “%(column)s” may be written day first or month first (as “%(value)s” on "
            "line %(line)s), and no date decides. Choose in the preview, or load with "
            "--dates %(key)s=day-first or --dates %(key)s=month-first."
        ),
        True,
    ),
    "too_many_series": Reason(
        _(
            "The file names more than %(most)s different series. "
            "Check which column holds their names."
        ),
        True,
    ),
    "bad_quote": Reason(
        _(
            "On line %(line)s, text follows a closing quote. "
            "Double the quotes that belong to the text."
        )
    ),
    "short_row": Reason(
        _(
            "Line %(line)s has %(found)s cells, the header %(expected)s. "
            "Add what is missing, or check for a line break inside a cell."
        )
    ),
    "long_row": Reason(
        _(
            "Line %(line)s has %(found)s cells, the header %(expected)s. "
            "Put cells that hold a separator in quotes."
        )
    ),
    "nul_character": Reason(
        _("The cell holds a NUL character. Export the file again as CSV text.")
    ),
    "cell_too_long": Reason(
        _("The cell has %(found)s characters; at most %(longest)s are allowed. Shorten it.")
    ),
    "required": Reason(_("The cell is empty. Fill it in, or delete the row.")),
    "too_long": Reason(
        _("“%(value)s” has %(found)s characters; at most %(longest)s are allowed. Shorten it.")
    ),
    "damaged_id": Reason(
        _(
            "“%(value)s” is an id that a spreadsheet turned into a number. "
            "Export it again with the column as text."
        )
    ),
    "lost_zeros": Reason(
        _(
            "“%(value)s” is not known, but “%(known)s” is: a spreadsheet took the zeros in front "
            "away. Export the file again with the column as text."
        )
    ),
    "rounded_id": Reason(
        _(
            "“%(value)s” is not known, and has zeros behind its fifteenth digit: a spreadsheet "
            "rounded it. Export the file again with the column as text."
        )
    ),
    "rounded_ids": Reason(
        _(
            "All %(count)s new ids of more than fifteen digits in “%(column)s” end in zeros, as "
            "“%(value)s” on line %(line)s: a spreadsheet rounded them. Export the file again with "
            "the column as text."
        ),
        True,
    ),
    "not_a_number": Reason(_("“%(value)s” is not a number. Write it with digits only, as 1234.5.")),
    "bad_grouping": Reason(
        _("“%(value)s” has commas where no thousands end. Write it as 1234567.8 or as 1,234,567.8.")
    ),
    "not_an_integer": Reason(_("“%(value)s” is not a whole number. Write it without decimals.")),
    "too_small": Reason(_("%(value)s is too small: the least allowed is %(minimum)s.")),
    "too_large": Reason(_("%(value)s is too large: the most allowed is %(maximum)s.")),
    "not_a_date": Reason(_("“%(value)s” is not a date. Write it as 2024-04-01.")),
    "two_digit_year": Reason(
        _("“%(value)s” has a year of two digits. Write it with four, as 2024-04-01.")
    ),
    "mixed_dates": Reason(
        _(
            "“%(value)s” is written unlike the date on line %(first_line)s of the same column. "
            "Write all dates of a column in one way."
        )
    ),
    "not_in_style": Reason(
        _(
            "“%(value)s” is not written as %(example)s is, as was said of the column. "
            "Correct it, or choose another way of writing."
        )
    ),
    "not_in_era": Reason(
        _("“%(value)s” (%(day)s) does not lie in the era that it names. Correct era or date.")
    ),
    "date_in_future": Reason(
        _(
            "“%(value)s” lies ahead, and facts reach to %(final)s at most. "
            "Correct the date, or load the row when it has happened."
        )
    ),
    "date_too_old": Reason(
        _("“%(value)s” lies before %(first)s, when nobody was seen yet. Check the year.")
    ),
    "date_out_of_range": Reason(_("%(value)s lies outside 1970 to 2100. Check the year.")),
    "not_a_choice": Reason(_("“%(value)s” is not allowed here. Use one of: %(allowed)s.")),
    "not_a_boolean": Reason(_("“%(value)s” is neither yes nor no. Write true or false.")),
    "not_an_email": Reason(
        _("“%(value)s” is not an e-mail address. Write it as name@example.com.")
    ),
    "not_a_currency": Reason(_("“%(value)s” is not a currency. Write its three letters, as JPY.")),
    "other_currency": Reason(
        _(
            "“%(value)s” is not in %(currency)s, which is the currency of the row. "
            "Correct it, or say the currency in a column “currency”."
        )
    ),
    "duplicate_key": Reason(
        _(
            "Line %(line)s has the same %(key)s as line %(first_line)s: %(value)s. "
            "Keep one of the two."
        )
    ),
    "unknown_account": Reason(
        _("No account has the id “%(value)s”. Load the account first, or correct the id.")
    ),
    "product_unclear": Reason(
        _(
            "No account has the id “%(value)s”, and with several products none can be made of it. "
            "Load the accounts first, each with its product."
        )
    ),
    "unknown_contract": Reason(
        _("No contract has the id “%(value)s”. Load the contract first, or correct the id.")
    ),
    "unknown_segment": Reason(
        _("No segment is called “%(value)s”. Correct it, or leave the cell empty.")
    ),
    "product_needed": Reason(
        _("There are several products: name the one that the account uses in a column “product”.")
    ),
    "other_product": Reason(
        _(
            "The account uses another product than “%(value)s”, and its product cannot change. "
            "Correct the product, or give the account another id."
        )
    ),
    "too_many_accounts": Reason(
        _(
            "The file names more than %(most)s accounts that are not known. "
            "Check which column holds their ids."
        ),
        True,
    ),
    "merged_meanwhile": Reason(
        _(
            "Accounts were merged, or a merge was undone, while the file was read. Nothing of it was "
            "loaded. Load it again."
        ),
        True,
    ),
    "sum_too_large": Reason(
        _(
            "The rows for account %(account)s, series “%(series)s” and %(day)s add up to more than "
            "%(maximum)s. Correct their values."
        ),
        True,
    ),
}

FINDINGS: Final[dict[str, str]] = {
    "rounded": _(
        "%(count)s values of “%(column)s” had more than four decimals and were rounded "
        "(first on lines %(lines)s)."
    ),
    "rounded_money": _(
        "%(count)s amounts of “%(column)s” had more than two decimals and were rounded "
        "(first on lines %(lines)s)."
    ),
    "exponent": _(
        "%(count)s values of “%(column)s” were written with an exponent, as 1e5 "
        "(first on lines %(lines)s)."
    ),
    "full_width": _(
        "%(count)s cells of “%(column)s” had full-width digits, which were read as usual ones "
        "(first on lines %(lines)s)."
    ),
    "mapped_absent": _(
        "“%(column)s” was mapped to one of our columns, and the file has no such column."
    ),
    "grouped": _(
        "%(count)s values of “%(column)s” had thousands separators, which were left out "
        "(first on lines %(lines)s)."
    ),
    "currency_sign": _(
        "%(count)s values of “%(column)s” had a currency sign, which was left out "
        "(first on lines %(lines)s)."
    ),
    "accounting_negative": _(
        "%(count)s values of “%(column)s” were written as △5 or (5) and read as negative "
        "(first on lines %(lines)s)."
    ),
    "time_left_out": _(
        "%(count)s dates of “%(column)s” had a time of day, which was left out "
        "(first on lines %(lines)s)."
    ),
    "zone_left_out": _(
        "%(count)s dates of “%(column)s” had a time with a time zone; the day was taken as it is "
        "written (first on lines %(lines)s)."
    ),
    "empty_expected": _("%(count)s rows have nothing in “%(column)s” (first on lines %(lines)s)."),
    "before_contract": _(
        "%(count)s rows are dated before the contract they name began (first on lines %(lines)s)."
    ),
    "after_contract": _(
        "%(count)s rows are dated after the contract they name was over (first on lines %(lines)s)."
    ),
    "added_up": _("%(count)s rows were added to another row for the same day and series."),
    "left_before_role": _(
        "%(count)s contacts left before their role began (first on lines %(lines)s)."
    ),
    "ends_before_start": _("%(count)s contracts end before they start (first on lines %(lines)s)."),
    "closed_before_start": _(
        "%(count)s contracts were closed before they start (first on lines %(lines)s)."
    ),
    "responded_before_invited": _(
        "%(count)s answers came before the invitation (first on lines %(lines)s)."
    ),
    "closed_before_opened": _(
        "%(count)s tickets were closed before they were opened (first on lines %(lines)s)."
    ),
}
