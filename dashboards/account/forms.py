"""What a member may judge on the account page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from book.query import LAST_PAGE, PAGE_SIZES
from book.verdicts import RANKS, RISKS


class PlaceForm(forms.Form):
    """Where one came from: the query of a list, and the place in it."""

    list = forms.CharField(max_length=2_000, required=False)
    at = forms.IntegerField(min_value=1, max_value=LAST_PAGE * max(PAGE_SIZES))


class JudgementForm(forms.Form):
    """The churn risk as the CSM sees it, and the rank; either may be left as it is."""

    level = forms.TypedChoiceField(
        label=_("Churn risk as you see it"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[(sign.level.value, sign.word) for sign in RISKS],
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
    evidence = forms.CharField(
        label=_("What it rests on"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
        help_text=_("One or two sentences: who said or did what."),
    )
    rank = forms.ChoiceField(
        label=_("Rank"),
        required=False,
        choices=[(rank, rank) for rank in RANKS],
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )

    def clean(self):
        given = super().clean()
        if given.get("level") is not None and not given.get("evidence"):
            self.add_error("evidence", _("Say what your judgement rests on."))
        if given.get("level") is None and given.get("evidence"):
            self.add_error("level", _("Choose a level for this evidence."))
        return given
