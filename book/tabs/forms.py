"""Naming, sharing and ordering the views of the list that are kept."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access import ObjectKind, Scope, scope_of
from accounts.models import Team
from core.wording import localized

_NAME = {"class": "form-control", "maxlength": 60, "autocomplete": "off"}


class NewViewForm(forms.Form):
    """A name for what a list asks for."""

    name = forms.CharField(
        label=_("Name of the view"), max_length=60, widget=forms.TextInput(attrs=_NAME)
    )
    query = forms.CharField(
        max_length=2_000,
        required=False,
        widget=forms.HiddenInput,
        error_messages={
            "max_length": _(
                "This list asks for too much to be kept as a view: take some of it out."
            )
        },
    )


class _TeamField(forms.ModelChoiceField):
    def label_from_instance(self, team):
        return localized(team, "name")


class NameForm(forms.Form):
    """The name of a view, and the team that it is shared with."""

    name = NewViewForm.base_fields["name"]
    team = _TeamField(
        label=_("Shared with"),
        queryset=Team.objects.none(),
        required=False,
        empty_label=_("nobody"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, *args, for_user, **kwargs):
        super().__init__(*args, **kwargs)
        sees_all = scope_of(for_user, ObjectKind.ACCOUNT) == Scope.ALL
        teams = Team.objects.all() if sees_all else for_user.teams.all()
        self.fields["team"].queryset = teams.order_by("name_en")


class ActionForm(forms.Form):
    """What to do with a view, and what it should ask for from now on."""

    do = forms.ChoiceField(
        choices=[(each, each) for each in ("keep", "name", "up", "down", "drop", "bring_back")]
    )
    query = NewViewForm.base_fields["query"]
