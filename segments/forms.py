"""The form that decides a proposed move."""

from django import forms


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(choices=[("accept", "accept"), ("decline", "decline")])

    @property
    def is_accepted(self):
        return self.cleaned_data["decision"] == "accept"
