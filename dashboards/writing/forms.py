"""What a member writes about an account, as forms. All know the day and the account they are about."""

from datetime import timedelta
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from accounts.selectors import members_around
from core.formats import NOTHING
from dashboards.account.sources import ACTIVITY_WORDS
from dashboards.writing.outlines import OUTLINES
from engagement.domain.kinds import NOTE, WRITTEN_KINDS

# Until when a next step is due where nothing else is said.
_DUE_IN = timedelta(days=7)
_FURTHEST_DUE = timedelta(days=5 * 365)
_EARLIEST = timedelta(days=10 * 365)


def _day(label, **attrs):
    widget = forms.DateInput(
        format="%Y-%m-%d", attrs={"type": "date", "class": "form-control", **attrs}
    )
    return forms.DateField(label=label, widget=widget, input_formats=["%Y-%m-%d"])


def _line(label, *, is_first=False, **kwargs):
    attrs = {"class": "form-control", "autocomplete": "off", "autofocus": is_first}
    return forms.CharField(label=label, max_length=200, widget=forms.TextInput(attrs), **kwargs)


def _text(label, rows, **kwargs):
    widget = forms.Textarea({"class": "form-control", "rows": rows})
    return forms.CharField(label=label, max_length=20_000, widget=widget, **kwargs)


class _Contacts(forms.ModelMultipleChoiceField):
    def label_from_instance(self, contact):
        return contact_words(contact)


class _Contact(forms.ModelChoiceField):
    def label_from_instance(self, contact):
        return contact_words(contact)


def contact_words(contact) -> str:
    return " · ".join(filter(None, (contact.name, contact.title)))


class PickForm(forms.Form):
    """Whom one wants to write about: an account at hand, or letters of a name."""

    account = forms.IntegerField(min_value=1, max_value=2**62, required=False)
    q = forms.CharField(max_length=100, required=False)


class WritingForm(forms.Form):
    """What all have in common: whose account it is, who writes on which day, and sent once only."""

    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, account, member, today, **kwargs):
        self.account, self.member, self.today = account, member, today
        super().__init__(*args, auto_id="write_%s", **kwargs)
        self.initial.setdefault("token", uuid4())
        self.prepare()

    def prepare(self):
        """Fill in choices and what is most often right."""

    def without_token(self):
        """Serve for changing what stands there already."""
        del self.fields["token"]
        return self

    def _limit_past(self, name):
        """A day that has come, at most ten years ago."""
        self.fields[name].widget.attrs["max"] = self.today.isoformat()
        self.initial.setdefault(name, self.today)

    def _past(self, name):
        day = self.cleaned_data[name]
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        if day < self.today - _EARLIEST:
            raise forms.ValidationError(_("This day is more than ten years ago."))
        return day

    def _due(self, name):
        day = self.cleaned_data[name]
        if day and day != self.initial.get(name) and day < self.today:
            raise forms.ValidationError(_("A next step cannot be due before today."))
        if day and day > self.today + _FURTHEST_DUE:
            raise forms.ValidationError(_("This day is more than five years away."))
        return day

    def _offer_owners(self, name):
        members = members_around(self.account)
        held = self.initial.get(name)
        if held and held not in {each.pk for each in members}:
            members.append(type(self.member).objects.get(pk=held))
        self._owners = {each.pk: each for each in members}
        field = self.fields[name]
        field.choices = [(each.pk, each.name) for each in members]
        self.initial.setdefault(name, self.member.pk)

    def _contacts(self):
        return Contact.objects.filter(account=self.account).order_by("name", "pk")


def _owner(label, **kwargs):
    widget = forms.Select({"class": "form-select"})
    return forms.TypedChoiceField(
        label=label, coerce=int, empty_value=None, widget=widget, **kwargs
    )


class NoteForm(WritingForm):
    """A note: what one came to know, without having met anybody."""

    subject = _line(
        _("Subject"),
        is_first=True,
        error_messages={"required": _("Say in a few words what it was.")},
    )
    body = _text(_("Details"), 6, required=False)
    happened_on = _day(_("Day"))
    step_what = _line(_("Next step"), required=False)
    step_owner = _owner(_("Whose"), required=False)
    step_due = _day(_("Due"))

    def prepare(self):
        self._limit_past("happened_on")
        self.fields["step_due"].required = False
        self.initial.setdefault("step_due", self.today + _DUE_IN)
        self._offer_owners("step_owner")

    def without_token(self):
        for name in ("step_what", "step_owner", "step_due"):
            del self.fields[name]
        return super().without_token()

    def clean_happened_on(self):
        return self._past("happened_on")

    def clean_step_due(self):
        return self._due("step_due") if self.data.get("step_what") else None

    def values(self):
        """Return what the form says, as `engagement.services` takes it."""
        given = self.cleaned_data
        names = ("happened_on", "subject", "body")
        return {name: given[name] for name in names} | {"kind": NOTE}

    def next_step(self):
        """Return what is to be done next, None where nothing was entered."""
        given = self.cleaned_data
        if not given["step_what"]:
            return None
        owner = self._owners[given["step_owner"] or self.member.pk]
        due_on = given["step_due"] or self.today + _DUE_IN
        return {"what": given["step_what"], "owner": owner, "due_on": due_on}


class ActivityForm(NoteForm):
    """A touch: its kind, and who was there."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(kind, ACTIVITY_WORDS[kind]) for kind in WRITTEN_KINDS],
        initial=WRITTEN_KINDS[0],
        widget=forms.RadioSelect({"class": "form-check-input"}),
    )
    present = _Contacts(
        Contact.objects.none(),
        label=_("Who was there"),
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "form-check-input"}),
    )

    def prepare(self):
        super().prepare()
        self.fields["present"].queryset = self._contacts()

    @property
    def outlines(self):
        return OUTLINES.items()

    def values(self):
        given = self.cleaned_data
        return super().values() | {"kind": given["kind"], "present": list(given["present"])}


class RequestForm(WritingForm):
    """What a customer asks for, and the problem behind it."""

    what = _line(
        _("What they ask for"),
        is_first=True,
        error_messages={"required": _("Say what they ask for.")},
    )
    why = _text(
        _("Why they want it"),
        4,
        error_messages={"required": _("Say why: the wish alone does not tell what would help.")},
        help_text=_(
            "The problem behind the wish: what can they not do today, and what does it cost?"
        ),
    )
    contact = _Contact(
        Contact.objects.none(),
        label=_("Who asked"),
        required=False,
        empty_label=NOTHING,
        widget=forms.Select({"class": "form-select"}),
    )
    asked_on = _day(_("Day"))

    def prepare(self):
        self._limit_past("asked_on")
        self.fields["contact"].queryset = self._contacts()

    def clean_asked_on(self):
        return self._past("asked_on")

    def values(self):
        return {name: self.cleaned_data[name] for name in ("what", "why", "contact", "asked_on")}


class NextStepForm(WritingForm):
    """What is to be done next, by whom and by when."""

    what = _line(
        _("Next step"), is_first=True, error_messages={"required": _("Say what is to be done.")}
    )
    owner = _owner(_("Whose"))
    due_on = _day(_("Due"))

    def prepare(self):
        self.initial.setdefault("due_on", self.today + _DUE_IN)
        self._offer_owners("owner")

    def clean_due_on(self):
        return self._due("due_on")

    def values(self):
        given = self.cleaned_data
        owner = self._owners[given["owner"]]
        return {"what": given["what"], "owner": owner, "due_on": given["due_on"]}
