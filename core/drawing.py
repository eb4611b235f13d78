"""Small parts of pages as HTML that many rows or choices repeat: a template for each would cost more."""

from django.forms.utils import flatatt
from django.utils.safestring import SafeString

from core.markup import fill, fill_each


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


def choices(field, are_signs=False) -> SafeString:
    """Return all choices of a bound field without groups, each its box or button with its word.

    With `are_signs` the words are shown as verdicts. Iterating over the field costs far more.
    """
    widget = field.field.widget
    chosen = set(widget.format_value(field.value()))
    own = (widget.input_type, field.html_name)
    return fill_each(
        '<label><input type="{}" name="{}" value="{}"{}> <span{}>{}</span></label>',
        (
            (
                *(*own, value, _CHECKED if str(value) in chosen else ""),
                *(fill(' class="sign is-{}"', value) if are_signs else "", word),
            )
            for value, word in field.field.choices
        ),
    )


_CHECKED = fill(" checked")
