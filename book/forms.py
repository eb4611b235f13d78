"""What an address asks of a list of accounts, read field by field."""

from dataclasses import replace

from django import forms
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import gettext_lazy as _

from book.columns import columns_named
from book.domain.ranges import UNKNOWN
from book.ends import choices_of_ends, read_ends
from book.fields.catalogue import fields_named
from book.fields.declared import NOT, Where
from book.fields.kinds import Choice, Option
from book.goals import read_goal_ask
from book.past import read_past
from book.query import LAST_PAGE, NO_CSM, PAGE_SIZES, UNCLASSIFIED, BookQuery, ListQuery
from book.selectors import csms_to_filter_by, segments_in_order
from book.verdicts import BANDS, RISKS, STAGES
from core.months import MonthField
from core.wording import localized

# What stands beside a list in an address: the tour, and what a new filter is made of.
BESIDE = ("tour", "new-")
MOST_CHARACTERS = 80
CONTRACTS = (
    ("running", _("Running contract")),
    ("open", _("Running without an end date")),
    ("ended", _("No running contract")),
    ("all", _("All accounts")),
)
NPS_ANSWERS = (
    ("promoter", _("Promoters")),
    ("passive", _("Passives")),
    ("detractor", _("Detractors")),
    ("silent", _("Asked, not answered")),
    ("asked", _("Asked within 180 days")),
)
MOVES = (("fell", _("band or stage fell")), ("rose", _("band or stage rose")))


