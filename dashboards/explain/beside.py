"""The score's history together with what other tools had given: one picture, lines never joined."""

from dataclasses import replace

from django.utils.translation import gettext as _

from book.rows import Spark
from core.calendar import to_ordinal
from core.formats import day_in_table, number
from core.sparkline import draw_together
from core.wording import listed
from dashboards.explain.parts import Beside


def laid_beside(history, tools, *, days, numbers, least_span, words):
    """Return a history drawn anew with the scores of other tools; as it is where there are none.

    `days` and `numbers` are our own, oldest first; `words(number)` writes one.
    """
    if not tools:
        return history
    ours = ([to_ordinal(day) for day in days], numbers)
    own, *others = draw_together([ours, *(tool.line for tool in tools)], least_span=least_span)
    known = [each for each in numbers if each is not None]
    every = [*known, *(score for tool in tools for score in tool.line[1])]
    beside = [
        Beside(tool.tool, line, _in_words(tool)) for tool, line in zip(tools, others, strict=True)
    ]
    alternative = history.spark.words if history.spark else ""
    told = listed(filter(None, [alternative, *(f"{each.tool}: {each.words}" for each in beside)]))
    return replace(
        history,
        spark=Spark(own, told),
        begins_on=min(days[0], *(tool.days[0] for tool in tools)),
        lowest=words(min(every)),
        highest=words(max(every)),
        beside=beside,
    )


def _in_words(tool):
    said = {
        "score": number(tool.latest),
        "day": day_in_table(tool.days[-1]),
        "first": day_in_table(tool.days[0]),
    }
    if tool.band:
        return _("%(score)s (%(band)s) on %(day)s, since %(first)s") % {**said, "band": tool.band}
    return _("%(score)s on %(day)s, since %(first)s") % said
