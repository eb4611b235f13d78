"""In CI nothing is skipped unnoticed."""

from types import SimpleNamespace

import pytest

from tests.presence import forbid_skip


def skipped(reason, **more):
    where = ("tests/test_any.py", 7, f"Skipped: {reason}")
    return SimpleNamespace(outcome="skipped", skipped=True, longrepr=where, **more)


@pytest.mark.parametrize(
    ("report", "in_ci", "outcome"),
    [
        (skipped("needs a Redis"), True, "failed"),
        (skipped("needs a Redis"), False, "skipped"),
        (skipped("needs shared data: oulad"), True, "skipped"),
        (skipped("flaky", wasxfail="flaky"), True, "skipped"),
        (SimpleNamespace(outcome="passed", skipped=False), True, "passed"),
    ],
)
def test_a_skip_is_a_failure_in_ci_but_for_shared_data(report, in_ci, outcome):
    assert forbid_skip(report, in_ci=in_ci).outcome == outcome
