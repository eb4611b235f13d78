"""What kinds of run there are and what each is made of: a registry that the apps above fill."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class StepKind:
    """One step of a run. `shards(run)` lists a payload per shard, asked once its needs are over.

    `work(task)` does one shard: it opens one transaction and ends it with `task.finish(counts)`.
    A step that `is_vital` fails its run when a shard of it fails; others leave the run partial.
    """

    name: str
    work: Callable[[Any], None]
    needs: tuple[str, ...] = ()
    shards: Callable[[Any], list[dict]] = lambda run: [{}]
    is_vital: bool = True


@dataclass(frozen=True)
class RunKind:
    """A kind of run: its steps in order, the queue its doorbells ring on, and what to do at its end.

    `close` gives the summary of a run that came to its end, `fail` is told of one that failed; both
    are called in the transaction that closes the run. A run of a kind that is done `is_in_order` begins
    when those of all earlier days are over.
    """

    name: str
    queue: str
    steps: tuple[StepKind, ...]
    close: Callable[[Any], Mapping[str, Any]] = lambda run: {}
    fail: Callable[[Any], None] = lambda run: None
    is_in_order: bool = False
    by_name: Mapping[str, StepKind] = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "by_name", {step.name: step for step in self.steps})


_kinds: dict[str, RunKind] = {}


def register(kind: RunKind) -> None:
    """Make a kind of run known; called from an app's AppConfig."""
    _kinds[kind.name] = kind


def kind_of(run) -> RunKind:
    return _kinds[run.kind]
