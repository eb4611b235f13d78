"""The inspections that come with the platform, in the order in which the board shows them."""

from intake.quality import (
    backwards,
    contracts,
    coverage,
    double_firms,
    duplicates,
    late,
    outside,
    outside_contract,
    series,
    values,
)

SHIPPED = (
    duplicates.DUPLICATE,
    double_firms.DOUBLE_FIRM,
    outside.OUTSIDE,
    outside_contract.OUTSIDE_CONTRACT,
    contracts.BACKWARDS,
    contracts.OVERLAP,
    contracts.SETTLED_EARLY,
    backwards.TICKETS,
    backwards.ANSWERS,
    late.LATE,
    series.JUMP,
    series.FLAT,
    series.MISSED_SERIES,
    series.MISSED_DAY,
    values.NEGATIVE,
    values.SHARE,
    values.SEATS,
    *coverage.INSPECTIONS,
)
