"""The form that says how a file is to be read: its text, and which column is which."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from core.wording import noted
from intake.domain.columns import ColumnType, Dataset, Further, fold_header
from intake.domain.dates import EXAMPLES, STYLE_WORDS, DateStyle
from intake.domain.encodings import ENCODINGS
from intake.domain.headers import known_headers
from intake.domain.instructions import Instructions
from intake.domain.reading import SEPARATORS
from intake.domain.survey import LIKENESS
from intake.selectors import TYPES, ColumnText

LEFT_OUT = ""
AS_NAMED = "-"
SEPARATOR_NAMES = {
    ",": _("comma"),
    ";": _("semicolon"),
    "\t": _("tab"),
    "|": _("vertical line"),
}
ENCODING_NAMES = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp932": "Shift_JIS (CP932)",
    "euc_jp": "EUC-JP",
    "iso2022_jp": "ISO-2022-JP (JIS)",
}
UNNAMED = {
    Further.REFUSED: _("choose"),
    Further.ATTRIBUTES: _("an attribute of the account"),
    Further.SERIES: _("a series of its own"),
}
_SELECT = {"class": "form-select"}


@dataclass(frozen=True)
class ColumnLine:
    """One column of a file: cells of it, the fields that say what it is, and how it was read.

    `dates` says how its dates are written, where it has some. What `is_guess` rests on the likeness
    of names alone, so that a person has to say so.
    """

    header: str
    cells: list[str]
    field: forms.BoundField
    dates: forms.BoundField | None
    how: str
    is_guess: bool


class ReadingForm(forms.Form):
    """How the file is to be read. What each column is stands in fields `column-0` and on."""

    encoding = forms.ChoiceField(label=_("Text written as"), required=False)
    separator = forms.ChoiceField(label=_("Cells parted by"), required=False)
    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    product = forms.ChoiceField(
        label=_("Product of all rows"), required=False, widget=forms.Select(attrs=_SELECT)
    )
    makes_accounts = forms.BooleanField(
        required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )

    def __init__(self, data, *, upload, dataset: Dataset, texts: list[ColumnText], products=()):
        """`products` are (key, name) of those that there are."""
        self._said = Instructions.of(upload.instructions)
        self._table = upload.preview.get("table", {})
        self._dataset, self._columns = dataset, upload.preview.get("columns", [])
        self._names = known_headers(dataset)
        super().__init__(data, initial=self._initial(upload))
        self._offer("encoding", ENCODING_NAMES, ENCODINGS, self._table.get("encoding"))
        self._offer("separator", SEPARATOR_NAMES, SEPARATORS, self._table.get("separator"))
        self.fields["sheet"].choices = [(each, each) for each in self._table.get("sheets", [])]
        self.fields["sheet"].widget.attrs = _SELECT
        self._offer_products(products, has_unknown=upload.preview.get("unknown", {}).get("count"))
        for at, column in enumerate(self._columns):
            self.fields[f"column-{at}"] = self._column_field(column, texts)
            if self._is_dated(column):
                self.fields[f"dates-{at}"] = _dates_field(column)

    def columns(self) -> list[ColumnLine]:
        """Return each column of the file with its field and how it was read."""
        return [
            ColumnLine(
                each["header"],
                [cell for cell in each["cells"] if cell.strip()],
                self[f"column-{at}"],
                self[f"dates-{at}"] if f"dates-{at}" in self.fields else None,
                _how_read(each["read"]),
                each["rests_on"] == LIKENESS,
            )
            for at, each in enumerate(self._columns)
        ]

    def instructions(self) -> Instructions:
        """Return what is to be said of the file from now on; call once the form is valid."""
        said = self.cleaned_data
        headers = {column["header"] for column in self._columns}
        mapped = {k: v for k, v in self._said.mapped.items() if k not in headers}
        dates = {k: v for k, v in self._said.dates.items() if k not in self._dated_keys()}
        for at, column in enumerate(self._columns):
            chosen = said[f"column-{at}"]
            if chosen not in (AS_NAMED, self._named(column)):
                mapped[column["header"]] = chosen
            if style := said.get(f"dates-{at}"):
                dates[column["key"]] = style
        return Instructions(
            encoding=said["encoding"] or None,
            separator=said["separator"] or None,
            sheet=self._sheet(said["sheet"]),
            mapped=mapped,
            dates=dates,
            product=said.get("product", self._said.product) or None,
        )

    def _sheet(self, chosen):
        """Return the sheet that is to be said; the one that was found stays unsaid, as names change."""
        is_found = chosen == self._table.get("sheet") and not self._said.sheet
        return None if is_found else chosen or None

    def _initial(self, upload):
        columns = {f"column-{at}": _chosen(each) for at, each in enumerate(self._columns)}
        said = {name: getattr(self._said, name) for name in ("encoding", "separator", "product")}
        sheet = self._said.sheet or self._table.get("sheet")
        for at, each in enumerate(self._columns):
            columns[f"dates-{at}"] = self._said.dates.get(each["key"], "")
        return {**said, **columns, "sheet": sheet, "makes_accounts": upload.makes_accounts}

    def _offer(self, name, words, every, found):
        """Offer to find a thing by itself, naming what was found, or one of the things there are."""
        if found and not getattr(self._said, name):
            by_itself = gettext("%(name)s (found)") % {"name": words.get(found, found)}
        else:
            by_itself = _("found by itself")
        self.fields[name].choices = [("", by_itself), *((each, words[each]) for each in every)]
        self.fields[name].widget.attrs = _SELECT

    def _offer_products(self, products, *, has_unknown):
        """Offer the products where rows may be about several and do not say about which."""
        is_named = any(column["key"] == "product" for column in self._columns)
        is_asked = has_unknown or self._dataset.key == "accounts" or self._said.product
        if len(products) < 2 or is_named or not is_asked:
            del self.fields["product"]
        else:
            self.fields["product"].choices = [("", _("choose")), *products]

    def _dated_keys(self):
        return {each["key"] for each in self._columns if self._is_dated(each)}

    def _is_dated(self, column):
        key = column["key"]
        return bool(key) and self._dataset.column(key).type is ColumnType.DATE

    def _named(self, column):
        return self._names.get(fold_header(column["header"]))

    def _column_field(self, column, texts):
        ours = [(each.key, each.name) for each in texts]
        unnamed = [] if self._named(column) else [(AS_NAMED, UNNAMED[self._dataset.further])]
        field = forms.ChoiceField(
            label=column["header"],
            choices=[*unnamed, *ours, (LEFT_OUT, _("leave it out"))],
            required=False,
        )
        field.widget.attrs = _SELECT
        return field


def _chosen(column):
    if column["rests_on"] in ("", None):
        return AS_NAMED
    return column["key"]


def _dates_field(column):
    label = gettext("How the dates of %(name)s are written") % {"name": column["header"]}
    read = column["read"] or {}
    by_itself = _written(read["style"]) if read.get("style") else gettext("found by itself")
    field = forms.ChoiceField(
        label=label,
        choices=[("", by_itself), *((style.value, _written(style)) for style in DateStyle)],
        required=False,
    )
    field.widget.attrs = {**_SELECT, "aria-label": label}
    return field


def _written(style):
    words = STYLE_WORDS[DateStyle(style)].said_in(get_language() or "en")
    return noted(words, EXAMPLES[DateStyle(style)])


def _how_read(reading):
    """Say what a column's cells became; nothing where the file was not read to its end."""
    if reading is None:
        return ""
    if reading["type"] == ColumnType.CHOICE:
        return _("one of the values allowed")
    words = TYPES.get(reading["type"], reading["type"])
    if reading["style"]:
        return gettext("date, as %(example)s") % {"example": EXAMPLES[DateStyle(reading["style"])]}
    return words if reading["type"] else _("left out")
