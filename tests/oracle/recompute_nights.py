"""What a night should say of every account, put together from the recomputed parts."""

from functools import cached_property

from tests.oracle.recompute_facts import day_of, read_accounts, read_bodies, read_rates
from tests.oracle.recompute_metrics import Recompute
from tests.oracle.recompute_verdicts import (
    follow,
    for_segment,
    risk,
    score,
    segment_by_rule,
    stage_spans,
)


class Expected:
    """Verdicts of all accounts from the tables as they stood when the nights ran."""

    def __init__(self, tables):
        self.tables = tables
        self.accounts = read_accounts(tables)
        self._rates = read_rates(tables)
        self._rules, self._paths = {}, {}

    def rules_of(self, account):
        product_id = account.product.id
        if product_id not in self._rules:
            self._rules[product_id] = Rules(self.tables, product_id, self._rates)
        return self._rules[product_id]

    def judged_on(self, day):
        """Return the accounts with a running contract on the day, in order of their ids."""
        day = day_of(day)
        return [each for _, each in sorted(self.accounts.items()) if each.runs_on(day)]

    def night(self, account, day):
        """Return every field of one account's night but its stage."""
        rules, day = self.rules_of(account), day_of(day)
        segment = account.segment_on(day)
        values = rules.metrics.all(account, day, segment)
        return {
            "metrics": values,
            "stale": rules.metrics.stale(account.product, day),
            "segment_key": segment,
            "rule_segment_key": segment_by_rule(rules.segments, values),
            **score(for_segment(rules.scorecard, segment), values),
            **risk(for_segment(rules.risk, segment), values),
        }

    def path(self, account, until):
        """Return [(day, stage, day of entering it), ...] from the first contract day on."""
        until = day_of(until)
        if account.first_day is None or account.first_day > until:
            return []
        known = self._paths.get(account.id, [])
        if not known or known[-1][0] < until:
            rules = self.rules_of(account)
            body_on, values_on = rules.stages_of(account), rules.stage_values(account)
            walk = follow(body_on, account.first_day, until, account.runs_on, values_on)
            known = self._paths[account.id] = list(walk)
        return [each for each in known if each[0] <= until]

    def spans(self, account, until):
        return stage_spans(self.path(account, until))


class Rules:
    """The bodies in force for a product."""

    def __init__(self, tables, product_id, rates):
        def body(kind, key):
            return read_bodies(tables, kind, product_id)[key]

        self.metrics = Recompute(read_bodies(tables, "metric", product_id), rates)
        self.segments = body("segments", "segments")
        self.scorecard = body("scorecard", "health")
        self.risk = body("risk", "churn_risk")
        self.stages = body("stages", "stages")

    @cached_property
    def _stages(self):
        """The stages by segment: the common ones under ""."""
        own = self.stages.get("overrides", {})
        return {"": self.stages, **{key: for_segment(self.stages, key) for key in own}}

    @cached_property
    def _stage_metrics(self):
        return {
            each["metric"]
            for body in self._stages.values()
            for level in body["stages"]
            for each in level["conditions"]
        }

    def stages_of(self, account):
        """Give the stages by which an account is judged on a day."""
        return lambda day: self._stages.get(account.segment_on(day), self.stages)

    def stage_values(self, account):
        """Give the metrics of a day as stages read them: what is stale counts as missing."""

        def values_on(day):
            segment = account.segment_on(day)
            values = self.metrics.some(self._stage_metrics, account, day, segment)
            stale = self.metrics.stale(account.product, day)
            return {key: None if key in stale else value for key, value in values.items()}

        return values_on


def rule_spans(results):
    """Cut what the rules said night after night, [(day, key), ...], into (key, from, to) spans."""
    begun = []
    for day, key in results:
        if not begun or begun[-1][0] != key:
            begun.append((key, day))
    ends = [day for _, day in begun[1:]] + [None]
    return [(key, day, end) for (key, day), end in zip(begun, ends, strict=True)]


def first_placement(results):
    """The segment of the first night on which a rule held, from the day after it; None without."""
    return next(((key, day + 1) for day, key in results if key), None)
