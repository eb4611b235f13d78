"""The nights that a segment's dashboard is asked for."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from core.formats import day


def _night(label):
    return forms.TypedChoiceField(
        label=label,
        coerce=date.fromisoformat,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )


class NightsForm(forms.Form):
    """Takes nights that are kept; `misread` names what was not understood."""

    as_of = _night(_("As of"))
    since = _night(_("Compared with"))

    def __init__(self, data, *, nights):
        super().__init__(data)
        for field in self.fields.values():
            field.choices = [("", "")] + [(f"{night:%Y-%m-%d}", day(night)) for night in nights]

    @property
    def misread(self):
        return [name for name in self.errors if name in self.data]


class WaitingForm(forms.Form):
    """Which step's waiting accounts are asked for, and of which CSM (an id); neither by default."""

    step = forms.IntegerField(required=False, min_value=1)
    csm = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
