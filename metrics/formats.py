"""Metric values and conditions as people read them, in the current language."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.exact import SCALE, from_scaled
from core.formats import NOTHING, decimal, yen
from metrics.domain.conditions import IS_MISSING

_SIGNS = {">=": "≥", ">": ">", "<=": "≤", "<": "<", "=": "="}
_PLACES = {"count": 1, "points": 1, "percent": 1, "days": 0}


def value_in_words(scaled, unit):
    """Return a value in ten-thousandths with its unit; a dash where it is None."""
    if scaled is None:
        return NOTHING
    if unit == "money":
        return yen(scaled // SCALE)
    if unit == "flag":
        return _("yes") if scaled else _("no")
    number = decimal(from_scaled(scaled), places=_PLACES[unit])
    if unit == "percent":
        return f"{number}%"
    if unit == "days":
        return ngettext("%(days)s day", "%(days)s days", abs(scaled) // SCALE) % {"days": number}
    return number


def threshold_in_words(operator, scaled, unit):
    """Return what a condition asks for: "≥ 60", or that the value is not known."""
    if operator == IS_MISSING:
        return _("not known")
    return f"{_SIGNS[operator]} {value_in_words(scaled, unit)}"
