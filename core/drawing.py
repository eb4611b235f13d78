"""Small parts of pages as HTML that many rows or choices repeat: a template for each would cost more."""

from django.forms.utils import flatatt
from django.utils.safestring import SafeString

from core.markup import fill


def sparkline_svg(spark) -> SafeString:
    """Return a line of 80 x 20 with its latest point marked; `spark` has a `line` and its `words`."""
    line = spark.line
    return fill(
        '<svg class="spark" viewBox="0 0 80 20" role="img" aria-label="{}">'
        '<path d="{}"/><circle cx="{}" cy="{}" r="2"/></svg>',
        *(spark.words, line.path, f"{line.x:.1f}", f"{line.y:.1f}"),
    )


def tick(option) -> SafeString:
    """Return the box or button of one choice of a field, as its widget's templates write it.

    `option` is what iterating over a field of choices gives. Those templates cost ten times as much.
    """
    data = option.data
    return fill(
        '<input type="{}" name="{}" value="{}"{}>',
        *(data["type"], data["name"], data["value"], flatatt(data["attrs"])),
    )
