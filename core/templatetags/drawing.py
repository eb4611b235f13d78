"""Small parts of pages; see core/drawing.py."""

from django import template

from core import drawing

register = template.Library()
register.filter("sparkline_svg", drawing.sparkline_svg)
register.filter("tick", drawing.tick)
register.filter("choices", drawing.choices)
