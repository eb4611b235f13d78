"""The English sentences of refusals, written down a second time: what a person must be told.

Each function gives one sentence with its line, column and code.
"""

from typing import NamedTuple


class Said(NamedTuple):
    line: int
    column: str
    code: str
    message: str


# --- Of the file as a whole ---


def empty_file():
    text = "The file is empty. Export it again with its header and rows."
    return Said(0, "", "empty_file", text)


def no_rows(line=1):
    text = "The file has a header and no rows. Export it again with its rows."
    return Said(line, "", "no_rows", text)


def not_utf8(line, byte, found):
    text = (
        f"Line {line} is not UTF-8: byte {byte} of the file is {found}. "
        "Save the file as CSV UTF-8, or name its encoding."
    )
    return Said(line, "", "not_utf8", text)


def not_encoding(line, encoding, byte, found):
    text = (
        f"Line {line} is not {encoding}: byte {byte} of the file is {found}. "
        "Name the encoding in which the file was saved."
    )
    return Said(line, "", "not_encoding", text)


def cut_off(line, byte):
    text = (
        f"The file is cut in the middle of a character, at byte {byte} on line {line}. "
        "Send it again whole."
    )
    return Said(line, "", "cut_off", text)


def lone_surrogate(line, byte):
    text = (
        f"Line {line} holds half a character (a lone surrogate) at byte {byte}. "
        "Export the file again, or delete that character."
    )
    return Said(line, "", "lone_surrogate", text)


def unclosed_quote(line, column):
    text = (
        f"The quote that opens in column {column} on line {line} is never closed, so the "
        "rest of the file cannot be told apart. Close it, or double it if it belongs to the text."
    )
    return Said(line, column, "unclosed_quote", text)


def line_too_long(line):
    text = (
        f"Line {line} is longer than 1000000 characters. "
        "Check that the file is a CSV file with line ends."
    )
    return Said(line, "", "line_too_long", text)


def record_too_long(line):
    text = (
        f"The row that begins on line {line} is longer than 1000000 characters. "
        "Check that its quotes are closed."
    )
    return Said(line, "", "record_too_long", text)


def empty_header(position, line=1):
    text = f"Column {position} has no name. Give it one, or delete the column."
    return Said(line, "", "empty_header", text)


def duplicate_header(column, meant, line=1):
    text = (
        f"Column “{column}” stands for {meant}, as another column does. "
        "Rename or delete one of them."
    )
    return Said(line, column, "duplicate_header", text)


def unknown_header(column, expected, line=1):
    text = f"Column “{column}” is not known here. Delete it, or rename it to one of: {expected}."
    return Said(line, column, "unknown_header", text)


def long_header(column, longest, line=1):
    text = f"The column name “{column}” is longer than {longest} characters. Shorten it."
    return Said(line, column, "long_header", text)


def missing_column(column, line=1):
    text = f"Column “{column}” is missing. Add it, or rename the column that holds it."
    return Said(line, column, "missing_column", text)


def account_or_contract(column):
    text = (
        "Usage names either the account or the contract. "
        "Keep one of the columns account_id and contract_id."
    )
    return Said(1, column, "account_or_contract", text)


def too_many_series(column=""):
    text = "The file names more than 65535 different series. Check which column holds their names."
    return Said(0, column, "too_many_series", text)


def sum_too_large(account, series, day):
    text = (
        f"The rows for account {account}, series “{series}” and {day} add up to more than "
        "1000000000000. Correct their values."
    )
    return Said(0, "value", "sum_too_large", text)


# --- Of a row ---


def bad_quote(line, column):
    text = (
        f"On line {line}, text follows a closing quote. Double the quotes that belong to the text."
    )
    return Said(line, column, "bad_quote", text)


def short_row(line, column, found, expected):
    text = (
        f"Line {line} fills only {found} of the header's {expected} columns. "
        "Add what is missing, or check for a line break inside a cell."
    )
    return Said(line, column, "short_row", text)


def long_row(line, column, found, expected):
    text = (
        f"Line {line} has {found} cells, the header {expected}. "
        "Put cells that hold a separator in quotes."
    )
    return Said(line, column, "long_row", text)


def duplicate_key(line, column, key, value, first_line=2):
    text = f"Line {line} has the same {key} as line {first_line}: {value}. Keep one of the two."
    return Said(line, column, "duplicate_key", text)


# --- Of a cell ---


def nul_character(line, column):
    text = "The cell holds a NUL character. Export the file again as CSV text."
    return Said(line, column, "nul_character", text)


