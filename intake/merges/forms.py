"""The form by which two accounts are merged."""

from django import forms


class MasterForm(forms.Form):
    """Which of two accounts, by their ids, is to stay."""

    master = forms.TypedChoiceField(coerce=int)

    def __init__(self, *args, ids, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["master"].choices = [(each, each) for each in ids]
