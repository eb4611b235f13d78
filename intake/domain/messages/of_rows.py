"""What is wrong with a row or a cell, and how to mend it."""

from typing import Final

from intake.domain.messages.marking import gettext_noop as _

ROW_REASONS: Final[dict[str, str]] = {
    "bad_quote": _(
        "On line %(line)s, text follows a closing quote. Double the quotes that belong to the text."
    ),
    "short_row": _(
        "Line %(line)s fills only %(found)s of the header's %(expected)s columns. "
        "Add what is missing, or check for a line break inside a cell."
    ),
    "long_row": _(
        "Line %(line)s has %(found)s cells, the header %(expected)s. "
        "Put cells that hold a separator in quotes."
    ),
    "nul_character": _("The cell holds a NUL character. Export the file again as CSV text."),
    "cell_too_long": _(
        "The cell has %(found)s characters; at most %(longest)s are allowed. Shorten it."
    ),
    "required": _("The cell is empty. Fill it in, or delete the row."),
    "too_long": _(
        "“%(value)s” has %(found)s characters; at most %(longest)s are allowed. Shorten it."
    ),
    "damaged_id": _(
        "“%(value)s” is an id that a spreadsheet turned into a number. "
        "Export it again with the column as text."
    ),
    "lost_zeros": _(
        "“%(value)s” is not known, but “%(known)s” is: a spreadsheet took the zeros in front "
        "away. Export the file again with the column as text."
    ),
    "rounded_id": _(
        "“%(value)s” is not known, and has zeros behind its fifteenth digit: a spreadsheet "
        "rounded it. Export the file again with the column as text."
    ),
    "not_a_number": _("“%(value)s” is not a number. Write it with digits only, as 1234.5."),
    "bad_grouping": _(
        "“%(value)s” has commas where no thousands end. Write it as 1234567.8 or as 1,234,567.8."
    ),
    "not_an_integer": _("“%(value)s” is not a whole number. Write it without decimals."),
    "too_small": _("%(value)s is too small: the least allowed is %(minimum)s."),
    "too_large": _("%(value)s is too large: the most allowed is %(maximum)s."),
    "not_a_date": _("“%(value)s” is not a date. Write it as 2024-04-01."),
    "two_digit_year": _("“%(value)s” has a year of two digits. Write it with four, as 2024-04-01."),
    "mixed_dates": _(
        "“%(value)s” is written unlike the date on line %(first_line)s of the same column. "
        "Write all dates of a column in one way."
    ),
    "not_in_style": _(
        "“%(value)s” is not written as %(example)s is, as was said of the column. "
        "Correct it, or choose another way of writing."
    ),
    "not_in_era": _(
        "“%(value)s” (%(day)s) does not lie in the era that it names. Correct era or date."
    ),
    "date_in_future": _(
        "“%(value)s” lies ahead, and facts reach to %(final)s at most. "
        "Correct the date, or load the row when it has happened."
    ),
    "date_too_old": _(
        "“%(value)s” lies before %(first)s, when nobody was seen yet. Check the year."
    ),
    "date_out_of_range": _("%(value)s lies outside 1970 to 2100. Check the year."),
    "not_a_choice": _("“%(value)s” is not allowed here. Use one of: %(allowed)s."),
    "not_a_boolean": _("“%(value)s” is neither yes nor no. Write true or false."),
    "not_an_email": _("“%(value)s” is not an e-mail address. Write it as name@example.com."),
    "not_a_currency": _("“%(value)s” is not a currency. Write its three letters, as JPY."),
    "other_currency": _(
        "“%(value)s” is not in %(currency)s, which is the currency of the row. "
        "Correct it, or say the currency in a column “currency”."
    ),
    "duplicate_key": _(
        "Line %(line)s has the same %(key)s as line %(first_line)s: %(value)s. Keep one of the two."
    ),
    "unknown_account": _(
        "No account has the id “%(value)s”. Load the account first, or correct the id."
    ),
    "product_unclear": _(
        "No account has the id “%(value)s”, and there are several products that a new one may "
        "use. Choose the product of all rows in the preview, or load with --product."
    ),
    "unknown_contract": _(
        "No contract has the id “%(value)s”. Load the contract first, or correct the id."
    ),
    "unknown_segment": _("No segment is called “%(value)s”. Correct it, or leave the cell empty."),
    "product_needed": _(
        "There are several products. Choose the one of all rows in the preview, or load with "
        "--product, or name that of each account in a column “product”."
    ),
    "other_product": _(
        "The account uses another product than “%(value)s”, and its product cannot change. "
        "Correct the product, or give the account another id."
    ),
}
