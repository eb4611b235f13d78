"""The form by which a pick-up is set up or changed."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from intake.models import Pickup
from intake.pickup.finding import place_of
from intake.pickup.troubles import PlaceError, in_words

_TEXT, _SELECT = {"class": "form-control"}, {"class": "form-select"}


class PickupForm(forms.ModelForm):
    """Where to look, for what, how often, and who is told when something is wrong."""

    dataset = forms.ChoiceField(label=_("What the files hold"), widget=forms.Select(attrs=_SELECT))

    class Meta:
        model = Pickup
        fields = [
            *("place", "pattern", "dataset", "source", "every_minutes", "mail_to"),
            "is_good_rows_only",
        ]
        widgets = {
            "place": forms.TextInput(attrs={**_TEXT, "placeholder": "crm"}),
            **{name: forms.TextInput(attrs=_TEXT) for name in ("pattern", "source")},
            "mail_to": forms.TextInput(attrs={**_TEXT, "inputmode": "email"}),
            "every_minutes": forms.Select(attrs=_SELECT),
            "is_good_rows_only": forms.CheckboxInput(attrs={"class": "form-check-input"}),
        }
        labels = {
            "place": _("Place"),
            "pattern": _("Names of the files"),
            "source": _("Source"),
            "every_minutes": _("Looked into"),
            "mail_to": _("Mail to"),
            "is_good_rows_only": _("Load only the good rows"),
        }
        help_texts = {
            "place": _("A folder below the one for pick-ups, as crm/usage, or s3://bucket/folder."),
            "pattern": _("As usage-*.csv; * stands for anything."),
            "source": _("Whose ids the files use; how its files are read is remembered by it."),
            "mail_to": _("Addresses with commas between; empty: whoever changed this latest."),
        }

    def __init__(self, *args, datasets, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["dataset"].choices = [(each.key, each.name) for each in datasets]

    def clean_place(self):
        text = self.cleaned_data["place"].strip()
        try:
            place_of(text)
        except PlaceError as error:
            raise ValidationError(in_words(error.as_kept(), gettext)) from error
        return text

    def clean_pattern(self):
        pattern = self.cleaned_data["pattern"].strip()
        if "/" in pattern or "\\" in pattern:
            raise ValidationError(_("Name files only; folders belong to the place."))
        return pattern

    def clean_mail_to(self):
        addresses = [each.strip() for each in self.cleaned_data["mail_to"].split(",")]
        for address in filter(None, addresses):
            validate_email(address)
        return ", ".join(filter(None, addresses))
