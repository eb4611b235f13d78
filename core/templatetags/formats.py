"""Filters that write numbers, money and days; see core/formats.py."""

from functools import wraps

from django import template

from core import formats

register = template.Library()


def _of_template(form):
    """Take the empty text that a template makes of what is not there for None."""

    @wraps(form)
    def shown(value):
        return form(None if value == "" else value)

    return shown


for _form in (
    formats.whole,
    formats.number,
    formats.signed,
    formats.yen,
    formats.signed_yen,
    formats.yen_in_text,
    formats.day,
    formats.day_of_month,
    formats.day_with_weekday,
    formats.month_and_year,
    formats.fiscal_quarter_of,
    formats.day_in_table,
    formats.instant,
    formats.seconds,
    formats.file_size,
):
    register.filter(_form.__name__, _of_template(_form))
