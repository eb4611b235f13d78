"""Files that are malformed, and files that are legal and awkward, each with what becomes of it."""

from tests.intake.corpus import dates, encodings, every_dataset, hostile, ids, structure, values

FAMILIES = (encodings, structure, values, dates, ids, hostile, every_dataset)
MALFORMED = [case for family in FAMILIES for case in family.MALFORMED]
AWKWARD = [case for family in FAMILIES for case in family.AWKWARD]
