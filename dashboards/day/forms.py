"""What a member may do with an account on the start page."""

from django import forms

from book.putting_away import days_to_choose

VIEWS = (("mine", ""), ("team", ""))


class BackForm(forms.Form):
    """From which side of the day one came."""

    view = forms.ChoiceField(choices=VIEWS)


class AwayForm(BackForm):
    """Until when to put away, as the key of one of the days to choose; read as that day."""

    until = forms.ChoiceField()

    def __init__(self, data, *, morning):
        super().__init__(data)
        self.days = days_to_choose(morning)
        self.fields["until"].choices = [(key, "") for key in self.days]

    def clean_until(self):
        return self.days[self.cleaned_data["until"]]
