"""Texts in two languages, in the reader's; see core/wording.py."""

from django import template

from core.wording import localized

register = template.Library()
register.filter("localized", localized)
