"""The forms by which a file is brought in, found again, and loaded."""

from urllib.parse import urlencode

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from intake.models import Upload, UploadState

LONGEST_PASTE = 1_000_000
_SELECT = {"class": "form-select"}
_CONTROL = {"class": "form-control"}
_TICK = {"class": "form-check-input"}


class UploadForm(forms.Form):
    """What is brought, whose it is, and the file, or cells pasted from a spreadsheet."""

    dataset = forms.ChoiceField(label=_("What the file holds"), widget=forms.Select(attrs=_SELECT))
    source = forms.CharField(
        label=_("Source"),
        max_length=Upload._meta.get_field("source").max_length,
        initial="main",
        help_text=_("The system that the ids in the file come from."),
        widget=forms.TextInput(attrs={**_CONTROL, "list": "sources", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        widget=forms.FileInput(attrs={**_CONTROL, "data-drop-file": ""}),
        help_text=_("CSV, Excel or gzip, up to 1 GB; the first line names the columns."),
    )
    instead = forms.IntegerField(required=False, widget=forms.HiddenInput)
    pasted = forms.CharField(
        label=_("Or cells from a spreadsheet"),
        required=False,
        # A length of the field's own would have browsers cut what is pasted, and say nothing.
        validators=[
            MaxLengthValidator(
                LONGEST_PASTE,
                _(
                    "These are more than %(limit_value)s characters. Save them as a file and drop it above."
                ),
            )
        ],
        strip=False,
        widget=forms.Textarea(attrs={**_CONTROL, "rows": 4, "spellcheck": "false"}),
        help_text=_("Copy the cells with their header line and paste them here."),
    )

    def __init__(self, *args, datasets, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["dataset"].choices = [(each.key, each.name) for each in datasets]

    def refuse_size(self):
        """Say that the file was not kept, for it is too large."""
        if not self.is_bound:
            self.data, self.files, self.is_bound = {}, {}, True
        self.full_clean()
        self._errors.pop("file", None)
        self.add_error("file", _("The file is larger than 1 GB. Split it, or pack it with gzip."))

    def clean(self):
        cleaned = super().clean()
        if "file" in self.errors or "pasted" in self.errors:
            return cleaned
        is_pasted = bool((cleaned.get("pasted") or "").strip())
        if cleaned.get("file") and is_pasted:
            self.add_error("pasted", _("Choose a file or paste cells, not both."))
        elif not cleaned.get("file") and not is_pasted:
            self.add_error("file", _("Choose a file, or paste cells below."))
        return cleaned


class FilterForm(forms.Form):
    """Which uploads a list shows."""

    dataset = forms.ChoiceField(
        label=_("Dataset"), required=False, widget=forms.Select(attrs=_SELECT)
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("every state")), *UploadState.choices],
        widget=forms.Select(attrs=_SELECT),
    )
    source = forms.ChoiceField(
        label=_("Source"), required=False, widget=forms.Select(attrs=_SELECT)
    )
    page = forms.IntegerField(min_value=1, max_value=10_000, required=False)

    def __init__(self, *args, datasets, sources, **kwargs):
        super().__init__(*args, **kwargs)
        named = [(each.key, each.name) for each in datasets]
        self.fields["dataset"].choices = [("", _("every dataset")), *named]
        self.fields["source"].choices = [("", _("every source")), *((s, s) for s in sources)]
        self.sources = sources

    def asked(self):
        """Return what was asked for and may be; nothing of what may not."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value}

    @property
    def is_asked(self):
        return bool(self.asked())

    @property
    def earlier(self):
        return self._page(-1)

    @property
    def later(self):
        return self._page(1)

    def _page(self, by):
        asked = self.asked()
        return urlencode({**asked, "page": asked.get("page", 1) + by})


class ConfirmForm(forms.Form):
    """What is ticked beside the button that loads."""

    seen = forms.CharField(widget=forms.HiddenInput)
    good_rows = forms.BooleanField(
        label=_("Load only the good rows"),
        required=False,
        widget=forms.CheckboxInput(attrs=_TICK),
    )
    all_the_same = forms.BooleanField(
        label=_("I have looked at it: load it all the same"),
        required=False,
        widget=forms.CheckboxInput(attrs=_TICK),
    )
