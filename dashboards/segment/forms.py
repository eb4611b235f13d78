"""What the pages of segments are asked for in their addresses."""

from django import forms
from django.utils.translation import gettext_lazy as _

from book.query import LAST_PAGE
from dashboards.segment.journey_parts import LATE, REACHED, WAITING


def _day(label):
    # The format in which a browser's field of a date is filled, whatever the language.
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"})
    return forms.DateField(label=label, required=False, input_formats=["%Y-%m-%d"], widget=widget)


class NightsForm(forms.Form):
    """Takes any two days; `misread` names what was not understood."""

    as_of = _day(_("As of"))
    since = _day(_("Compared with"))

    @property
    def misread(self):
        return [name for name in self.errors if name in self.data]


class WaitingForm(forms.Form):
    """Which step's accounts are asked for, which of them, and of which CSM (an id); none by default.

    A CSM of 0 asks for accounts without one.
    """

    step = forms.IntegerField(required=False, min_value=1)
    csm = forms.IntegerField(required=False, min_value=0, max_value=2**63 - 1)
    page = forms.IntegerField(required=False, min_value=1, max_value=LAST_PAGE)
    who = forms.ChoiceField(
        choices=[(who, who) for who in (WAITING, LATE, REACHED)], required=False
    )
