"""The form by which a manager sets the goals of a month."""

from django import forms
from django.utils.translation import gettext_lazy as _

from book.verdicts import STAGES
from core.months import MonthField
from engagement.goals import Aim
from engagement.models import GoalKind

MOST_DAYS = 365


def _number(label, *, most, least=1):
    widget = forms.NumberInput(attrs={"class": "form-control is-short"})
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, required=False, widget=widget
    )


class MonthForm(forms.Form):
    """Which month is asked for, as 2026-11."""

    month = MonthField(required=False)


class GoalsForm(forms.Form):
    """The aims of a month by kind; without a target a kind is no goal of that month."""

    meet_at_risk_target = _number(_("Meet so many, %"), most=100)
    meet_at_risk_days = _number(_("who renew within, days"), most=MOST_DAYS)
    stage_ups_target = _number(_("So many stage-ups"), most=100_000)
    stage_ups_stage = forms.ChoiceField(
        label=_("to the stage"),
        required=False,
        choices=[(sign.key, sign.word) for sign in STAGES[1:]],
        widget=forms.Select(attrs={"class": "form-select is-short"}),
    )
    answer_detractors_target = _number(_("Get back to so many, %"), most=100)
    answer_detractors_days = _number(_("within, days"), most=MOST_DAYS)
    log_kickoffs_target = _number(_("Log so many, %"), most=100)

    @classmethod
    def of(cls, aims):
        """Return a form that holds these aims by kind."""
        held = {}
        for kind, aim in aims.items():
            for part in ("target", "days", "stage"):
                held[f"{GoalKind(kind).value}_{part}"] = getattr(aim, part)
        return cls(initial=held)

    def clean(self):
        for kind in GoalKind.values:
            days, target = f"{kind}_days", self.cleaned_data.get(f"{kind}_target")
            if target and days in self.fields and days not in self.errors:
                self._ask_for(days)
        return self.cleaned_data

    def _ask_for(self, days):
        if not self.cleaned_data.get(days):
            self.add_error(days, _("Say within how many days."))

    def aims(self):
        """Return {kind: Aim, or None where there is to be no goal}."""
        return {GoalKind(kind): self._aim(kind) for kind in GoalKind.values}

    def _aim(self, kind):
        target = self.cleaned_data[f"{kind}_target"]
        if not target:
            return None
        stage = self.cleaned_data.get(f"{kind}_stage", "")
        return Aim(target, self.cleaned_data.get(f"{kind}_days"), stage)

    @property
    def rows(self):
        """Yield (kind, its fields) for the page."""
        for kind in GoalKind:
            names = (f"{kind.value}_{part}" for part in ("target", "days", "stage"))
            yield kind, [self[name] for name in names if name in self.fields]
