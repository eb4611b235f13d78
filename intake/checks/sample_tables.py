"""The sample rows of a preview as a page shows them: as they came, with what changes in each cell."""

from dataclasses import dataclass, field

from django.utils.translation import get_language, gettext

from intake.domain.columns import Further
from intake.domain.datasets import DATASETS, USAGE


@dataclass(frozen=True)
class SampleCell:
    """A cell as it came; `change` is what was there and what comes, None where it stays."""

    text: str
    change: tuple[str, str] | None = None


@dataclass(frozen=True)
class SampleTable:
    """Rows of one kind, as they came or, for usage, fact by fact.

    `columns` are those in which rows change something: name and in how many rows.
    """

    kind: str
    header: list[str]
    rows: list[tuple[int, list[SampleCell]]]
    of: int
    columns: list[tuple[str, int]] = field(default_factory=list)

    @property
    def has_lines(self) -> bool:
        return any(line for line, cells in self.rows)


def sample_table(upload, counts, show):
    """Return rows of the kind asked for, or of the first kind that there is most reason to look at."""
    samples = upload.preview.get("samples", {})
    order = [show, "refused", "changed", "new", "unchanged"]
    kind = next((each for each in order if each in samples), "")
    if not kind:
        return None
    found = _as_seen(samples[kind], upload) if kind == "changed" else samples[kind]
    are_facts = is_of_facts(upload) and kind != "refused"
    header = _fact_header() if are_facts else found["header"]
    changes = found.get("changes") or [{}] * len(found["rows"])
    return SampleTable(
        kind,
        header,
        rows=[
            (line, _cells(cells[: len(header)], changed))
            for (line, *cells), changed in zip(found["rows"], changes, strict=True)
        ],
        of=counts.get(kind, 0),
        columns=[(header[at], n) for at, n in found.get("columns", [])],
    )


def _as_seen(found, upload):
    """Bring the columns that change forward, behind those that say of what: rows may be wide."""
    columns, changed = upload.preview.get("columns", []), [at for at, _ in found.get("columns", [])]
    of_what = {*DATASETS[upload.dataset].natural_key, "name"}
    named = [at for at, each in enumerate(columns) if each["key"] in of_what]
    places = range(len(found["header"]))
    order = list(dict.fromkeys(at for at in (*named, *changed, *places) if at in places))
    new = {at: place for place, at in enumerate(order)}
    return {
        "header": [found["header"][at] for at in order],
        "rows": [[row[0], *(row[1 + at] for at in order)] for row in found["rows"]],
        "changes": [
            {str(new[int(at)]): both for at, both in row.items()}
            for row in found.get("changes", [{}] * len(found["rows"]))
        ],
        "columns": [[new[at], n] for at, n in found.get("columns", [])],
    }


def _cells(texts, changes):
    found = {int(at): tuple(both) for at, both in changes.items()}
    return [SampleCell(text, found.get(at)) for at, text in enumerate(texts)]


def is_of_facts(upload):
    return DATASETS[upload.dataset].further is Further.SERIES


def _fact_header():
    id_name, *others = (
        USAGE.column(key).name.said_in(get_language() or "en")
        for key in ("account_id", "date", "metric", "value")
    )
    return [id_name, gettext("Account"), *others]
