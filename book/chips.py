"""The filters in force as chips, each with the way to be rid of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from book.fields.forms import CHANGED
from book.past import ANY, HIGHER, LOWER, SEGMENT
from book.verdicts import BANDS, RISKS, STAGES
from core.formats import day_of_month, month_and_year
from engagement.selectors import event_name
from metrics.selectors import key_features, metric_texts


@dataclass(frozen=True)
class Chip:
    word: Any
    value: Any
    remove_url: str
    change_url: str = ""


EN_DASH = "\N{EN DASH}"
_FLAGS = {
    "mine": (_("CSM"), _("me")),
    "needs": (_("Today"), _("needs attention")),
    "differs": (_("Risk"), _("CSM and rules differ")),
    "stale": (_("Usage"), _("late")),
}
_PAST = {"band": _("Health"), "stage": _("Stage"), "risk": _("Risk"), "segment": _("Segment")}
_THAN = {
    LOWER: gettext_noop("lower than on %(day)s"),
    HIGHER: gettext_noop("higher than on %(day)s"),
}
_GOAL_STATES = {
    "all": pgettext_lazy("goal", "all"),
    "open": pgettext_lazy("goal", "open"),
    "done": pgettext_lazy("goal", "done"),
    "late": pgettext_lazy("goal", "too late"),
}
_SIGNS = {"band": BANDS, "stage": STAGES, "risk": RISKS}


def chips(form, query):
    """Return a `Chip` for every filter in force, in the order of the query's fields."""
    return [chip for name in query.filters for chip in _chips(form, query, name)]


def _chips(form, query, name):
    value = getattr(query, name)
    if name == "was":
        return list(_of_past(form, query))
    if name == "where":
        return [_of_where(query, at) for at in range(len(query.where))]
    if name in _FLAGS:
        return [Chip(*_FLAGS[name], query.without(name))]
    if name in _SAID:
        return [Chip(*_SAID[name](form, value), query.without(name))]
    field = form.fields[name]
    words = dict(field.choices)
    if isinstance(value, tuple):
        return [Chip(field.label, words[each], query.without(name, each)) for each in value]
    return [Chip(field.label, words[value], query.without(name))]


def _name_contains(_form, value):
    return _("Name contains"), value


def _month(_form, value):
    return _("Contract ends"), month_and_year(date.fromisoformat(f"{value}-01"))


def _company(form, company_id):
    """Name a company where an account of it is in the reader's sight: foreign ones look like missing."""
    seen = Account.objects.visible_to(form.reader).filter(company=company_id)
    name = seen.values_list("company__name", flat=True).first()
    return _("Company"), name or gettext("none in your sight")


def _event(_form, event_id):
    return _("Event"), event_name(event_id) or gettext("unknown")


def _uses(_form, key):
    return _("Uses"), _feature_name(key)


def _lacks(_form, key):
    return _("Does not use"), _feature_name(key)


def _feature_name(key):
    return {each.key: each.name for each in key_features()}.get(key, key)


def _goal(_form, goal):
    value = gettext("%(state)s on %(day)s") % {
        "state": _GOAL_STATES[goal.state],
        "day": day_of_month(goal.as_of),
    }
    return _("Goal"), value


_SAID = {
    **{"q": _name_contains, "month": _month, "company": _company, "event": _event},
    **{"uses": _uses, "lacks": _lacks, "goal": _goal},
}


def _of_where(query, at):
    where = query.where[at]
    change = reverse("book_filter") + query.leading(**{CHANGED: at})
    return Chip(where.field.name, where.words, query.without("where", where), change)


def _of_past(form, query):
    asks_metric = any(past.is_of_metric for past in query.was)
    metrics = metric_texts(product_id=None) if asks_metric else {}
    for past in query.was:
        if past.question == SEGMENT and past.level == ANY:
            yield Chip(*_whether_judged(past), query.without("was", past))
            continue
        known = metrics.get(past.question)
        word = gettext("%(question)s on %(day)s") % {
            "question": _PAST.get(past.question) or (known.name if known else past.question),
            "day": day_of_month(past.on),
        }
        value = _level_of_past(form, past)
        if past.is_not:
            value = gettext("not %(level)s") % {"level": value}
        yield Chip(word, value, query.without("was", past))


def _whether_judged(past):
    word = gettext("Night of %(day)s") % {"day": day_of_month(past.on)}
    return word, _("not judged") if past.is_not else _("judged")


def _level_of_past(form, past):
    if past.level == ANY:
        return _("known")
    moves = {LOWER: _("lower than now"), HIGHER: _("higher than now")}
    if past.than:
        on = {"day": day_of_month(past.than)}
        return gettext(_THAN[past.level]) % on
    if past.level in moves:
        return moves[past.level]
    if past.question == SEGMENT:
        return dict(form.fields["segment"].choices).get(past.level, past.level)
    if past.is_of_metric:
        return past.level.replace("-", EN_DASH)
    return next(sign.word for sign in _SIGNS[past.question] if sign.key == past.level)
