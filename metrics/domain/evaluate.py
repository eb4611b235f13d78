"""From facts to metrics: every definition, every account of a shard, every day asked for, in one pass."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from core.exact import MISSING
from definitions.domain.errors import DefinitionError
from metrics.domain.definition import (
    AttributeSource,
    DerivedSource,
    MetricDefinition,
    RecordSource,
    UsageSource,
)
from metrics.domain.facts import Records, ShardFacts
from metrics.domain.frame import MetricFrame
from metrics.domain.records import record_metric
from metrics.domain.usage import percent, usage_metrics

Grid = NDArray[np.int64]


def evaluate(
    definitions: Sequence[MetricDefinition], facts: ShardFacts, days: NDArray[np.int32]
) -> MetricFrame:
    """Compute all `definitions` for all accounts on each of `days` (ascending).

    The same facts give the same bits whatever the other days, accounts or metrics asked for.
    Cost grows with accounts x days x series; memory likewise: callers cut shards.
    """
    order = in_order(definitions)
    on_usage = [each for each in order if isinstance(each.source, UsageSource)]
    values, is_stale = usage_metrics(on_usage, facts, days)
    shape = (len(facts.account_ids), len(days))
    for each in order:
        if isinstance(each.source, RecordSource):
            records = facts.records.get(each.source.table, Records.none())
            values[each.key] = record_metric(each.source, records, accounts=shape[0], days=days)
        elif isinstance(each.source, AttributeSource):
            values[each.key] = _attribute(each.source, facts, shape)
    for each in order:
        if isinstance(each.source, DerivedSource):
            values[each.key] = _derived(each.source, values)
    keys = tuple(each.key for each in definitions)
    rests_on_usage = _resting_on_usage(order)
    return MetricFrame(
        account_ids=facts.account_ids,
        days=days,
        keys=keys,
        values=np.stack([values[key] for key in keys], axis=2),
        stale=is_stale[:, None] & np.array([key in rests_on_usage for key in keys])[None, :],
    )


def with_parts(
    definitions: Mapping[str, MetricDefinition], keys: Sequence[str]
) -> list[MetricDefinition]:
    """Return the definitions of `keys` and of all they are derived from. Unknown keys are refused."""
    wanted, queue = {}, list(keys)
    while queue:
        key = queue.pop()
        if key in wanted:
            continue
        if key not in definitions:
            raise DefinitionError(key, "unknown_metric", key=key)
        wanted[key] = definitions[key]
        if isinstance(wanted[key].source, DerivedSource):
            queue.extend(wanted[key].source.of)
    return list(wanted.values())


def in_order(definitions: Sequence[MetricDefinition]) -> list[MetricDefinition]:
    """Sort so that each metric follows those it is derived from; a circle or unknown part is refused."""
    by_key = {each.key: each for each in definitions}
    ordered: dict[str, MetricDefinition] = {}

    def visit(key: str, path: tuple[str, ...]) -> None:
        if key in ordered:
            return
        if key in path:
            raise DefinitionError(key, "circular", circle=" > ".join((*path, key)))
        if key not in by_key:
            raise DefinitionError(path[-1], "unknown_metric", key=key)
        if isinstance(by_key[key].source, DerivedSource):
            for part in by_key[key].source.of:
                visit(part, (*path, key))
        ordered[key] = by_key[key]

    for each in definitions:
        visit(each.key, ())
    return list(ordered.values())


def _attribute(source: AttributeSource, facts: ShardFacts, shape: tuple[int, int]) -> Grid:
    column = facts.attributes.get(source.key)
    if column is None:
        return np.full(shape, MISSING, np.int64)
    return np.repeat(column[:, None], shape[1], axis=1)


def _derived(source: DerivedSource, values: Mapping[str, Grid]) -> Grid:
    parts = [values[key] for key in source.of]
    is_known = np.logical_and.reduce([part != MISSING for part in parts])
    safe = [np.where(is_known, part, 0) for part in parts]
    return np.where(is_known, _OPERATIONS[source.operation](safe), MISSING)


def _change(parts):
    return percent(parts[0] - parts[1], parts[1])


_OPERATIONS = {
    "share": lambda parts: percent(parts[0], parts[1]),
    "change": _change,
    "sum": sum,
    "difference": lambda parts: parts[0] - sum(parts[1:]),
}


def _resting_on_usage(ordered: Sequence[MetricDefinition]) -> set[str]:
    found: set[str] = set()
    for each in ordered:
        parts = each.source.of if isinstance(each.source, DerivedSource) else ()
        if isinstance(each.source, UsageSource) or found.intersection(parts):
            found.add(each.key)
    return found
