"""The form that asks for a night."""

from django import forms
from django.utils.translation import gettext_lazy as _


class NightForm(forms.Form):
    """A day to judge; `final` is the latest day that is over."""

    night = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date", "class": "form-control"})
    )

    def __init__(self, *args, final, **kwargs):
        super().__init__(*args, **kwargs)
        self._final = final
        self.fields["night"].widget.attrs["max"] = final.isoformat()

    def clean_night(self):
        night = self.cleaned_data["night"]
        if night > self._final:
            raise forms.ValidationError(_("This day is not over yet: a night judges a whole day."))
        return night
