"""What to change on the accounts that were selected in a list."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from book.editing.parts import Edit
from book.selectors import csms_in_sight
from book.verdicts import RANKS
from core.models import User
from core.wording import localized
from segments.models import Segment
from segments.moving import LONGEST_EXCEPTION

# What an exception is first offered to last.
_HALF_A_YEAR = timedelta(days=182)
_CONTROL = {"class": "form-control"}
_SELECT = {"class": "form-select"}


class SelectionForm(forms.Form):
    """Which accounts: by id, or all that a list finds; what is no number or no address is left out."""

    list = forms.CharField(required=False)
    all = forms.BooleanField(required=False)
    step = forms.ChoiceField(choices=[("preview", "preview"), ("change", "change")], required=False)
    promised = forms.CharField(max_length=40, required=False)

    @property
    def account_ids(self):
        given = self.data.getlist("account")
        return [int(each) for each in given if each.isascii() and each.isdigit() and len(each) < 19]


class _SegmentField(forms.ModelChoiceField):
    def label_from_instance(self, segment):
        return localized(segment, "name")


class EditForm(forms.Form):
    """A CSM, a rank, a segment against its rules: each may be left as it is."""

    csm = forms.ModelChoiceField(
        label=_("CSM"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("leave as it is"),
        widget=forms.Select(attrs=_SELECT),
    )
    rank = forms.ChoiceField(
        label=_("Rank"),
        choices=[("", _("leave as it is")), *((rank, rank) for rank in RANKS)],
        required=False,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
    segment = _SegmentField(
        label=_("Segment exception"),
        queryset=Segment.objects.all(),
        to_field_name="key",
        required=False,
        empty_label=_("leave as it is"),
        widget=forms.Select(attrs=_SELECT),
        help_text=_("Against the rules, which propose no other segment until it ends."),
    )
    reason = forms.CharField(
        label=_("Why the rules do not fit"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=_CONTROL),
    )
    held_until = forms.DateField(
        label=_("The exception ends on"),
        required=False,
        widget=forms.DateInput(attrs={**_CONTROL, "type": "date"}, format="%Y-%m-%d"),
        help_text=_("A year from today at most."),
    )

    def __init__(self, data=None, *, for_user, may_move, today):
        super().__init__(data)
        csms = [csm.pk for csm in csms_in_sight(for_user=for_user)]
        self.fields["csm"].queryset = User.objects.filter(pk__in=csms, is_active=True).order_by(
            "name", "pk"
        )
        self.fields["held_until"].initial = today + _HALF_A_YEAR
        if data is None:
            # At first only: each look at what would happen draws the form anew.
            self.fields["csm"].widget.attrs["autofocus"] = True
        self._today = today
        if not may_move:
            for name in ("segment", "reason", "held_until"):
                del self.fields[name]

    def clean(self):
        given = super().clean()
        if given.get("segment"):
            self._check_exception(given)
        else:
            given["reason"], given["held_until"] = "", None
        return given

    def _check_exception(self, given):
        if not given.get("reason"):
            self.add_error("reason", _("Say why: whoever reads it later has only this."))
        until = given.get("held_until")
        if "held_until" in self.errors:
            return
        if until is None or not self._today < until <= self._today + LONGEST_EXCEPTION:
            self.add_error("held_until", _("Choose a day from tomorrow to a year from today."))

    @property
    def edit(self) -> Edit:
        return Edit(**self.cleaned_data)
