"""What is wrong with a file as a whole, where no single row is to blame, and how to mend it."""

from typing import Final

from intake.domain.messages.marking import gettext_noop as _

FILE_REASONS: Final[dict[str, str]] = {
    "empty_file": _("The file is empty. Export it again with its header and rows."),
    "no_rows": _("The file has a header and no rows. Export it again with its rows."),
    "not_utf8": _(
        "Line %(line)s is not UTF-8: byte %(byte)s of the file is %(found)s. "
        "Save the file as CSV UTF-8, or name its encoding."
    ),
    "not_encoding": _(
        "Line %(line)s is not %(encoding)s: byte %(byte)s of the file is %(found)s. "
        "Name the encoding in which the file was saved."
    ),
    "ambiguous_encoding": _(
        "Line %(line)s reads “%(shift_jis)s” as Shift_JIS and “%(euc_jp)s” as EUC-JP. "
        "Choose the encoding in the preview, or load with --encoding cp932 or "
        "--encoding euc_jp."
    ),
    "old_workbook": _(
        "The file is an old Excel workbook (.xls) or one that a password protects. "
        "Save it as .xlsx without a password, or as CSV UTF-8."
    ),
    "archive": _("The file is an archive and no table. Unpack it and send the table in it."),
    "damaged_archive": _(
        "The packed file is damaged or cut off, or locked. Save and send it again."
    ),
    "unpacks_too_large": _(
        "The file unpacks to more than %(most)s MB or to more than %(times)s times its size. "
        "Send the table as CSV, in parts if need be."
    ),
    "too_many_members": _(
        "The workbook is made of %(found)s parts; at most %(most)s are read. "
        "Save the sheet with the table as a workbook of its own."
    ),
    "no_such_sheet": _(
        "The workbook has no sheet called “%(sheet)s”. It has: %(sheets)s. Name one of these."
    ),
    "sheet_too_large": _(
        "The sheet spans %(rows)s × %(columns)s cells (rows × columns); at most %(most)s cells "
        "are read. Delete empty rows and columns at its edges, or send it as CSV UTF-8."
    ),
    "error_cell": _(
        "Cell %(cell)s holds an error instead of a value, as #N/A. "
        "Correct its formula or empty it, and save the workbook again."
    ),
    "uncomputed_cell": _(
        "Cell %(cell)s holds a formula whose result is not in the file. "
        "Open the workbook in a spreadsheet and save it there, or save it as CSV UTF-8."
    ),
    "cut_off": _(
        "The file is cut in the middle of a character, at byte %(byte)s on line %(line)s. "
        "Send it again whole."
    ),
    "lone_surrogate": _(
        "Line %(line)s holds half a character (a lone surrogate) at byte %(byte)s. "
        "Export the file again, or delete that character."
    ),
    "unclosed_quote": _(
        "The quote that opens in column %(column)s on line %(line)s is never closed, so the "
        "rest of the file cannot be told apart. Close it, or double it if it belongs to the "
        "text."
    ),
    "line_too_long": _(
        "Line %(line)s is longer than %(longest)s characters. "
        "Check that the file is a CSV file with line ends."
    ),
    "record_too_long": _(
        "The row that begins on line %(line)s is longer than %(longest)s characters. "
        "Check that its quotes are closed."
    ),
    "empty_header": _("Column %(position)s has no name. Give it one, or delete the column."),
    "duplicate_header": _(
        "Column “%(column)s” stands for %(meant)s, as another column does. "
        "Rename or delete one of them."
    ),
    "unknown_header": _(
        "Column “%(column)s” is not known here. Delete it, or rename it to one of: %(expected)s."
    ),
    "unknown_key": _(
        "Column “%(column)s” was said to be “%(key)s”, which is no column here. "
        "Say one of: %(expected)s."
    ),
    "long_header": _(
        "The column name “%(column)s” is longer than %(longest)s characters. Shorten it."
    ),
    "missing_column": _(
        "Column “%(column)s” is missing. Add it, or rename the column that holds it."
    ),
    "account_or_contract": _(
        "Usage names either the account or the contract. "
        "Keep one of the columns account_id and contract_id."
    ),
    "row_ids_repeat": _(
        "More than %(most)s rows have the id of another row in “%(column)s”. "
        "Check which column holds the ids of rows, or leave the column out."
    ),
    "ambiguous_dates": _(
        "The dates of “%(column)s” may be written day first or month first (as “%(value)s” on "
        "line %(line)s), and no date decides. Choose in the preview, or load with "
        "--dates %(key)s=day-first or --dates %(key)s=month-first."
    ),
    "too_many_series": _(
        "The file names more than %(most)s different series. Check which column holds their names."
    ),
    "series_used_up": _(
        "The file names %(new)s new series, and only %(left)s more can be numbered for the product. "
        "Check which column holds their names."
    ),
    "rounded_ids": _(
        "All %(count)s new ids of more than fifteen digits in “%(column)s” end in zeros, as "
        "“%(value)s” on line %(line)s: a spreadsheet rounded them. Export the file again with "
        "the column as text."
    ),
    "no_such_product": _("There is no product “%(value)s”. Choose one of: %(known)s."),
    "too_many_accounts": _(
        "The file names more than %(most)s accounts that are not known. "
        "Check which column holds their ids."
    ),
    "bytes_changed": _(
        "The file kept on the server is no longer the one that was brought: on the disk it was "
        "changed, cut off or replaced. Nothing of it was loaded. Bring the file again."
    ),
    "merged_meanwhile": _(
        "Accounts were merged, or a merge was undone, while the file was read. Nothing of it was "
        "loaded. Load it again."
    ),
    "sum_too_large": _(
        "The rows for account %(account)s, series “%(series)s” and %(day)s add up to more than "
        "%(maximum)s. Correct their values."
    ),
}
