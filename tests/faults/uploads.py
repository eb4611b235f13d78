"""Files sent to a site again and again, and what each leaves in tables and on disk."""

import hashlib
import threading
import time
from dataclasses import dataclass
from datetime import timedelta

from tests.faults.processes import wait_until
from tests.faults.snapshot import Snapshot, snapshot
from tests.synthetic import UNTIL
from tests.synthetic_usage import FIVE_SERIES

# What an upload may write, by natural key.
KEYS = {
    "engagement_usagemonth": ("account_id", "month"),
    "engagement_usageday": ("product_id", "day"),
    "engagement_series": ("product_id", "number"),
    "engagement_watermark": ("dataset", "product_id"),
    "engagement_factchange": ("account_id", "earliest_day"),
}
ASKED = ("intake_upload", "core_step", "core_run")
OVER = ("loaded", "partial", "refused", "unchanged", "failed")
UNFINISHED = (
    "SELECT count(*) FROM core_run"
    " WHERE kind IN ('check', 'upload') AND state IN ('queued', 'running')"
)
SERIES = sorted({name for style in FIVE_SERIES for name in style.means})[:5]


def usage_file(*, accounts, days, value=7, first=UNTIL + timedelta(days=1)):
    """Write usage of five series that are known already; each value tells its file."""
    dates = [(first + timedelta(days=day)).isoformat() for day in range(days)]
    rows = (
        f"C{account:06},{day},{name},{value}\n"
        for day in dates
        for account in range(accounts)
        for name in SERIES
    )
    return ("account_id,date,metric,value\n" + "".join(rows)).encode()


@dataclass(frozen=True)
class Sent:
    """How a file was answered: with the id of its upload, or without one."""

    status: int
    upload: int | None


@dataclass(frozen=True)
class Loaded:
    """What an undisturbed upload came to, in seconds from the first byte sent."""

    seconds: float
    left: Snapshot


class Uploads:
    """A company on a site, its tables as they were before any upload, and files sent to it."""

    def __init__(self, site):
        self.site, self.database = site, site.database
        self.before = None

    def prepare(self, *, accounts, days):
        """Build the company and keep its tables to begin from; returns what was built."""
        self.site.run("manage.py", "migrate", "--verbosity", 0)
        built = self.site.run("-m", "tests.synthetic", "--accounts", accounts, "--days", days)
        self.keep()
        return built

    def keep(self):
        copies = "".join(f"CREATE TABLE before_upload.{name} AS TABLE {name};" for name in KEYS)
        self.database.execute(f"CREATE SCHEMA before_upload; {copies}")
        self.before = self.left()

    def reset(self):
        """Put back the tables that were kept, and forget all uploads."""
        back = "".join(f"INSERT INTO {name} TABLE before_upload.{name};" for name in KEYS)
        self.database.execute(f"TRUNCATE {', '.join((*ASKED, *KEYS))} CASCADE; {back}")
        self.database.execute("CHECKPOINT")

    def send(self, content, dataset="usage"):
        status, answer = self.site.send(f"/ask/upload/{dataset}/", content)
        return Sent(status, answer["upload"] if answer else None)

    def sending(self, *contents):
        """Send files all at once from threads of their own; call what comes back for the answers."""
        answers = [None] * len(contents)

        def send(place):
            answers[place] = self.send(contents[place])

        threads = [threading.Thread(target=send, args=(n,)) for n in range(len(contents))]
        for thread in threads:
            thread.start()
        return lambda: [thread.join() for thread in threads] and answers

    def wait(self, *, seconds=180):
        """Wait until no upload is under way; returns the state of each by its id."""
        wait_until(
            lambda: not self.database.value(UNFINISHED), seconds=seconds, what="the uploads' end"
        )
        return dict(self.database.rows("SELECT id, state FROM intake_upload ORDER BY id"))

    def left(self):
        """Return the tables; that a day has changed says no more when it stands there twice."""
        texts = snapshot(self.database, KEYS).texts
        noted = sorted(set(texts["engagement_factchange"].splitlines()))
        return Snapshot(texts | {"engagement_factchange": b"\n".join(noted)})

    def undisturbed(self, content):
        """Load a file that nothing disturbs, twice; the second counts."""
        for _ in range(2):
            self.reset()
            begun = time.monotonic()
            sent = self.send(content)
            states = self.wait()
            assert states == {sent.upload: "loaded"}, f"{states}: {self.doing()}"
            loaded = Loaded(time.monotonic() - begun, self.left())
        assert loaded.left.differences(self.before)
        return loaded

    def doing(self):
        """Say what has become of the uploads so far, for a line about a hit."""
        rows = self.database.rows(
            "SELECT u.state, s.name, s.state, s.counts->>'share', s.error FROM intake_upload u"
            " LEFT JOIN core_step s ON s.run_id = u.run_id ORDER BY u.id, s.id"
        )
        return "; ".join(" ".join(str(each) for each in row if each) for row in rows) or "sending"

    def written(self):
        """Return how many facts each upload made new or changed, ascending."""
        rows = self.database.rows("SELECT verdict->'counts' FROM intake_upload")
        return sorted(counts["new"] + counts["changed"] if counts else 0 for (counts,) in rows)

    def errors_of_steps(self):
        """Return what went wrong on the way, also where it was mended by another attempt."""
        rows = self.database.rows(
            "SELECT attempts, error FROM core_step WHERE error <> '' OR attempts > 1"
        )
        return [f"attempt {attempts}: {error}" for attempts, error in rows]

    def seconds_from_first_to_end(self):
        return self.database.value(
            "SELECT extract(epoch FROM max(finished_at) - min(created_at))::float FROM core_run"
        )

    def seconds_of(self, kind):
        """Return how long the runs of a kind took together."""
        return self.database.value(
            "SELECT coalesce(sum(extract(epoch FROM finished_at - started_at)), 0)::float"
            " FROM core_run WHERE kind = %s",
            kind,
        )

    def seconds_until_worked_on(self, moment):
        """Return how long after `moment` a step was claimed; 0 when none had to be."""
        taken = self.database.value(
            "SELECT min(started_at) FROM core_step WHERE started_at > %s", moment
        )
        return (taken - moment).total_seconds() if taken else 0.0

    def problems(self, sent, content, whole):
        """Say what is wrong after a fault: acknowledged must be there, anything else whole or absent."""
        states = self.wait()
        found = self.left()
        if sent.upload and states.get(sent.upload) != "loaded":
            return [f"acknowledged, and ended as {states.get(sent.upload, 'nothing')}"]
        if len(states) > 1:
            return [f"one file became {len(states)} uploads"]
        if unclear := set(states.values()) - set(OVER):
            return [f"ended as {unclear}"]
        expected = whole.left if "loaded" in states.values() else self.before
        return [*expected.differences(found), *self._wrong_on_disk(states, content)]

    def _wrong_on_disk(self, states, content):
        digest = hashlib.sha256(content).hexdigest()
        rows = self.database.rows("SELECT stored_as, sha256 FROM intake_upload")
        kept = self.site.folder / "data" / "uploads"
        return [
            f"{name} is not what was sent"
            for name, sha256 in rows
            if sha256 != digest or hashlib.sha256((kept / name).read_bytes()).hexdigest() != digest
        ]
