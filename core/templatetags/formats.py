"""Filters that write numbers, money and days; see core/formats.py."""

from django import template

from core import formats

register = template.Library()

for _form in (
    formats.whole,
    formats.number,
    formats.signed,
    formats.yen,
    formats.yen_in_text,
    formats.day,
    formats.day_of_month,
    formats.day_with_weekday,
    formats.day_in_table,
    formats.instant,
    formats.seconds,
    formats.file_size,
):
    register.filter(_form.__name__, _form)
