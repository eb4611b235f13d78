"""What a member may ask of the list of findings, and say about one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.domain.rhythm import MONTH_DAYS, WEEK_DAYS
from intake.models import FindingState, RootCause
from intake.quality.inspections import Group, inspections
from intake.quality.query import LAST_PAGE, FindingQuery
from intake.quality.selectors import ME, NOBODY

STATES = (("waiting", _("To be seen to")), *FindingState.choices, ("all", _("All")))
EVERY = (
    ("", _("as its arrivals teach")),
    (1, _("every day")),
    (WEEK_DAYS, _("every week")),
    (14, _("every two weeks")),
    (MONTH_DAYS, _("every month")),
    (92, _("every three months")),
)


def _select(**attrs):
    return forms.Select(attrs={"class": "form-select", **attrs})


class FindingFilterForm(forms.Form):
    """Reads a URL into a `FindingQuery`; what is not understood is left out."""

    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False, widget=_select())
    kind = forms.ChoiceField(label=_("Kind"), required=False, widget=_select())
    group = forms.ChoiceField(choices=Group.choices, required=False, widget=forms.HiddenInput)
    owner = forms.ChoiceField(label=_("Owner"), required=False, widget=_select())
    csm = forms.ChoiceField(choices=[(ME, "")], required=False, widget=forms.HiddenInput)
    account = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)
    page = forms.IntegerField(
        min_value=1, max_value=LAST_PAGE, required=False, widget=forms.HiddenInput
    )

    def __init__(self, data, *, owners):
        super().__init__({"state": "waiting", **{key: data.get(key) for key in data}})
        by_group = [
            (group.label, [(each.key, each.name) for each in inspections() if each.group == group])
            for group in Group
        ]
        self.fields["kind"].choices = [
            ("", _("All kinds")),
            *(pair for pair in by_group if pair[1]),
        ]
        self.fields["owner"].choices = [
            ("", _("Anybody")),
            (ME, _("Me")),
            (NOBODY, _("No owner")),
            *((str(owner.pk), owner.name) for owner in owners),
        ]

    def query(self) -> FindingQuery:
        """Return what the URL asks for."""
        self.full_clean()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return FindingQuery(**given)


class CauseForm(forms.Form):
    """Why a finding came about, and what else is known."""

    root_cause = forms.ChoiceField(
        label=_("Root cause"),
        choices=[("", _("not known yet")), *RootCause.choices],
        required=False,
        widget=_select(),
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
    )


class OwnerForm(forms.Form):
    """Who looks after a finding."""

    owner = forms.ModelChoiceField(
        label=_("Owner"), queryset=None, required=False, empty_label=_("No owner"), widget=_select()
    )

    def __init__(self, *args, owners, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners


class RhythmForm(forms.Form):
    """How often a source is expected."""

    dataset = forms.CharField(max_length=20)
    source = forms.CharField(max_length=100)
    every_days = forms.TypedChoiceField(
        label=_("Expected"),
        choices=EVERY,
        coerce=int,
        empty_value=None,
        required=False,
        widget=_select(),
    )
