"""Each reason once, with how many rows have it, whatever is refused."""

from intake.domain.reasons import (
    MOST_CELLS,
    MOST_REASONS,
    MOST_ROWS,
    ROWS_OF_EACH,
    Reasons,
    first_of,
)
from intake.domain.refusals import Refusal, RefusedRow


def refused(line, *wrong, cells=("A-1", "x")):
    return RefusedRow(line, cells, tuple(Refusal(line, *each) for each in wrong))


def gathered(*rows):
    reasons = Reasons()
    for row in rows:
        reasons.add(row)
    return reasons.as_kept()


def test_equal_refusals_of_a_column_are_one_reason_and_the_most_frequent_comes_first():
    value = ("seats", "not_a_number", {"value": "x"})
    kept = gathered(
        refused(2, ("name", "required")),
        refused(3, value, ("name", "required")),
        *(refused(line, value) for line in (4, 5)),
        refused(6, ("plan", "required")),
    )
    assert [(each["column"], each["code"], each["count"]) for each in kept["reasons"]] == [
        ("seats", "not_a_number", 3),
        ("name", "required", 2),
        ("plan", "required", 1),
    ]
    assert kept["more_reasons"] == 0
    first = kept["reasons"][0]["first"]
    assert first[0] == {"line": 3, "params": {"value": "x"}, "cells": ["A-1", "x"]}
    assert [each["line"] for each in first] == [3, 4, 5]
    assert first_of(kept["reasons"][0]).describe().startswith("“x” is not a number.")


def test_each_reason_keeps_its_first_rows_and_an_example_however_many_there_are():
    wide = ["y" * 99] * (MOST_CELLS + 1)
    often = [refused(line, ("a", "required"), cells=wide) for line in range(2, 5_002)]
    kept = gathered(*often)["reasons"][0]
    assert (kept["count"], len(kept["first"])) == (5_000, ROWS_OF_EACH)
    assert kept["first"][0]["cells"] == ["y" * 39 + "…"] * MOST_CELLS

    columns = [f"c{at}" for at in range(MOST_REASONS + 20)]
    rows = [
        refused(2 + at, *((name, "required") for name in columns)) for at in range(ROWS_OF_EACH)
    ]
    found = gathered(*rows)
    assert (len(found["reasons"]), found["more_reasons"]) == (MOST_REASONS, 20)
    assert all(each["first"] for each in found["reasons"])
    assert sum(len(each["first"]) for each in found["reasons"]) <= MOST_ROWS


def test_what_is_wrong_with_a_whole_file_is_kept_alike():
    kept = Reasons.of_file(
        [Refusal(1, "a", "unknown_header"), Refusal(0, "", "empty_file")]
    ).as_kept()
    assert [
        (each["code"], each["count"], each["first"][0]["line"]) for each in kept["reasons"]
    ] == [
        ("unknown_header", 1, 1),
        ("empty_file", 1, 0),
    ]
