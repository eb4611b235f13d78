"""The filters of the book of accounts, as fields."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from book.past import read_past
from book.query import LAST_PAGE, NO_CSM, PAGE_SIZES, UNCLASSIFIED, BookQuery, ListQuery
from book.sorting import COLUMNS
from book.verdicts import BANDS, RISKS, STAGES
from core.wording import localized

ENDS_WITHIN_DAYS = (30, 60, 90, 180)
CONTRACTS = (
    ("running", _("Running contract")),
    ("open", _("Running without an end date")),
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


def choices_of(signs):
    return [(sign.key, sign.word) for sign in signs]


def many(label, choices=()):
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
    )


def within_days(days):
    return ngettext("within %(days)s day", "within %(days)s days", days) % {"days": days}


def segment_choices(segments):
    named = [(segment.key, localized(segment, "name")) for segment in segments]
    return [*named, (UNCLASSIFIED, _("Unclassified, to be checked"))]


def csm_choices(csms):
    return [*((str(csm.pk), csm.name) for csm in csms), (NO_CSM, _("Nobody"))]


class ListForm(forms.Form):
    """Reads a URL into a `ListQuery`: what is not understood is left out, and `misread` names it."""

    asks_for = ListQuery

    def query(self):
        """Return what the URL asks for."""
        self.full_clean()
        given = {}
        for name, value in self.cleaned_data.items():
            if isinstance(value, list):
                value = tuple(value)
            if value not in ("", None, ()):
                given[name] = value
        return self.asks_for(**given)

    @property
    def misread(self):
        return [name for name in self.errors if name in self.data]


class BookForm(ListForm):
    """The filters of the book of accounts."""

    asks_for = BookQuery

    q = forms.CharField(max_length=100, required=False)
    mine = forms.BooleanField(required=False)
    needs = forms.BooleanField(required=False)
    segment = many(_("Segment"))
    band = many(_("Health"), choices_of(BANDS))
    stage = many(_("Stage"), choices_of(STAGES))
    risk = many(_("Risk"), choices_of(RISKS))
    differs = forms.BooleanField(required=False)
    csm = many(_("CSM"))
    ends = forms.TypedChoiceField(
        label=_("Contract ends"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    month = forms.RegexField(r"^20\d\d-(0[1-9]|1[0-2])$", required=False)
    nps = many(_("NPS"), NPS_ANSWERS)
    uses = forms.CharField(max_length=80, required=False)
    lacks = forms.CharField(max_length=80, required=False)
    was = PastField(required=False)
    stale = forms.BooleanField(required=False)
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
        self.fields["segment"].choices = segment_choices(segments)
        self.fields["ends"].choices = [
            ("", _("any day")),
            *((days, within_days(days)) for days in ENDS_WITHIN_DAYS),
        ]
        self.fields["csm"].choices = csm_choices(csms)
