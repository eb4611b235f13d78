"""The row of numbers of a segment: each with its change since an earlier night and the list behind it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.formats import signed, whole, yen_in_text
from dashboards.figures import (
    FEW,
    Figure,
    Note,
    change_in,
    change_of_count,
    change_of_money,
    one_decimal,
    turned,
)
from dashboards.segment.counts import ENDS_SOON_DAYS, Counts, Standing
from dashboards.segment.lists import Lists
from health.domain.scorecard import Band


def figures(standing: Standing, then: Counts | None, lists: Lists) -> list[Figure]:
    """Return the numbers of the latest night; `then` holds the counts to compare with."""
    counts = standing.counts
    return [
        _accounts(standing, then, lists),
        _arr(standing, then, lists),
        _mean_score(counts, then, lists.now(sort="score")),
        _at_risk(counts, then, lists.now(band=("at_risk",)), Note(_arr_words(standing.at_risk))),
        Figure(
            _("High churn risk"),
            whole(standing.high_risk.accounts),
            lists.now(risk=("high",)),
            notes=(Note(_arr_words(standing.high_risk)),),
        ),
        _ending(standing, lists),
        _nps(standing, lists),
        Figure(
            _("ARPA"),
            yen_in_text(standing.arpa),
            lists.now(sort="-arr"),
            notes=(Note(_("an outcome, not a target")),),
        ),
    ]


def figures_of_night(counts: Counts, then: Counts | None, lists: Lists) -> list[Figure]:
    """Return what an earlier night kept of the same numbers."""
    return [
        Figure(
            _("Accounts"),
            whole(counts.accounts),
            change=change_of_count(counts.accounts, then and then.accounts),
        ),
        Figure(
            _("ARR"), yen_in_text(counts.arr), change=change_of_money(counts.arr, then and then.arr)
        ),
        _mean_score(counts, then, ""),
        _at_risk(counts, then, lists.standing("band", "at_risk")),
    ]


def _accounts(standing, then, lists):
    counts = standing.counts
    notes = [Note(_few())] if counts.accounts < FEW else []
    if standing.free:
        text = ngettext("%(n)s free", "%(n)s free", standing.free) % {"n": whole(standing.free)}
        notes.append(Note(text))
    change = change_of_count(counts.accounts, then and then.accounts)
    return Figure(_("Accounts"), whole(counts.accounts), lists.now(), change, "", tuple(notes))


def _few():
    return _("few: shares move easily")


def _arr(standing, then, lists):
    arr = standing.counts.arr
    return Figure(
        _("ARR"), yen_in_text(arr), lists.now(sort="-arr"), change_of_money(arr, then and then.arr)
    )


def _mean_score(counts, then, url):
    change = change_in(counts.mean_score, then and then.mean_score)
    text = ngettext("%(n)s account scored", "%(n)s accounts scored", counts.scored)
    note = Note(text % {"n": whole(counts.scored)})
    return Figure(_("Mean score"), one_decimal(counts.mean_score), url, *change, notes=(note,))


def _at_risk(counts, then, url, *notes):
    """Count those at risk; their share stands below, since the segment itself grows and shrinks."""
    at_risk = counts.bands[Band.AT_RISK]
    before = then and then.bands[Band.AT_RISK]
    change = change_of_count(at_risk, before)
    way = "" if before is None else turned(change_in(at_risk, before)[1])
    return Figure(
        _("At risk"), whole(at_risk), url, change, way, notes=(_at_risk_share(counts, then), *notes)
    )


def _at_risk_share(counts, then):
    share = one_decimal(counts.at_risk_percent)
    change, _way = change_in(counts.at_risk_percent, then and then.at_risk_percent, unit=_(" pt"))
    if change:
        text = _("%(percent)s%% of accounts (%(change)s)")
        return Note(text % {"percent": share, "change": change})
    return Note(_("%(percent)s%% of accounts") % {"percent": share})


def _ending(standing, lists):
    ending, high = standing.ending, standing.ending_at_high_risk
    notes = [Note(_arr_words(ending))]
    if high.accounts:
        text = ngettext(
            "%(n)s at high risk, %(arr)s", "%(n)s at high risk, %(arr)s", high.accounts
        ) % {"n": whole(high.accounts), "arr": yen_in_text(high.arr)}
        notes.append(Note(text, lists.now(ends=ENDS_SOON_DAYS, risk=("high",))))
    return Figure(
        _("Contracts ending within 90 days"),
        whole(ending.accounts),
        lists.now(ends=ENDS_SOON_DAYS, sort="ends"),
        notes=tuple(notes),
    )


def _nps(standing, lists):
    nps = standing.nps
    text = ngettext("%(n)s answer in a year", "%(n)s answers in a year", nps.answers)
    notes = [Note(text % {"n": whole(nps.answers)})]
    if nps.answers and nps.answers < FEW:
        notes.append(Note(_few()))
    if nps.response_percent is not None:
        text = _("%(answered)s of %(asked)s asked answered (%(percent)s%%)") % {
            "answered": whole(nps.answered),
            "asked": whole(nps.asked),
            "percent": nps.response_percent,
        }
        notes.append(Note(text, lists.now(nps=("silent",))))
    answered = lists.now(nps=("promoter", "passive", "detractor"))
    return Figure(_("NPS"), signed(nps.value), answered, notes=tuple(notes))


def _arr_words(money):
    return _("ARR %(arr)s") % {"arr": yen_in_text(money.arr)}
