"""Segment, score, risk and stage once more, from the words and bodies of their definitions.

One account and one day at a time, with fractions. A condition holds (True), does not (False), or
cannot be decided because its metric is missing (None).
"""

from fractions import Fraction
from itertools import pairwise
from math import floor
from operator import eq, ge, gt, le, lt

ONE = 10_000
COMPARE = {">=": ge, ">": gt, "<=": le, "<": lt, "=": eq}
UNKNOWN, AT_RISK, CAUTION, HEALTHY = range(4)
LEVELS = {"low": 1, "medium": 2, "high": 3}

# Conditions


def exact(number):
    return Fraction(str(number))


def holds(condition, values):
    value = values[condition["metric"]]
    if condition["operator"] == "missing":
        return value is None
    if value is None:
        return None
    return COMPARE[condition["operator"]](Fraction(value, ONE), exact(condition["value"]))


def every(answers):
    if False in answers:
        return False
    return None if None in answers else True


def some(answers):
    if True in answers:
        return True
    return None if None in answers else False


def rule_holds(rule, values):
    clauses = [clause.get("any", [clause]) for clause in rule["all"]]
    return every([some([holds(each, values) for each in clause]) for clause in clauses])


# A segment's own version of a body


def for_segment(body, segment):
    return changed(body, body.get("overrides", {}).get(segment, {}))


def changed(common, change):
    """Objects part by part, lists of keyed entries by key, null leaves out; the rest is replaced."""
    if not isinstance(change, dict):
        return change
    if isinstance(common, list):
        entries = {entry["key"]: entry for entry in common}
        for key, part in change.items():
            entries[key] = changed(entries.get(key, {"key": key}), part)
        return [entry for entry in entries.values() if entry is not None]
    if isinstance(common, dict):
        return {**common, **{key: changed(common.get(key), part) for key, part in change.items()}}
    return change


# Segment


def segment_by_rule(body, values):
    """The first rule that holds; one that cannot be decided ends the search: unclassified, ""."""
    for segment in body["segments"]:
        answer = rule_holds(segment["when"], values)
        if answer is not False:
            return segment["key"] if answer else ""
    return ""


# Score


def points(measure, value):
    """Along the line through the knots, flat outside, half-even to ten-thousandths of a point."""
    knots = [(exact(x), exact(y)) for x, y in measure["points"]]
    at = min(max(Fraction(value, ONE), knots[0][0]), knots[-1][0])
    (x, y), (next_x, next_y) = next(pair for pair in pairwise(knots) if at <= pair[1][0])
    return Fraction(round((y + (next_y - y) * (at - x) / (next_x - x)) * ONE), ONE)


def score(body, values):
    """Return base and score in hundredths (None unknown), band, exception and contributions."""
    parts, weights, known = earned(body, values)
    contributions = [0] * len(parts)
    base = None
    if known and known >= Fraction(body["minimum_known_percent"], 100):
        exact_parts = [part * 100 / weights for part in parts]
        base = round(sum(exact_parts))
        contributions = largest_remainder(exact_parts, base)
    exception = strictest_exception(body, values)
    capped = base
    if base is not None and exception:
        capped = min(base, exception["cap"] * 100)
    return {
        "base_score": base,
        "score": capped,
        "band": band(body, capped),
        "exception_key": exception["key"] if exception else "",
        "measures": contributions,
    }


def earned(body, values):
    """What each measure earns, the weight of the groups that count, and the declared weight known.

    Inside a group the weight of what is missing is shared by what is known; a group of which
    nothing is known leaves its weight to the other groups.
    """
    parts, counted, known = [], Fraction(0), Fraction(0)
    for group in body["groups"]:
        present = [
            each["weight"] for each in group["measures"] if values[each["metric"]] is not None
        ]
        known += Fraction(group["weight"] * sum(present), 100 * 100)
        counted += group["weight"] if sum(present) else 0
        for measure in group["measures"]:
            value = values[measure["metric"]]
            share = Fraction(0) if value is None else Fraction(measure["weight"], sum(present) or 1)
            parts.append(group["weight"] * share * (points(measure, value) if share else 0))
    return parts, counted, known


def largest_remainder(exact_parts, whole):
    """Round down, and give what is left to the largest remainders, the first of equal ones."""
    rounded = [floor(part) for part in exact_parts]
    order = sorted(range(len(rounded)), key=lambda place: rounded[place] - exact_parts[place])
    for place in order[: whole - sum(rounded)]:
        rounded[place] += 1
    return rounded


def strictest_exception(body, values):
    """The lowest cap among the exceptions that hold, the first of equal ones."""
    holding = [each for each in body.get("exceptions", ()) if rule_holds(each["when"], values)]
    return min(holding, key=lambda each: each["cap"], default=None)


def band(body, hundredths):
    if hundredths is None:
        return UNKNOWN
    if hundredths >= body["bands"]["healthy"] * 100:
        return HEALTHY
    return CAUTION if hundredths >= body["bands"]["caution"] * 100 else AT_RISK


# Risk


def risk(body, values):
    """Return the level of the worst rule that holds, and the rules that hold, worst first."""
    holding = [rule for rule in body["rules"] if rule_holds(rule["when"], values)]
    worst_first = sorted(holding, key=lambda rule: -LEVELS[rule["level"]])
    level = LEVELS[worst_first[0]["level"]] if worst_first else 0
    return {"risk": level, "risk_reasons": [rule["key"] for rule in worst_first]}


# Stage


def follow(body_on, first_day, until, runs_on, values_on):
    """Walk a path from the first contract day; yields (day, stage, day of entering it).

    `body_on(day)` gives the stages that rule the account that day, `values_on(day)` the metrics
    they ask for, None where missing or stale.
    """
    stage, since, failing = 0, first_day, []
    for day in range(first_day, until + 1):
        if runs_on(day):
            body, values = body_on(day), values_on(day)
            met = [
                every([holds(each, values) for each in level["conditions"]])
                for level in body["stages"][1:]
            ]
            qualified = next((k for k, answer in enumerate(met) if answer is not True), len(met))
            is_lost = False in met[:stage]
            failing = [*failing, qualified] if is_lost else []
            if day - since >= body["smallest_stay_days"]:
                if qualified > stage:
                    stage, since, failing = stage + 1, day, []
                elif len(failing) >= body["grace_days"]:
                    stage, since, failing = max(failing), day, []
        else:
            failing = []
        yield day, stage, since


def stage_spans(path):
    """Cut a path into (stage, first day, day after the end or None)."""
    begun = []
    for _, stage, since in path:
        if not begun or begun[-1] != (stage, since):
            begun.append((stage, since))
    ends = [since for _, since in begun[1:]] + [None]
    return [(stage, since, end) for (stage, since), end in zip(begun, ends, strict=True)]
