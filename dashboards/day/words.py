"""Why an account needs somebody, in words: one sentence for each signal, with the facts it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from book.rows import reasons_in_words
from book.verdicts import band_sign, risk_sign, stage_sign
from core.wording import listed


@dataclass(frozen=True)
class Wording:
    """The texts of risk rules by segment and rule, and the names of milestones by key."""

    risks: Mapping
    milestones: Mapping[str, str]


def signals_in_words(signals, status, *, words: Wording, as_of) -> list[str]:
    """Say the signals of an AccountStatus. That nobody has been in touch is said once."""
    said = {signal.key: _SAID[signal.key](status, words, as_of) for signal in signals}
    if "ends_untouched" in said and "high_untouched" in said:
        said["high_untouched"] = _high(status, words)
    return list(said.values())


def _fell(status, words, as_of):
    names = {"before": band_sign(status.band_before).word, "now": band_sign(status.band).word}
    return _("Health fell from %(before)s to %(now)s") % names


def _became_high(status, words, as_of):
    reason = _first_reason(status, words)
    if not reason:
        return _("Risk rose to high")
    return _("Risk rose to high: %(reason)s") % {"reason": reason}


def _new_reason(status, words, as_of):
    return _("New reason to worry: %(reason)s") % {"reason": _first_reason(status, words)}


def _first_reason(status, words):
    """Return the worst of the new reasons; where only the level changed, the worst of all."""
    found = reasons_in_words(status, (status.new_reasons or status.risk_reasons)[:1], words.risks)
    return found[0] if found else ""


def _ends_untouched(status, words, as_of):
    days = (status.ends_on - as_of).days
    ends = ngettext("Contract ends in %(days)s day", "Contract ends in %(days)s days", days) % {
        "days": days
    }
    return _("%(ends)s, %(touch)s") % {"ends": ends, "touch": _untouched(status, as_of)}


def _high_untouched(status, words, as_of):
    return _("%(risk)s, %(touch)s") % {
        "risk": _high(status, words),
        "touch": _untouched(status, as_of),
    }


def _high(status, words):
    found = reasons_in_words(status, status.risk_reasons[:1], words.risks)
    return _("High risk (%(reason)s)") % {"reason": listed(found)}


def _untouched(status, as_of):
    if status.latest_touch_on is None:
        return _("no contact on record")
    days = (as_of - status.latest_touch_on).days
    return ngettext("no contact for %(days)s day", "no contact for %(days)s days", days) % {
        "days": days
    }


def _stage_fell(status, words, as_of):
    names = {"before": stage_sign(status.stage_before).word, "now": stage_sign(status.stage).word}
    return _("Stage fell from %(before)s to %(now)s") % names


def _gone_silent(status, words, as_of):
    if status.latest_use_on is None:
        return _("No use since the contract began")
    days = (as_of - status.latest_use_on).days
    return ngettext("No use for %(days)s day", "No use for %(days)s days", days) % {"days": days}


def _overdue(status, words, as_of):
    key, days = status.overdue_milestone, (as_of - status.overdue_since).days
    late = ngettext("%(days)s day overdue", "%(days)s days overdue", days) % {"days": days}
    return _("Milestone “%(name)s” is %(late)s") % {
        "name": words.milestones.get(key, key),
        "late": late,
    }


def _differs(status, words, as_of):
    levels = {"judged": risk_sign(status.judged_risk).word, "risk": risk_sign(status.risk).word}
    return _("CSM sees risk “%(judged)s”, the rules say “%(risk)s”") % levels


_SAID = {
    "fell_at_risk": _fell,
    "became_high": _became_high,
    "ends_untouched": _ends_untouched,
    "stage_fell": _stage_fell,
    "gone_silent": _gone_silent,
    "high_untouched": _high_untouched,
    "new_reason": _new_reason,
    "fell_caution": _fell,
    "milestone_overdue": _overdue,
    "differs": _differs,
}
