"""Files that are malformed, and files that are legal and awkward, each with what becomes of it."""

from tests.intake.corpus import (
    amounts,
    date_styles,
    dates,
    encodings,
    every_dataset,
    headers,
    hostile,
    ids,
    packed,
    structure,
    values,
)

FAMILIES = (
    *(encodings, packed, structure, headers),
    *(values, amounts, dates, date_styles, ids, hostile, every_dataset),
)
MALFORMED = [case for family in FAMILIES for case in family.MALFORMED]
AWKWARD = [case for family in FAMILIES for case in family.AWKWARD]
