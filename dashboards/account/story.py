"""The timeline as it is asked for: which kinds, of whom, holding which words, from which entry on."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from core.search import text_key
from dashboards.account.entry import Entry
from dashboards.account.timeline import Lane, lanes_for, latest_of_each, open_lanes
from engagement.models import Activity

# Entries of one kind that are looked through for words or people.
MOST_SCANNED = 3_000
# Entries on the account page, and at each step of the page of the whole story.
FIRST_ENTRIES = 20
STEP = 50
LAST_START = 5_000


@dataclass(frozen=True)
class StoryQuery:
    """`kinds` are keys of lanes (none: all), `who` a name, `entry` the mark of one to be shown."""

    kinds: tuple[str, ...] = ()
    who: str = ""
    q: str = ""
    start: int = 0
    entry: str = ""

    def url(self, **changes) -> str:
        """Return the query string of this story with `changes`; a change goes back to its beginning."""
        asked = replace(self, **{"start": 0, "entry": "", **changes})
        pairs = [("kind", asked.kinds), ("who", asked.who), ("q", asked.q), ("start", asked.start)]
        return "?" + urlencode([(name, value) for name, value in pairs if value], doseq=True)

    def toggled(self, kind: str) -> str:
        """Return the query string with a kind more, or without it."""
        others = tuple(each for each in self.kinds if each != kind)
        return self.url(kinds=others if kind in self.kinds else (*self.kinds, kind))

    @property
    def is_narrowed(self) -> bool:
        return bool(self.kinds or self.who or self.q)

    def holds(self, entry: Entry) -> bool:
        """Whether an entry is of the person asked for and holds the words, in any kana and width."""
        if self.who and self.who not in entry.who.split(" · "):
            return False
        words = (str(entry.kind), entry.text, entry.who, entry.body, entry.tool)
        return text_key(self.q) in text_key(" ".join(words))


class StoryForm(forms.Form):
    """What stands in the URL; what cannot be read is left out."""

    kind = forms.MultipleChoiceField(required=False)
    who = forms.CharField(max_length=250, required=False)
    q = forms.CharField(max_length=100, required=False)
    start = forms.IntegerField(min_value=0, max_value=LAST_START, required=False)
    entry = forms.SlugField(max_length=60, required=False)

    def __init__(self, *args, lanes, names, **kwargs):
        super().__init__(*args, auto_id="story_%s", **kwargs)
        self.fields["kind"].choices = [(lane.key, lane.word) for lane in lanes]
        self.fields["who"] = forms.ChoiceField(
            required=False,
            choices=[("", _("anyone")), *((name, name) for name in names)],
            widget=forms.Select(attrs={"class": "form-select"}),
        )

    def query(self) -> StoryQuery:
        self.is_valid()
        read = self.cleaned_data
        return StoryQuery(
            kinds=tuple(read.get("kind", ())),
            who=read.get("who", ""),
            q=read.get("q", ""),
            start=read.get("start") or 0,
            entry=read.get("entry", ""),
        )


@dataclass(frozen=True)
class Kind:
    """One kind of entries to narrow to or widen from."""

    lane: Lane
    url: str
    is_on: bool


@dataclass(frozen=True)
class Story:
    """A stretch of the timeline; `is_more` says whether another follows."""

    entries: list[Entry]
    kinds: list[Kind]
    query: StoryQuery
    form: Any
    is_more: bool

    @property
    def all_url(self) -> str:
        return self.query.url(kinds=())

    @property
    def further(self) -> str:
        """The query string of what follows."""
        return self.query.url(start=self.query.start + len(self.entries))


def names_in(account) -> list[str]:
    """Return who took part in what happened: people at the customer, and members, by name."""
    theirs = account.contacts.exclude(name="").values_list("name", flat=True)
    ours = Activity.objects.filter(account=account).exclude(member=None)
    names = ours.order_by().annotate(name=F("member__name")).values_list("name", flat=True)
    return sorted({*theirs, *names.distinct()})


def story(*, account, held, asked, is_stage_sealed, until: date, most: int) -> Story:
    """Return what the query string `asked` (a QueryDict) asks of an account's timeline.

    `most` entries, more where the one asked for lies further back; `held` as `held_by` says.
    """
    place = {"account_id": account.pk, "held": held, "until": until}
    seen = {"is_stage_sealed": is_stage_sealed}
    is_narrowed = "kind" in asked
    lanes = open_lanes(**place, **seen) if is_narrowed else lanes_for(**seen)
    form = StoryForm(asked, lanes=lanes, names=names_in(account))
    query = form.query()
    is_scanned = bool(query.who or query.q or query.entry)
    reach = MOST_SCANNED if is_scanned else query.start + most + 1
    keys = query.kinds or [lane.key for lane in lanes]
    read = latest_of_each(**place, most=reach, lanes=keys)
    if not is_narrowed:
        # All that was read tells by itself which of the rare ones there are.
        held = {entry.lane for entry in read}
        lanes = [lane for lane in lanes if lane.key in held or not lane.is_rare]
    found = [entry for entry in read[:reach] if query.holds(entry)]
    end = query.start + max(most, _place(found, query.entry) + 1)
    return Story(
        entries=found[query.start : end],
        kinds=[Kind(lane, query.toggled(lane.key), lane.key in query.kinds) for lane in lanes],
        query=query,
        form=form,
        is_more=len(found) > end,
    )


def _place(entries, mark):
    return next((place for place, entry in enumerate(entries) if mark and entry.mark == mark), 0)
