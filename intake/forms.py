"""The form by which a file is brought in."""

from django import forms
from django.utils.translation import gettext_lazy as _


class UploadForm(forms.Form):
    """What the file holds, the file, and whether to load the good rows of a bad file."""

    dataset = forms.ChoiceField(
        label=_("What the file holds"), widget=forms.Select(attrs={"class": "form-select"})
    )
    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".csv,text/csv"}),
        help_text=_("CSV as UTF-8 or Shift_JIS; the first line names the columns."),
    )
    good_rows = forms.BooleanField(
        label=_("Load only the good rows"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(self, *args, datasets, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["dataset"].choices = [(each.key, each.name) for each in datasets]
