"""The filters of the churn-risk list, as fields."""

from django import forms
from django.utils.translation import gettext_lazy as _

from book.ends import within_days
from book.forms import ListForm, choices_of, csm_choices, many, segment_choices
from book.query import LAST_PAGE, PAGE_SIZES
from book.verdicts import RISKS
from core.months import MonthField
from dashboards.renewals.months import WINDOWS_DAYS, RenewalQuery

SORTS = (
    ("risk", _("Differing, then risk")),
    ("arr", _("ARR")),
    ("ends", _("End date")),
)


class RenewalForm(ListForm):
    """What the list is asked for; a month is written 2027-01."""

    asks_for = RenewalQuery

    mine = forms.BooleanField(required=False)
    segment = many(_("Segment"))
    csm = many(_("CSM"))
    risk = many(_("Risk"), choices_of(RISKS))
    differs = forms.BooleanField(required=False)
    days = forms.TypedChoiceField(label=_("Contract ends"), coerce=int, required=False)
    month = MonthField(label=_("Month"), required=False)
    sort = forms.ChoiceField(choices=SORTS, required=False)
    size = forms.TypedChoiceField(
        coerce=int, choices=[(size, size) for size in PAGE_SIZES], required=False
    )
    page = forms.IntegerField(min_value=1, max_value=LAST_PAGE, required=False)

    def __init__(self, data, *, segments, csms):
        super().__init__(data)
        self.segments = segments
        self.fields["segment"].choices = segment_choices(segments)
        self.fields["csm"].choices = csm_choices(csms)
        self.fields["days"].choices = [(days, within_days(days)) for days in WINDOWS_DAYS]
