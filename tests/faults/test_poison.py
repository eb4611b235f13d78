"""F-26: one account that cannot be judged, and a step that kills whoever works on it."""

import pytest

from tests.faults.nights import NIGHT, Nights
from tests.faults.poisons import POISONS
from tests.faults.processes import wait_until
from tests.faults.report import Report
from tests.faults.site import Site

pytestmark = pytest.mark.fault
VICTIM = "C000042"
# Three leases of thirty seconds, with a sweep after each.
GIVEN_UP_WITHIN_SECONDS = 180


@pytest.fixture
def quiet(small):
    """What the night leaves of everybody when nobody is poisoned, without the account chosen."""
    small.site.start_web()
    small.site.start_worker()
    small.site.start_scheduler()
    small.measure()
    small.site.stop()
    return small.undisturbed.left


def test_an_account_that_cannot_be_judged_is_named_and_the_others_are_judged(
    small, quiet, postgres, broker, folder
):
    report = Report("F-26 poisoned accounts", len(POISONS))
    small.reset()
    for number, poison in enumerate(POISONS):
        url = postgres.create(f"poison_{number}", like=small.database.name)
        site = Site(
            folder=folder / f"poison_{number}",
            database_url=url,
            broker_url=broker.url,
            **small.site.chosen,
        )
        line, problems = judge_poisoned(site, poison, quiet)
        site.stop()
        report.add(f"{poison.name}: {line}", problems=problems)
    report.close()


def judge_poisoned(site, poison, quiet):
    nights = Nights(site)
    account = nights.database.value(
        "SELECT account_id FROM accounts_accountalias WHERE value = %s", VICTIM
    )
    nights.database.execute(poison.sql.replace("{account}", str(account)))
    site.start_web()
    site.start_worker()
    site.start_scheduler()
    nights.ask()
    outcome = nights.wait(seconds=240)
    named = nights.database.rows(
        "SELECT a.value, q.error FROM nightly_quarantine q JOIN accounts_accountalias a"
        " ON a.account_id = q.account_id"
    )
    problems = quiet.without(VICTIM).differences(outcome.left.without(VICTIM))
    if [name for name, _ in named] != [VICTIM] * poison.is_named:
        problems.append(f"named: {named}")
    if outcome.state != ("partial" if poison.is_named else "done"):
        problems.append(f"the run ended as {outcome.state}")
    told = f"left out: {named[0][1][:70]}" if named else "judged"
    return f"{told}, {outcome.seconds:.1f} s, {nights.judged_on(NIGHT)} judged", problems


def test_a_step_that_kills_its_worker_is_given_up_after_three_attempts(small):
    report = Report("F-26 a step that always kills its worker", 1)
    small.site.start_web()
    small.site.start_worker()
    small.site.start_scheduler()
    assert small.site.post("/ask/death/") == 200
    state = wait_until(
        lambda: small.database.rows(
            "SELECT state, extract(epoch FROM finished_at - created_at)::float FROM core_run"
            " WHERE kind = 'deadly' AND finished_at IS NOT NULL"
        ),
        seconds=GIVEN_UP_WITHIN_SECONDS + 60,
        what="the end of the run",
    )[0]
    steps = small.database.rows(
        "SELECT s.name, s.state, attempts, error FROM core_step s"
        " JOIN core_run r ON r.id = s.run_id WHERE r.kind = 'deadly' ORDER BY s.id"
    )
    problems = []
    if state[0] != "partial" or state[1] > GIVEN_UP_WITHIN_SECONDS:
        problems.append(f"the run ended as {state}")
    if steps != [
        ("deadly", "failed", 3, "its worker died 3 times"),
        ("probe", "done", 1, ""),
    ]:
        problems.append(f"steps: {steps}")
    report.add(f"run {state[0]} after {state[1]:.0f} s: {steps[0]}", problems=problems)
    report.close()
