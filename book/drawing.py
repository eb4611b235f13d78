"""The body of the list as HTML. Templates would take half of the page's time for its cells.

Places texts that `book.cells` has prepared; knows nothing of accounts.
"""

from functools import cached_property

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.drawing import sparkline_svg
from core.formats import NOTHING
from core.markup import fill, fill_each


def drawn_body(lines, *, may_edit: bool, places_url: str, rows_before: int) -> SafeString:
    """Return the rows of a page of `book.cells.Line`s, each linking to its place in the whole list."""
    unclassified, pen = _("Unclassified, to be checked"), _Pen()
    return fill_each(
        "<tr data-row>{}{}{}</tr>",
        (
            (
                _choice(line.row) if may_edit else "",
                _who(line.row, f"{places_url}{at}", unclassified),
                pen.cells(line),
            )
            for at, line in enumerate(lines, start=rows_before + 1)
        ),
    )


def _choice(row):
    return fill(
        '<td class="select-cell"><input class="form-check-input" type="checkbox" name="account" '
        'value="{}" form="selection" autocomplete="off" data-select aria-label="{}"></td>',
        *(row.account_id, _("Select %(name)s") % {"name": row.name}),
    )


def _who(row, place, unclassified):
    return fill(
        '<td class="who-cell clip"><a class="name" href="{}{}" title="{}">{}</a><small>{}</small></td>',
        *(row.url, place, row.name, row.name, row.segment or unclassified),
    )


class _Pen:
    """Draws the cells of many lines in one language; marks that stand in many of them are read once."""

    def cells(self, line):
        drawn = ((_css(cell.column, line.row), self._inside(cell, line.row)) for cell in line.cells)
        return fill_each('<td class="{}">{}</td>', drawn)

    def _inside(self, cell, row):
        if not cell.column.is_plain:
            return getattr(self, f"_{cell.column.key}")(row)
        if cell.is_sealed:
            return self._sealed
        return _door(cell.url, cell.text) if cell.url else cell.text

    def _stage(self, row):
        if row.is_stage_sealed:
            return self._sealed
        word = _door(f"{row.explain}stage/", row.stage.word) if row.stage else NOTHING
        return fill("{}<small>{}</small>", word, row.stage_days)

    def _band(self, row):
        if row.is_score_sealed:
            return self._sealed
        return _sign(row.band) if row.band else self._not_judged

    def _score(self, row):
        if row.is_score_sealed:
            return self._sealed
        css = f"delta is-{row.change_way}" if row.change_way else "delta"
        return fill('{}<small class="{}">{}</small>', self._points(row), css, row.change)

    def _points(self, row):
        if not row.band:
            return NOTHING
        points = _door(f"{row.explain}score/", NOTHING if row.score is None else row.score)
        return fill("{} {}", points, self._late) if row.is_late else points

    def _trend(self, row):
        return sparkline_svg(row.spark) if row.spark else ""

    def _risk(self, row):
        if row.is_risk_sealed:
            return self._sealed
        word = NOTHING
        if row.risk:
            word = _door(f"{row.explain}risk/", row.risk.word, f"sign is-{row.risk.key}")
        return fill("{}{}", word, self._reason(row)) if row.reason else word

    def _reason(self, row):
        more = fill("<span>+{}</span>", row.more_reasons) if row.more_reasons else ""
        return fill(
            '<small class="reason" title="{}"><span>{}</span>{}</small>',
            *(row.reason, row.reason, more),
        )

    def _judged(self, row):
        if row.is_risk_sealed:
            return self._sealed
        if not row.judged:
            return self._nothing_judged
        return fill("{}{}", _sign(row.judged), self._differs if row.is_disputed else "")

    def _arr(self, row):
        if row.is_free:
            return self._free
        return _door(f"{row.explain}metric/annual_amount/", row.arr) if row.band else row.arr

    def _ends(self, row):
        day = row.ends_on or NOTHING
        if not row.ends_in:
            return day
        small = '<small class="is-due">{}</small>' if row.ends_soon else "<small>{}</small>"
        return fill("{}" + small, day, row.ends_in)

    def _use(self, row):
        if not row.used:
            return NOTHING
        return _door(f"{row.explain}metric/days_since_use/", row.used)

    def _csm(self, row):
        return row.csm or NOTHING

    @cached_property
    def _sealed(self):
        return render_to_string("components/sealed.html")

    @cached_property
    def _late(self):
        return render_to_string("components/late.html")

    @cached_property
    def _not_judged(self):
        return _quiet(_("Not judged"))

    @cached_property
    def _nothing_judged(self):
        return _quiet(NOTHING)

    @cached_property
    def _differs(self):
        return fill('<small class="differs">{}</small>', _("differs"))

    @cached_property
    def _free(self):
        return _quiet(_("free"))


def _css(column, row):
    css = column.classes
    if column.key == "score":
        return f"score {css}"
    return f"{css} quiet" if column.key == "use" and not row.is_use_old else css


def _door(url, text, further=""):
    css = f"door {further}" if further else "door"
    return fill('<a class="{}" href="{}" data-explain>{}</a>', css, url, text)


def _sign(sign):
    return fill('<span class="sign is-{}">{}</span>', sign.key, sign.word)


def _quiet(text):
    return fill('<span class="quiet">{}</span>', text)
