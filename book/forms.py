"""The filters of the book of accounts, as fields."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from book.past import read_past
from book.query import LAST_PAGE, PAGE_SIZES, UNCLASSIFIED, BookQuery
from book.sorting import COLUMNS
from book.verdicts import BANDS, RISKS, STAGES
from core.wording import localized

ENDS_WITHIN_DAYS = (30, 60, 90, 180)
CONTRACTS = (
    ("running", _("Running contract")),
    ("ended", _("No running contract")),
    ("all", _("All accounts")),
)


NPS_ANSWERS = (
    ("promoter", _("Promoters")),
    ("passive", _("Passives")),
    ("detractor", _("Detractors")),
    ("silent", _("Asked, not answered")),
    ("asked", _("Asked within 180 days")),
)


class PastField(forms.Field):
    """Any number of `Past`s."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value):
        try:
            return [read_past(text) for text in value or ()]
        except ValueError as error:
            raise forms.ValidationError("not understood", code="invalid") from error


def _choices(signs):
    return [(sign.key, sign.word) for sign in signs]


def _many(label, choices=()):
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
    )


def _days(days):
    return ngettext("within %(days)s day", "within %(days)s days", days) % {"days": days}


class BookForm(forms.Form):
    """Reads a URL: what is not understood is left out, and `misread` names it."""

    q = forms.CharField(max_length=100, required=False)
    mine = forms.BooleanField(required=False)
    segment = _many(_("Segment"))
    band = _many(_("Health"), _choices(BANDS))
    stage = _many(_("Stage"), _choices(STAGES))
    risk = _many(_("Risk"), _choices(RISKS))
    differs = forms.BooleanField(required=False)
    csm = _many(_("CSM"))
    ends = forms.TypedChoiceField(
        label=_("Contract ends"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    month = forms.RegexField(r"^20\d\d-(0[1-9]|1[0-2])$", required=False)
    nps = _many(_("NPS"), NPS_ANSWERS)
    uses = forms.CharField(max_length=80, required=False)
    lacks = forms.CharField(max_length=80, required=False)
    was = PastField(required=False)
    contract = forms.ChoiceField(
        label=_("Contract"), choices=CONTRACTS, required=False, widget=forms.RadioSelect
    )
    sort = forms.ChoiceField(
        choices=[(sign + key, key) for key in COLUMNS for sign in ("", "-")], required=False
    )
    size = forms.TypedChoiceField(
        coerce=int, choices=[(size, size) for size in PAGE_SIZES], required=False
    )
    page = forms.IntegerField(min_value=1, max_value=LAST_PAGE, required=False)

    def __init__(self, data, *, segments, csms):
        super().__init__(data)
        self.fields["segment"].choices = [
            *((segment.key, localized(segment, "name")) for segment in segments),
            (UNCLASSIFIED, _("Unclassified, to be checked")),
        ]
        self.fields["ends"].choices = [
            ("", _("any day")),
            *((days, _days(days)) for days in ENDS_WITHIN_DAYS),
        ]
        self.fields["csm"].choices = [(str(csm.pk), csm.name) for csm in csms]

    def query(self):
        """Return the `BookQuery` that the URL asks for."""
        self.full_clean()
        given = {}
        for name, value in self.cleaned_data.items():
            if isinstance(value, list):
                value = tuple(value)
            if value not in ("", None, ()):
                given[name] = value
        return BookQuery(**given)

    @property
    def misread(self):
        return [name for name in self.errors if name in self.data]
