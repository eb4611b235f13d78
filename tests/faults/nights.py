"""One night of a made-up company, asked for again and again from the same state."""

import time
from dataclasses import dataclass
from datetime import date, timedelta

from tests.faults.processes import wait_until
from tests.faults.snapshot import KEYS, Snapshot, snapshot

NIGHT = date(2026, 3, 31)
# Rules that have named another segment for sixty days propose a move: so long ago was the night
# before, and every path has to be followed anew.
EARLIER = NIGHT - timedelta(days=61)
KEPT = [table for table in KEYS if table != "accounts_account"]
OVER = ("done", "partial", "failed")

_MOVE_SOME = """
UPDATE segments_segmentspan SET segment_id = other.id
FROM segments_segment other WHERE account_id % 20 = 0 AND other.order = 0 AND segment_id <> other.id;
INSERT INTO engagement_factchange (account_id, earliest_day)
SELECT id, DATE '{day}' FROM accounts_account WHERE id % 10 = 0;
"""


def clock(*, first, final=None, seconds_a_day=0, begins_in=0):
    """Return the environment in which ticks live through the days that follow these nights.

    Without `seconds_a_day` time stands still in the small hours after the night `first`.
    """
    instants = [f"{night + timedelta(days=1)}T03:00:00+00:00" for night in (first, final or first)]
    rate = 1 / seconds_a_day if seconds_a_day else 0
    return {"FAULT_CLOCK": "|".join([str(time.time() + begins_in), str(rate), *instants])}


@dataclass(frozen=True)
class Outcome:
    """How one run of the night went: seconds from being asked for to its end, by the database's clock."""

    state: str
    seconds: float
    left: Snapshot


class Nights:
    """The company of a site, and what its night leaves behind when nothing disturbs it.

    `undisturbed` is the latest `Outcome` measured, `seconds_of` what each of its steps took.
    """

    def __init__(self, site):
        self.site, self.database = site, site.database
        self.undisturbed, self.seconds_of = None, {}

    def prepare(self, *, accounts, days):
        """Build the company, judge it once, and keep that state to begin from. Returns what was built."""
        self.site.run("manage.py", "migrate", "--verbosity", 0)
        built = self.site.run("-m", "tests.synthetic", "--accounts", accounts, "--days", days)
        self.site.run("manage.py", "nightly", "--as-of", EARLIER)
        self.database.execute(_MOVE_SOME.format(day=NIGHT - timedelta(days=9)))
        self.keep()
        return built

    def keep(self):
        copies = "".join(f"CREATE TABLE before.{name} AS TABLE {name};" for name in KEPT)
        teams = "CREATE TABLE before.teams AS SELECT id, team_id FROM accounts_account;"
        self.database.execute(
            f"DROP SCHEMA IF EXISTS before CASCADE; CREATE SCHEMA before; {copies} {teams}"
        )

    def reset(self):
        """Put back the state that was kept, while all processes stay as they are."""
        back = "".join(f"INSERT INTO {name} TABLE before.{name};" for name in KEPT)
        self.database.execute(
            f"TRUNCATE {', '.join(KEPT)} CASCADE; {back}"  # noqa: S608 names of our own
            "UPDATE accounts_account a SET team_id = b.team_id FROM before.teams b"
            " WHERE a.id = b.id AND a.team_id IS DISTINCT FROM b.team_id;"
        )
        # What a crash of the server costs must not depend on how much was built before.
        self.database.execute("CHECKPOINT")

    def ask(self, night=NIGHT):
        """Ask for the night as a page would; returns the monotonic time at which it was asked for."""
        asked = time.monotonic()
        status = self.site.post(f"/ask/night/{night}/")
        assert status == 200, f"asking for a night was answered with {status}"
        return asked

    def wait(self, night=NIGHT, *, seconds):
        """Wait until the night is over and return its `Outcome`."""
        wait_until(lambda: self.state(night) in OVER, seconds=seconds, what=f"the end of {night}")
        state, took = self.database.rows(
            "SELECT state, extract(epoch FROM finished_at - created_at)::float FROM core_run"
            " WHERE kind = 'nightly' AND business_date = %s",
            night,
        )[0]
        return Outcome(state, took, snapshot(self.database))

    def state(self, night=NIGHT):
        rows = self.database.rows(
            "SELECT state FROM core_run WHERE kind = 'nightly' AND business_date = %s", night
        )
        return rows[0][0] if rows else None

    def judged_on(self, night):
        return self.database.value(
            "SELECT count(*) FROM metrics_accountnight WHERE night = %s", night
        )

    def measure(self):
        """Let a night pass that nothing disturbs: what it leaves must be what the one before left."""
        quiet = [self._quietly() for _ in range(1 if self.undisturbed else 2)]
        for outcome in quiet:
            self.undisturbed = self.undisturbed or outcome
            assert not (unlike := self.problems(outcome)), unlike
        assert quiet[-1].state == "done"
        # A machine that does other things besides is not equally fast all the time.
        self.undisturbed = quiet[-1]
        self.seconds_of = {step: seconds or 0.0 for step, _, seconds in self._steps()}

    def _quietly(self):
        self.reset()
        self.ask()
        return self.wait(seconds=300)

    def _steps(self):
        """Return (name, shard), state and seconds so far of each step of the night."""
        rows = self.database.rows(
            "SELECT s.name, s.shard, s.state,"
            " extract(epoch FROM coalesce(s.finished_at, clock_timestamp()) - s.started_at)::float"
            " FROM core_step s"
            " JOIN core_run r ON r.id = s.run_id WHERE r.kind = 'nightly' AND r.business_date = %s",
            NIGHT,
        )
        return [((name, shard), state, seconds) for name, shard, state, seconds in rows]

    @property
    def longest_shard(self):
        return max(self.seconds_of.values())

    def share_done(self):
        """Return how much of the night's work is done, counted in seconds of the undisturbed night.

        A step under way counts by its time so far, at most by what it takes undisturbed.
        """
        done = sum(
            self.seconds_of[step] if state == "done" else min(seconds, self.seconds_of[step])
            for step, state, seconds in self._steps()
            if state in ("done", "running") and seconds
        )
        return done / sum(self.seconds_of.values())

    @property
    def patience(self):
        """Seconds after which a disturbed night is given up."""
        return self.undisturbed.seconds + 240

    def problems(self, outcome):
        """Say what differs from the undisturbed night; empty when nothing does."""
        is_same = outcome.state == self.undisturbed.state
        ends = [] if is_same else [f"the run ended as {outcome.state}"]
        return ends + self.undisturbed.left.differences(outcome.left)

    def seconds_until_taken_up(self, hit):
        """Return how long after a hit all the steps it met were claimed again, or else the next step."""
        chosen = "id = ANY(%s)" if hit.steps else "started_at > %s"
        latest = self.database.value(
            f"SELECT {'max' if hit.steps else 'min'}(started_at) FROM core_step WHERE {chosen}",  # noqa: S608
            list(hit.steps) if hit.steps else hit.killed_at,
        )
        return (latest - hit.killed_at).total_seconds() if latest else 0.0
