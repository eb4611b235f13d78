"""The row of numbers of a segment: each with its change since an earlier night and the list behind it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from book.domain.arpa import ArpaSplit
from core.formats import signed, signed_yen, whole, yen, yen_in_text
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


def figures(
    standing: Standing, then: Counts | None, lists: Lists, split: ArpaSplit | None
) -> list[Figure]:
    """Return the numbers of a night; `then` holds the counts to compare with, `split` the ARPA's parts."""
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
        _arpa(standing, split, lists),
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


def _arpa(standing, split, lists):
    """Show an outcome in whole yen with the parts of its change, which add up; never as a target."""
    if split is None:
        outcome = (Note(_("an outcome, not a target")),)
        return Figure(_("ARPA"), yen(standing.arpa), lists.now(sort="-arr"), notes=outcome)
    parts = ((_("Price"), split.price), (_("Seats, plan"), split.upsell), (_("Mix"), split.mix))
    notes = [Note(f"{word} {signed_yen(part)}") for word, part in parts]
    change = signed_yen(split.change)
    outcome = Note(_("an outcome, not a target"))
    return Figure(_("ARPA"), yen(split.now), lists.arpa_url, change, notes=(*notes, outcome))


def _arr_words(money):
    return _("ARR %(arr)s") % {"arr": yen_in_text(money.arr)}