def cell_too_long(line, column, found):
    text = f"The cell has {found} characters; at most 10000 are allowed. Shorten it."
    return Said(line, column, "cell_too_long", text)


def required(line, column):
    text = "The cell is empty. Fill it in, or delete the row."
    return Said(line, column, "required", text)


def too_long(line, column, value, found, longest):
    text = f"“{value}” has {found} characters; at most {longest} are allowed. Shorten it."
    return Said(line, column, "too_long", text)


def damaged_id(line, column, value):
    text = (
        f"“{value}” is an id that a spreadsheet turned into a number. "
        "Export it again with the column as text."
    )
    return Said(line, column, "damaged_id", text)


def not_a_number(line, column, value):
    text = f"“{value}” is not a number. Write it with digits only, as 1234.5."
    return Said(line, column, "not_a_number", text)


def not_an_integer(line, column, value):
    text = f"“{value}” is not a whole number. Write it without decimals."
    return Said(line, column, "not_an_integer", text)


def too_small(line, column, value, minimum=0):
    text = f"{value} is too small: the least allowed is {minimum}."
    return Said(line, column, "too_small", text)


def too_large(line, column, value, maximum):
    text = f"{value} is too large: the most allowed is {maximum}."
    return Said(line, column, "too_large", text)


def not_a_date(line, column, value):
    text = f"“{value}” is not a date. Write it as 2024-04-01."
    return Said(line, column, "not_a_date", text)


def two_digit_year(line, column, value):
    text = f"“{value}” has a year of two digits. Write it with four, as 2024-04-01."
    return Said(line, column, "two_digit_year", text)


def mixed_dates(line, column, value, first_line=2):
    text = (
        f"“{value}” is written unlike the date on line {first_line} of the same column. "
        "Write all dates of a column in one way."
    )
    return Said(line, column, "mixed_dates", text)


def date_out_of_range(line, column, value):
    text = f"{value} lies outside 1970 to 2100. Check the year."
    return Said(line, column, "date_out_of_range", text)


def not_a_choice(line, column, value, allowed):
    text = f"“{value}” is not allowed here. Use one of: {allowed}."
    return Said(line, column, "not_a_choice", text)


def not_a_boolean(line, column, value):
    text = f"“{value}” is neither yes nor no. Write true or false."
    return Said(line, column, "not_a_boolean", text)


def not_an_email(line, column, value):
    text = f"“{value}” is not an e-mail address. Write it as name@example.com."
    return Said(line, column, "not_an_email", text)


def not_a_currency(line, column, value):
    text = f"“{value}” is not a currency. Write its three letters, as JPY."
    return Said(line, column, "not_a_currency", text)


def other_currency(line, column, value, currency):
    text = (
        f"“{value}” is not in {currency}, which is the currency of the row. "
        "Correct it, or say the currency in a column “currency”."
    )
    return Said(line, column, "other_currency", text)


def unknown_account(line, column, value):
    text = f"No account has the id “{value}”. Load the account first, or correct the id."
    return Said(line, column, "unknown_account", text)


def unknown_contract(line, column, value):
    text = f"No contract has the id “{value}”. Load the contract first, or correct the id."
    return Said(line, column, "unknown_contract", text)


def unknown_segment(line, column, value):
    text = f"No segment is called “{value}”. Correct it, or leave the cell empty."
    return Said(line, column, "unknown_segment", text)


def product_needed(line, column):
    text = (
        "There are several products. Choose the one of all rows in the preview, or load with "
        "--product, or name that of each account in a column “product”."
    )
    return Said(line, column, "product_needed", text)


def product_unclear(line, column, value):
    text = (
        f"No account has the id “{value}”, and there are several products that a new one may use. "
        "Choose the product of all rows in the preview, or load with --product."
    )
    return Said(line, column, "product_unclear", text)


def no_such_product(value, known):
    text = f"There is no product “{value}”. Choose one of: {known}."
    return Said(0, "", "no_such_product", text)


def too_many_accounts():
    text = (
        "The file names more than 100000 accounts that are not known. "
        "Check which column holds their ids."
    )
    return Said(0, "account_id", "too_many_accounts", text)


def row_ids_repeat(column):
    text = (
        f"More than 100000 rows have the id of another row in “{column}”. "
        "Check which column holds the ids of rows, or leave the column out."
    )
    return Said(0, column, "row_ids_repeat", text)


def other_product(line, column, value):
    text = (
        f"The account uses another product than “{value}”, and its product cannot change. "
        "Correct the product, or give the account another id."
    )
    return Said(line, column, "other_product", text)


# --- Of what a file is packed in, and of how its columns are written ---


