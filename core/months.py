"""How an address names a month."""

from django import forms


class MonthField(forms.RegexField):
    """A month as 2026-12, in plain digits and without a line's end."""

    def __init__(self, **options):
        super().__init__(r"\A20[0-9]{2}-(0[1-9]|1[0-2])\Z", **options)
