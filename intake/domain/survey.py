"""Looking a file over before it is read: its header, its first rows, and what its columns may be.

Proposes and never decides: what rests on likeness is marked so, and applied by nobody but a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, Final

from rapidfuzz import fuzz, process

from intake.domain.columns import Dataset, fold_header
from intake.domain.datasets import USAGE
from intake.domain.headers import beside_table, known_headers, match_header
from intake.domain.instructions import Instructions
from intake.domain.reading import FileHead, Record, read_head, rows_of
from intake.domain.refusals import FileRefusedError, Refusal
from intake.domain.usage_layout import match_layout

SAMPLE_ROWS: Final = 5
# Likeness of two names from 0 to 100: so much is like, and by so much more than anything else.
LIKE: Final = 80
CLEARLY: Final = 10

SAID, NAMED, LIKENESS = "said", "name", "likeness"


@dataclass(frozen=True, slots=True)
class SurveyedColumn:
    """A column of a file: its header, cells of the first rows, and the key that it may have.

    `rests_on` tells why: "said", "name", "likeness" (a guess, to be confirmed), or "" where nothing is
    proposed; with one of these an empty key leaves the column out.
    """

    header: str
    samples: tuple[str, ...]
    key: str
    rests_on: str

    @property
    def is_guess(self) -> bool:
        return self.rests_on == LIKENESS


@dataclass(frozen=True, slots=True)
class Survey:
    """A file looked over. `missing` has the keys of required columns that no column has by name.

    `refusals` says what is wrong with the header as it stands, guesses not counted in.
    """

    separator: str
    columns: tuple[SurveyedColumn, ...] = ()
    missing: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()


def survey(text: BinaryIO, dataset: Dataset, instructions: Instructions | None = None) -> Survey:
    """Look a table over (see `opening.open_table`); leaves the stream where it was."""
    said, start = instructions or Instructions(), text.tell()
    try:
        return _surveyed(text, dataset, said)
    finally:
        text.seek(start)


def _surveyed(text: BinaryIO, dataset: Dataset, said: Instructions) -> Survey:
    try:
        head = read_head(text, said.separator)
    except FileRefusedError as error:
        return Survey(said.separator or "", refusals=error.refusals)
    refusals = _wrong_with(head, dataset, said)
    missing = tuple(each.column for each in refusals if each.code == "missing_column")
    keys = _proposed(head, dataset, said.mapped)
    samples = _samples(text, head)
    columns = tuple(
        SurveyedColumn(name, samples[at], *keys.get(at, ("", "")))
        for at, name in enumerate(head.names)
    )
    return Survey(head.separator, columns, missing, refusals)


def _wrong_with(head: FileHead, dataset: Dataset, said: Instructions) -> tuple[Refusal, ...]:
    try:
        if dataset is USAGE:
            match_layout(head, said)
        else:
            match_header(head, dataset, said.mapped)
    except FileRefusedError as error:
        return error.refusals
    return ()


def _proposed(
    head: FileHead, dataset: Dataset, mapped: Mapping[str, str]
) -> dict[int, tuple[str, str]]:
    """Give (key, what it rests on) by position: what was said, then names, then likeness."""
    known, said = known_headers(dataset), {fold_header(k): v for k, v in mapped.items()}
    beside = beside_table(head.names)
    keys = dict.fromkeys(range(beside), ("", NAMED))
    for at, name in enumerate(head.names[beside:], start=beside):
        folded = fold_header(name)
        if folded in said:
            keys[at] = (said[folded], SAID)
        elif folded in known:
            keys[at] = (known[folded], NAMED)
    taken = {key for key, _ in keys.values()}
    free = {name: key for name, key in known.items() if key not in taken}
    for at, name in enumerate(head.names):
        guess = _likest(fold_header(name), free) if at not in keys else ""
        if guess:
            keys[at] = (guess, LIKENESS)
            free = {each: key for each, key in free.items() if key != guess}
    return keys


def _likest(folded: str, free: Mapping[str, str]) -> str:
    """Give the key whose names are clearly more like than those of any other, or none."""
    scores: dict[str, float] = {}
    for name, score, _ in process.extract(folded, free.keys(), scorer=fuzz.ratio, limit=None):
        scores[free[name]] = max(score, scores.get(free[name], 0))
    ranked = sorted(scores.items(), key=lambda each: -each[1])
    if not folded or not ranked or ranked[0][1] < LIKE:
        return ""
    is_clear = len(ranked) == 1 or ranked[0][1] - ranked[1][1] >= CLEARLY
    return ranked[0][0] if is_clear else ""


def _samples(text: BinaryIO, head: FileHead) -> list[tuple[str, ...]]:
    """Give the cells of the first rows by column; rows of another shape are passed over."""
    try:
        rows = list(islice(rows_of(text, head), 2 * SAMPLE_ROWS))
    except FileRefusedError:
        rows = []
    cells = [each.cells for each in rows if isinstance(each, Record)][:SAMPLE_ROWS]
    return list(zip(*cells, strict=True)) if cells else [()] * len(head.names)