def ambiguous_encoding(line, shift_jis, euc_jp):
    text = (
        f"Line {line} reads “{shift_jis}” as Shift_JIS and “{euc_jp}” as EUC-JP. Choose the encoding "
        "in the preview, or load with --encoding cp932 or --encoding euc_jp."
    )
    return Said(line, "", "ambiguous_encoding", text)


def old_workbook():
    text = (
        "The file is an old Excel workbook (.xls) or one that a password protects. "
        "Save it as .xlsx without a password, or as CSV UTF-8."
    )
    return Said(0, "", "old_workbook", text)


def archive():
    text = "The file is an archive and no table. Unpack it and send the table in it."
    return Said(0, "", "archive", text)


def damaged_archive():
    text = "The packed file is damaged or cut off, or locked. Save and send it again."
    return Said(0, "", "damaged_archive", text)


def unpacks_too_large(most):
    text = (
        f"The file unpacks to more than {most} MB or to more than 100 times its size. "
        "Send the table as CSV, in parts if need be."
    )
    return Said(0, "", "unpacks_too_large", text)


def too_many_members(found):
    text = (
        f"The workbook is made of {found} parts; at most 100 are read. "
        "Save the sheet with the table as a workbook of its own."
    )
    return Said(0, "", "too_many_members", text)


def no_such_sheet(sheet, sheets):
    text = f"The workbook has no sheet called “{sheet}”. It has: {sheets}. Name one of these."
    return Said(0, "", "no_such_sheet", text)


def sheet_too_large(rows, columns):
    text = (
        f"The sheet spans {rows} × {columns} cells (rows × columns); at most 8500000 cells are read. "
        "Delete empty rows and columns at its edges, or send it as CSV UTF-8."
    )
    return Said(0, "", "sheet_too_large", text)


def error_cell(line, column):
    text = (
        f"Cell {column}{line} holds an error instead of a value, as #N/A. "
        "Correct its formula or empty it, and save the workbook again."
    )
    return Said(line, column, "error_cell", text)


def uncomputed_cell(line, column):
    text = (
        f"Cell {column}{line} holds a formula whose result is not in the file. "
        "Open the workbook in a spreadsheet and save it there, or save it as CSV UTF-8."
    )
    return Said(line, column, "uncomputed_cell", text)


def ambiguous_dates(line, column, value, key):
    text = (
        f"The dates of “{column}” may be written day first or month first (as “{value}” on "
        f"line {line}), and no date decides. Choose in the preview, or load with "
        f"--dates {key}=day-first or --dates {key}=month-first."
    )
    return Said(line, column, "ambiguous_dates", text)


def bad_grouping(line, column, value):
    text = f"“{value}” has commas where no thousands end. Write it as 1234567.8 or as 1,234,567.8."
    return Said(line, column, "bad_grouping", text)


def not_in_style(line, column, value, example):
    text = (
        f"“{value}” is not written as {example} is, as was said of the column. "
        "Correct it, or choose another way of writing."
    )
    return Said(line, column, "not_in_style", text)


def not_in_era(line, column, value, day):
    text = f"“{value}” ({day}) does not lie in the era that it names. Correct era or date."
    return Said(line, column, "not_in_era", text)


def date_in_future(line, column, value):
    text = (
        f"“{value}” lies ahead, and facts reach to 2026-11-23 at most. "
        "Correct the date, or load the row when it has happened."
    )
    return Said(line, column, "date_in_future", text)


def date_too_old(line, column, value):
    text = f"“{value}” lies before 1990-01-01, when nobody was seen yet. Check the year."
    return Said(line, column, "date_too_old", text)


def unknown_key(column, key, expected):
    text = f"Column “{column}” was said to be “{key}”, which is no column here. Say one of: {expected}."
    return Said(1, column, "unknown_key", text)


def lost_zeros(line, column, value, known):
    text = (
        f"“{value}” is not known, but “{known}” is: a spreadsheet took the zeros in front away. "
        "Export the file again with the column as text."
    )
    return Said(line, column, "lost_zeros", text)


def rounded_id(line, column, value):
    text = (
        f"“{value}” is not known, and has zeros behind its fifteenth digit: a spreadsheet rounded "
        "it. Export the file again with the column as text."
    )
    return Said(line, column, "rounded_id", text)


def rounded_ids(line, column, value, count):
    text = (
        f"All {count} new ids of more than fifteen digits in “{column}” end in zeros, as “{value}” "
        f"on line {line}: a spreadsheet rounded them. Export the file again with the column as text."
    )
    return Said(line, column, "rounded_ids", text)
