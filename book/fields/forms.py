"""What is asked of one field: the form behind "+ filter", one for each kind of control."""

from django import forms
from django.utils.translation import gettext_lazy as _

from book.domain.ranges import UNKNOWN, Range, range_of

# What says in an address which filter is being made, or which one is being changed.
NEW, MADE, CHANGED = "new", "new-field", "new-at"


class ValueForm(forms.Form):
    """The value of a `Where` of one field. `kind` is the field's, `old` what stands there already."""

    # Whether the value is left out instead of asked for.
    is_not = False

    def __init__(self, data, *, kind, old=None):
        self.kind = kind
        super().__init__(data, prefix=NEW, initial=old and self.shown(old))

    def shown(self, old):
        raise NotImplementedError

    @property
    def is_sent(self):
        return self.add_prefix("sent") in self.data

    @property
    def value(self):
        """What was asked for, once the form is valid."""
        return self.cleaned_data["value"]


class RangeForm(ValueForm):
    """From and to, one of which may be left empty, or accounts without a value."""

    low = forms.CharField(label=_("from"), max_length=30, required=False)
    high = forms.CharField(label=_("to"), max_length=30, required=False)
    unknown = forms.BooleanField(required=False)

    def __init__(self, data, *, kind, old=None):
        super().__init__(data, kind=kind, old=old)
        attrs = {"type": "date"} if kind.is_day else {"inputmode": "decimal"}
        for name in ("low", "high"):
            self.fields[name].widget.attrs |= {"class": "form-control", **attrs}
        self.fields["low"].widget.attrs["autofocus"] = True
        self.fields["unknown"].label = kind.unknown_word

    def shown(self, old):
        value = old.value
        if value.is_unknown:
            return {"unknown": True}
        low, high = (
            None if end is None else str(Range(end, end)) for end in (value.low, value.high)
        )
        return {"low": low, "high": high}

    def clean(self):
        given = self.cleaned_data
        if given.get("unknown"):
            given["value"] = Range(is_unknown=True)
            return
        ends = [self._end(name) for name in ("low", "high")]
        if self.errors:
            return
        try:
            given["value"] = range_of(*ends)
        except ValueError:
            raise forms.ValidationError(
                _("Give a first value, a last one, or both in their order.")
            ) from None

    def _end(self, name):
        text = self.cleaned_data.get(name)
        if not text:
            return None
        try:
            return self.kind.read_end(text)
        except ValueError:
            words = _("Write a day.") if self.kind.is_day else _("Write a number.")
            self.add_error(name, words)
            return None


class TextForm(ValueForm):
    """A text that is contained, or accounts that have none."""

    text = forms.CharField(
        label=_("contains"),
        max_length=100,
        required=False,
        widget=forms.TextInput(
            attrs={"class": "form-control", "autofocus": True, "autocomplete": "off"}
        ),
    )
    unknown = forms.BooleanField(required=False)

    def __init__(self, data, *, kind, old=None):
        super().__init__(data, kind=kind, old=old)
        self.fields["unknown"].label = kind.unknown_word

    def shown(self, old):
        return {"unknown": True} if old.value == UNKNOWN else {"text": old.value}

    def clean(self):
        given = self.cleaned_data
        given["value"] = UNKNOWN if given.get("unknown") else given.get("text")
        if not given["value"]:
            self.add_error("text", _("Write what to look for."))


class ChoiceForm(ValueForm):
    """Any of several, or none of them."""

    operator = forms.ChoiceField(
        choices=[("", _("is any of")), ("not", _("is none of"))],
        required=False,
        widget=forms.RadioSelect,
    )
    value = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Choose at least one.")}
    )

    def __init__(self, data, *, kind, old=None):
        super().__init__(data, kind=kind, old=old)
        options = [(each.key, each.word) for each in kind.options()]
        without = [(kind.unknown, kind.unknown_word)] if kind.unknown else []
        self.fields["value"].choices = [*options, *without]

    def shown(self, old):
        return {"value": list(old.value), "operator": "not" if old.is_not else ""}

    @property
    def is_not(self):
        return bool(self.cleaned_data.get("operator"))

    def clean_value(self):
        return tuple(self.cleaned_data["value"])


FORMS = {"range": RangeForm, "text": TextForm, "choice": ChoiceForm}