class PastField(forms.Field):
    """Any number of `Past`s."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value):
        try:
            return [read_past(text) for text in value or ()]
        except ValueError as error:
            raise forms.ValidationError("not understood", code="invalid") from error


class GoalField(forms.Field):
    """One `GoalAsk`."""

    def to_python(self, value):
        try:
            return read_goal_ask(value) if value else None
        except ValueError as error:
            raise forms.ValidationError("not understood", code="invalid") from error


def choices_of(signs):
    return [(sign.key, sign.word) for sign in signs]


def many(label, choices=()):
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
    )


def segment_choices(segments):
    named = [(segment.key, localized(segment, "name")) for segment in segments]
    return [*named, (UNCLASSIFIED, _("Unclassified, to be checked"))]


def csm_choices(csms):
    return [*((str(csm.pk), csm.name) for csm in csms), (NO_CSM, _("Nobody"))]


def _is_beside(name):
    return name.startswith(BESIDE)


class ListForm(forms.Form):
    """Reads a URL into a `ListQuery`: what is not understood is left out, and `misread` names it."""

    asks_for = ListQuery

    def query(self):
        """Return what the URL asks for."""
        self.full_clean()
        given = {}
        for name, value in self.cleaned_data.items():
            if isinstance(value, list):
                value = tuple(value)
            if value not in ("", None, ()):
                given[name] = value
        return self.asks_for(**given)

    @property
    def misread(self):
        """Return what was left out, as "Health: purple", by the words of its field or its bare name."""
        return [
            self._in_words(self.fields[name].label or name, name)
            for name in self.errors
            if name in self.data
        ]

    def _in_words(self, word, name):
        return f"{word}: {', '.join(self.data.getlist(name))[:MOST_CHARACTERS]}"


class BookForm(ListForm):
    """The filters of the book of accounts: those with a field here, and all of `book.fields.catalogue`."""

    asks_for = BookQuery

    q = forms.CharField(label=_("Name contains"), max_length=100, required=False)
    mine = forms.BooleanField(required=False)
    needs = forms.BooleanField(required=False)
    segment = many(_("Segment"))
    band = many(_("Health"), choices_of(BANDS))
    stage = many(_("Stage"), choices_of(STAGES))
    risk = many(_("Risk"), choices_of(RISKS))
    differs = forms.BooleanField(required=False)
    csm = many(_("CSM"))
    ends = forms.TypedChoiceField(
        label=_("Contract ends"),
        coerce=read_ends,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    month = MonthField(label=_("Contract ends"), required=False)
    nps = many(_("NPS"), NPS_ANSWERS)
    uses = forms.CharField(label=_("Uses"), max_length=80, required=False)
    lacks = forms.CharField(label=_("Does not use"), max_length=80, required=False)
    was = PastField(label=_("On an earlier night"), required=False)
    goal = GoalField(label=_("Goal"), required=False)
    moved = forms.ChoiceField(label=_("Since the night read before"), choices=MOVES, required=False)
    stale = forms.BooleanField(required=False)
    company = forms.IntegerField(label=_("Company"), min_value=1, max_value=2**62, required=False)
    event = forms.IntegerField(label=_("Event"), min_value=1, max_value=2**62, required=False)
    view = forms.RegexField(r"^[a-z0-9]{1,20}$", required=False)
    contract = forms.ChoiceField(
        label=_("Contract"), choices=CONTRACTS, required=False, widget=forms.RadioSelect
    )
    columns = forms.CharField(label=_("Columns"), max_length=2_000, required=False)
    sort = forms.CharField(label=_("Sort"), max_length=130, required=False)
    size = forms.TypedChoiceField(
        label=_("Rows a page"),
        coerce=int,
        choices=[(size, size) for size in PAGE_SIZES],
        required=False,
    )
    page = forms.IntegerField(label=_("Page"), min_value=1, max_value=LAST_PAGE, required=False)

    @classmethod
    def for_reader(cls, data, *, user):
        """Return the form with the segments that there are and the CSMs of accounts in the member's sight.

        Those are read where they are asked for or shown.
        """
        csms = SimpleLazyObject(lambda: csms_to_filter_by(for_user=user))
        return cls(data, segments=segments_in_order(), csms=csms, reader=user)

    def __init__(self, data, *, segments, csms, reader=None):
        super().__init__(data)
        self.segments, self.reader = segments, reader
        self.fields["segment"].choices = segment_choices(segments)
        self.fields["ends"].choices = [("", _("any day")), *choices_of_ends()]
        self.fields["csm"].choices = lambda: csm_choices(csms)
        self._left_out = []

    def query(self):
        asked = super().query()
        return replace(asked, where=tuple(self._where()))

    @property
    def misread(self):
        return [*super().misread, *self._left_out]

    @cached_property
    def _known(self):
        """All fields that the address names, but for columns."""
        named = [name.removesuffix(NOT) for name in self.data]
        return fields_named([*named, self.data.get("sort", "").removeprefix("-")])

    def clean_sort(self):
        key = self.cleaned_data["sort"]
        if key and key.removeprefix("-") not in self._known:
            raise forms.ValidationError("no such column", code="invalid")
        return key

    def clean_columns(self):
        asked = [key for key in self.cleaned_data["columns"].split(",") if key]
        known = columns_named(asked)
        if len(known) < len(asked):
            unknown = [key for key in asked if key not in known]
            self._left_out.append(f"{self.fields['columns'].label}: {', '.join(unknown)}")
        return tuple(known)

    def _where(self):
        """Yield what stands in the address beside the fields above; what says nothing is left out."""
        further = [name for name in self.data if name not in self.fields and not _is_beside(name)]
        for name in further:
            field, is_not = self._further_field(name), name.endswith(NOT)
            if field is None:
                self._left_out.append(self._in_words(name, name))
                continue
            try:
                texts = [text for text in self.data.getlist(name) if text]
                yield from (Where(field, value, is_not) for value in field.kind.read(texts))
            except ValueError:
                self._left_out.append(self._in_words(field.name, name))

    def _further_field(self, name):
        field = self._known.get(name.removesuffix(NOT))
        if field is None or not field.is_filter:
            return None
        if name.endswith(NOT):
            return self.as_choice(field)
        return None if field.is_own else field

    def as_choice(self, field):
        """Return a field whose values can be left out, with those this reader may name; else None."""
        if not field.is_own:
            return field if field.kind.control == "choice" else None
        own = self.fields[field.key]
        if not isinstance(own, forms.MultipleChoiceField):
            return None
        if field.kind.control:
            return replace(field, kind=replace(field.kind, unknown=""))
        words = dict(own.choices)
        nobody = words.pop(UNKNOWN)
        options = [Option(key, word, self._stored(field.key, key)) for key, word in words.items()]
        kind = Choice(lambda: options, unknown_word=nobody)
        return replace(field, kind=kind, source=f"{field.key}_id")

    def _stored(self, name, key):
        """Return the id that stands in a line for a CSM or a segment."""
        if name == "csm":
            return int(key)
        return next(segment.pk for segment in self.segments if segment.key == key)
