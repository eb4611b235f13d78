"""What a fault test prints: each trial as it comes, and at the end k of N with what that proves."""

import os
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

SEED = int(os.environ.get("FAULT_SEED", "20261122"))
# Twenty trials without a failure bound the share of failures below 14 % at 95 %.
KILLS = int(os.environ.get("FAULT_KILLS", "20"))
SUMMARIES = []
_BEGUN = time.monotonic()


def say(line):
    sys.stdout.write(f"[{time.monotonic() - _BEGUN:6.0f} s] {line}\n")
    sys.stdout.flush()


def bound(trials):
    """Return what no failure in so many trials proves: an upper bound of the share, at 95 %."""
    return 1 - 0.05 ** (1 / trials)


@dataclass
class Report:
    """The trials of one fault."""

    name: str
    trials: int
    failures: list[str] = field(default_factory=list)
    hits: Counter = field(default_factory=Counter)
    in_the_middle: int = 0
    seconds: list[float] = field(default_factory=list)
    done: int = 0
    failed: int = 0

    def __post_init__(self):
        say(f"{self.name}: {self.trials} trials, seed {SEED}")

    def add(self, line, *, problems=(), hit=None, seconds=None):
        self.done += 1
        if hit:
            self.in_the_middle += hit.is_in_the_middle
            self.hits.update(hit.names)
        if seconds is not None:
            self.seconds.append(seconds)
        self.failed += bool(problems)
        self.failures += [f"trial {self.done}: {each}" for each in problems]
        verdict = f"FAILED: {'; '.join(problems)}" if problems else "ok"
        say(f"  {self.done:>2} of {self.trials}: {line} - {verdict}")

    def close(self, *, most_in_the_middle=False):
        """Print the sum; raises AssertionError naming every failure, or when most kills hit nothing."""
        SUMMARIES.append(self._sum())
        say(SUMMARIES[-1])
        assert not self.failures, "\n".join(self.failures)
        assert not most_in_the_middle or self.in_the_middle >= self.done * 15 // 20

    def _sum(self):
        line = f"{self.name}: {self.done - self.failed} of {self.done} as undisturbed"
        if not self.failed:
            line += f" (0 failures in {self.done} means < {bound(self.done):.0%} at 95 %)"
        if self.hits:
            hits = ", ".join(f"{name} {count}" for name, count in self.hits.most_common())
            line += f"; {self.in_the_middle} of {self.done} in the middle of work; hit {hits}"
        if self.seconds:
            ordered = sorted(self.seconds)
            line += f"; seconds: median {ordered[len(ordered) // 2]:.1f}, most {ordered[-1]:.1f}"
        return line
