"""Texts in two languages, in the reader's; see core/wording.py."""

from django import template

from core.wording import listed, localized, noted

register = template.Library()
register.filter("localized", localized)
register.filter("listed", listed)
register.filter("noted", noted)
