"""Every page component in its states, with made-up values: what the styleguide shows."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

from django import forms
from django.conf import settings
from django.contrib.messages import ERROR, SUCCESS, WARNING
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from book.chips import Chip
from book.editing.foreseeing import Change, ForeseenPart
from book.editing.parts import PARTS
from book.models import BulkEdit
from book.query import BookQuery
from book.rows import Spark, spark_of
from book.selectors import Place
from book.verdicts import BANDS, RISKS, STAGES
from core.disks import Disk
from core.formats import NOTHING, signed
from core.sparkline import draw_sparkline
from dashboards.account.verdicts import Missing, RiskReason, Step
from dashboards.account.why import Group, Part
from dashboards.explain.history import history_of
from dashboards.figures import Figure, Note, shares
from dashboards.glossary import Clause, Ruled
from dashboards.search.hits import Hit
from nightly.selectors import Freshness

COMPONENTS = Path(settings.BASE_DIR) / "templates" / "components"
_DAY = date(2026, 11, 22)
_FIGURES = (
    Figure(gettext_lazy("Mean score"), "86.9", "#", "+0.8", "up"),
    Figure(gettext_lazy("At risk"), "3", "#", "+3", "worse", (Note("4.3%"), Note("¥18.6M", "#"))),
    Figure(gettext_lazy("NPS"), NOTHING),
)
_DISKS = (
    Disk({"uploads": Path("/data"), "work": Path("/data")}, 3 << 30, 27 << 30),
    Disk({"temporary": Path("/tmp")}, 5 << 20, 95 << 20),  # noqa: S108 - only its name is shown
)


@dataclass(frozen=True)
class Shown:
    """One component: what its first comment says of it, and each of its states as HTML.

    `opens` is the id of a dialog that a button has to open first.
    """

    name: str
    comment: str
    states: list[str]
    opens: str

    @property
    def within(self) -> str:
        """The element that a state stands in, where it is not a block of its own."""
        return {"sort_head": "row", "number": "list", "figure": "list"}.get(self.name, "")


class _Form(forms.Form):
    """One field of each kind that components draw."""

    text = forms.CharField(widget=forms.TextInput(attrs={"class": "form-control"}))
    level = forms.ChoiceField(
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        choices=[(sign.key, sign.word) for sign in RISKS],
    )
    many = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, choices=[(sign.key, sign.word) for sign in BANDS]
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("What it rests on")
        self.fields["text"].help_text = _("One or two sentences: who said or did what.")
        self.fields["level"].label = _("Risk")
        self.fields["many"].label = _("Health")


def components(request) -> list[Shown]:
    """Render every component in all its states, in the order of their names."""
    samples = _samples(request)
    return [_shown(path, samples[path.stem], request) for path in sorted(COMPONENTS.glob("*.html"))]


def _shown(path, states, request):
    comment = path.read_text().split("{% comment %}")[1].split("{% endcomment %}")[0]
    template = f"components/{path.name}"
    rendered = [render_to_string(template, state, request) for state in states]
    return Shown(path.stem, comment, rendered, states[0].get("id", ""))


def _samples(request):
    empty, filled = _Form(), _Form({"text": "", "level": "high", "many": ["at_risk"]})
    return {
        **_of_verdicts(),
        **_of_lists(),
        **_of_frame(),
        **_of_accounts(),
        **_of_edits(),
        "field": [{"field": empty["text"]}, {"field": filled["text"]}],
        "choice_row": [{"field": empty["level"]}, {"field": filled["level"]}],
        "pick": [{"field": filled["many"], "signs": True}],
        "pick_later": [{"field": filled["many"], "url": "#pick_later"}],
        "choices": [{"field": filled["many"]}, {"field": filled["many"], "signs": True}],
        "toggle": [
            {"name": "mine", "word": _("My accounts"), "is_on": is_on} for is_on in (False, True)
        ],
        "late": [{}],
        "diff": [
            {"before": "100", "after": "120"},
            {"before": "", "after": "120"},
            {"before": "2026-03-31", "after": ""},
        ],
        "low_disks": [{"disks": _DISKS[:1]}, {"disks": _DISKS}],
        "freshness": [
            {"freshness": Freshness(None, None)},
            {"freshness": Freshness(_DAY, _DAY)},
            {"freshness": Freshness(_DAY, _DAY - timedelta(days=2))},
            {"freshness": Freshness(_DAY, _DAY - timedelta(days=6), "A"), "url": "#"},
        ],
        "language": [{"language": "en"}, {"language": "ja"}],
        "theme": [{}],
        "user_menu": [{"member": request.user}],
        "messages": [
            {"messages": [Message(level, _("Your judgement is recorded."), undo)]}
            for level, undo in ((SUCCESS, "/undo/"), (WARNING, ""), (ERROR, ""))
        ],
        "toast": [
            {"words": _("The activity is logged."), "undo_url": "/undo/"},
            {"words": _("Undone."), "level": WARNING},
        ],
        "writing": [{"id": "writing-shown", "label": _("Write about an account")}],
        "people_pick": [{"field": filled["many"]}],
        "empty": [
            {"icon": "filter-off", "title": _("No account fits"), "url": "#", "action": _("Apply")}
        ],
    }


def _of_frame():
    rooms = [{"word": _("Accounts"), "key": "a"}, {"word": _("Segments"), "key": "s"}]
    return {
        "dialog": [
            {
                **{"id": "dialog-shown", "title": _("Keyboard"), "rooms": rooms},
                "body": "components/key_map.html",
            }
        ],
        "error": [
            {
                "title": _("Nothing here"),
                "text": _("What it means"),
                "action": _("Back"),
                "url": "#",
            }
        ],
        "key_map": [
            {"rooms": rooms, "has_letters": has_letters, "path": "/"}
            for has_letters in (True, False)
        ],
        "room": [
            {"room": {**rooms[0], "url": "#", "icon": "building", "is_here": is_here}}
            for is_here in (False, True)
        ],
        "panel": [{"id": "panel-shown", "label": _("Explanation")}],
        "search": [{"url": "#"}],
        "skeleton": [{}],
    }


def _of_accounts():
    place = Place(at=3, total=18, before_url="#", after_url="#", list_url="#")
    return {
        "account_cell": [
            {
                "url": "#",
                "name": "青葉物流",
                "segment": _("Segments"),
                "plan": "A",
                "csm": "森 花子",
            },
            {"url": "#", "name": "青葉物流"},
        ],
        "change": [
            {"change": signed(change), "way": way}
            for change, way in ((3, "up"), (-18, "down"), (0, ""))
        ],
        "gaps": [{"account_id": 1, "missing": _gaps(), "next_step": STAGES[2]}],
        "number": _numbers(),
        "risk_reasons": [{"account_id": 1, "reasons": [_reason()]}],
        "stepper": [
            {"place": place},
            {"place": replace(place, at=1, before_url="")},
        ],
        "time_axis": [{"data_url": "#", "numbers_url": "#"}],
    }


def _of_edits():
    part = ForeseenPart(
        part=PARTS[1],
        to="A",
        ids=[1, 2, 3],
        changes=[Change("青葉物流", "B"), Change("青葉物流", None)],
        same=2,
        refused=1,
        refused_names=["青葉物流"],
    )
    return {
        "foreseen": [{"each": part}, {"each": replace(part, refused=0, same=0)}],
        "undo": [{"edit": BulkEdit(pk=1, accounts=count), "path": "/"} for count in (1, 34)],
    }


def _gaps():
    return [
        Missing(STAGES[2], "activity_score", _("Score"), "44", "≥ 60", 73),
        Missing(STAGES[1], "active_days_28", _("Days of use"), "0", "≥ 5", 0),
    ]


def _reason():
    return RiskReason(
        name=_("Churn risk"),
        words="",
        sign=RISKS[0],
        evidence=[("active_days_28", _("Days of use"), "12")],
        since=_DAY - timedelta(days=9),
        is_older=False,
    )


def _numbers():
    scores = draw_sparkline([7_000, 6_800, 5_200, 4_100], least_span=3_000)
    number = {"label": _("Health"), "value": "41", "url": "#", "is_big": True}
    return [
        {
            **number,
            **{"sign": BANDS[2], "change": signed(-18), "way": "down"},
            **{"since": _("in 28 days"), "spark": Spark(scores, _("Trend"))},
        },
        {
            **number,
            "unit": _("of 100"),
            "is_late": True,
            "note": _("rests on usage that is late"),
        },
        {"label": _("NPS"), "value": NOTHING},
    ]


def _of_verdicts():
    scores = draw_sparkline([None, 7_000, 6_800, 5_200, 4_100], least_span=3_000)
    steps = [
        Step(sign, "", is_here=level == 1, is_passed=level < 1) for level, sign in enumerate(STAGES)
    ]
    parts = [Part(0, 5_000, 2_700, 1), Part(5_000, 3_000, 3_000, 2), Part(8_000, 2_000, 0, 3)]
    rule = Ruled(
        key="rule",
        name=_("Health"),
        words=_("What it means"),
        clauses=[Clause([("active_days_28", _("Days of use"), "≥ 5")])],
        sign=RISKS[0],
        cap=49,
    )
    return {
        "sign": [{"sign": sign} for sign in (*BANDS, *RISKS)],
        "sealed": [{}],
        "sparkline": [{"spark": Spark(scores, _("Trend"))}, {"spark": spark_of(b"\x00\x10" * 13)}],
        "stage_ladder": [{"steps": steps, "days": "96"}],
        "score_bar": [
            {"groups": [Group(_("Item"), "", "", "", str(p.filled), [], p) for p in parts]}
        ],
        "condition": [{"state": state} for state in ("met", "unmet", "unknown")],
        "history": [{"history": each, "url": "#"} for each in (_score_history(), _stage_history())],
        "bar": [{"percent": percent} for percent in (0, 44, 100)],
        "parts_bar": [{"parts": _parts(BANDS, (62, 27, 10, 1))}],
        "stack": [
            {"parts": _parts(BANDS, (62, 27, 10, 1))},
            {"parts": _parts(STAGES, (0, 0, 0, 0))},
        ],
        "figure": [{"figure": figure} for figure in _FIGURES],
        "rule": [{"rule": rule}],
    }


def _parts(signs, counts):
    return shares((sign, n, "#") for sign, n in zip(signs, counts, strict=True))


def _score_history():
    scores = [7_000, 6_800, None, 5_200, 4_100]
    return _history(scores, lambda value: str(value // 100) if value else NOTHING)


def _stage_history():
    return _history([0, 0, 1, 1, 1], lambda level: STAGES[level].word, is_level=True)


def _history(values, words, is_level=False):
    """Make up a night a week, with these values."""
    nights = [_DAY - timedelta(weeks=ago) for ago in reversed(range(len(values)))]
    kept = [SimpleNamespace(row=SimpleNamespace(night=at)) for at in nights]
    by_night = dict(zip(nights, values, strict=True))
    return history_of(
        kept,
        number=lambda reading: by_night[reading.row.night],
        words=words,
        least_span=1 if is_level else 3_000,
        is_level=is_level,
        change=None if is_level else lambda now, before: signed((now - before) // 100),
    )


def _of_lists():
    query = BookQuery(page=2, sort="-score")
    chips = [Chip(_("Health"), BANDS[2].word, "#"), Chip(_("Risk"), RISKS[0].word, "#", "#")]
    link = {"word": _("Score"), "url": "#"}
    return {
        "chips": [{"chips": chips, "clear_url": "#"}, {"chips": chips[:1], "clear_url": "#"}],
        "hit": [
            {"hit": Hit("#", "building", "青葉物流", "A · 森 花子", sign=BANDS[2])},
            {"hit": Hit("#", "building", "青葉物流", "A", is_sealed=True)},
            {"hit": Hit("#", "user", "森 花子", "青葉物流", pill=_("left"))},
        ],
        "pager": [
            {"query": query, "page": SimpleNamespace(is_more=True, is_cut=False)},
            {"query": query, "page": SimpleNamespace(is_more=False, is_cut=True)},
        ],
        "sort_head": [
            {"links": [{**link, "key": way or "none", "way": way}], "way": way}
            for way in ("", "ascending", "descending")
        ],
    }
