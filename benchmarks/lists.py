"""Pages that list accounts: the same page over few and over many, with as many queries."""

from benchmarks.places import PLACES
from benchmarks.process import measure
from benchmarks.results import Mark, Result, Side

_INSIDE = "benchmarks.inside.lists:"
_REPETITIONS = 40
_REPETITIONS_OF_OTHERS = 12
# What the pages themselves lead to: a CSM's start, everybody else's, and a segment's accounts.
_SHIPPED = {
    "start of a CSM": ("csm0", "/accounts/?mine=1"),
    "start of the CS head": ("head", "/accounts/"),
    "accounts of a segment": ("head", "/accounts/?segment=multi_site"),
    # The tabs above the list that every member finds (see book/tabs/saved.py).
    "declined in 7 days": ("head", "/accounts/?change_7=..-1&sort=change_7&view=declined"),
    "ends in 90 days, at risk": ("head", "/accounts/?band=at_risk&ends=90&sort=ends&view=ending"),
    "nearest to Active": ("head", "/accounts/?stage=onboard&sort=steps&view=nearest"),
}
_SORTS = ("name", "segment", "stage", "days", "score", "change", "risk", "judged", "arr", "ends")
_FURTHER = (
    *(
        "/accounts/?band=at_risk",
        "/accounts/?risk=high&stage=loyal",
        "/accounts/?differs=1",
        "/accounts/?ends=30",
    ),
    *(
        "/accounts/?q=a0001",
        "/accounts/?page=200",
        "/accounts/?segment=multi_site&csm=7&sort=-risk",
    ),
    *(f"/accounts/?sort={sign}{sort}" for sort in (*_SORTS, "csm", "use") for sign in ("", "-")),
    # By any field: points shown, texts and choices of the account, figures of the night.
    *(
        "/accounts/?score=40..60&change=..-3&days=90..",
        "/accounts/?branch=saka&attribute.area=ast",
        "/accounts/?metric.activity_score=40..60",
        "/accounts/?metric.activity_score=none&sort=-metric.usage_28",
        "/accounts/?attribute.employees=200..&attribute.tier=Gold&plan=Pro",
    ),
    *(
        f"/accounts/?sort={sort}"
        for sort in (
            "metric.activity_score",
            "-metric.usage_28",
            "attribute.area",
            "branch",
            "touch",
        )
    ),
    "/accounts/?columns=stage,score,metric.activity_score,metric.usage_28,attribute.area,branch",
)
_OTHERS = {
    **{url: ("head", url) for url in _FURTHER},
    "day of a CSM": ("csm0", "/"),
    "day of the CS head": ("head", "/"),
    "contracts that end in a year": ("head", "/renewals/?days=365"),
    "segments side by side": ("head", "/segments/"),
    "dashboard of a segment": ("head", "/segments/multi_site/"),
    "why ARPA changed": ("head", "/segments/multi_site/arpa/"),
    "goals of a segment": ("head", "/segments/multi_site/goals/"),
}
# What one types: one letter that all names begin with, a beginning, a middle, an id, people by name and
# by e-mail, a reading, and what nobody and nothing is called, for which every way is gone to its end.
_TYPED = ("a", "a0123", "0123", "k-00123", "佐藤", "花子", "person123", "アオバ", "zzzz", "ぬぬ")
_SEARCHES = {
    f"{text} typed by {member}": (member, f"/search/?q={text}")
    for member in ("head", "csm0")
    for text in _TYPED
}
_TOTALS = {
    "totals": ("head", "/accounts/totals/"),
    "totals of metrics": (
        "head",
        "/accounts/totals/?columns=score,metric.activity_score,metric.usage_28,attribute.employees",
    ),
}


def rows(sizes):
    """Yield per database the worst shipped list, and the slowest of all other lists and totals."""
    few, many = sizes.lists
    for kind in PLACES:
        of_few = _measure(kind, few, repetitions_of_others=1)
        of_many = _measure(kind, many, repetitions_of_others=_REPETITIONS_OF_OTHERS)
        yield _growth(kind, of_few, of_many, few, many)
        yield _others(kind, of_many, many)
        yield _searches(kind, of_many, many)


def _measure(kind, accounts, repetitions_of_others):
    with PLACES[kind]("lists") as database:
        measure(_INSIDE + "build", database=database, accounts=accounts)
        shipped = measure(
            _INSIDE + "serve", database=database, views=_SHIPPED, repetitions=_REPETITIONS
        )
        others = measure(
            _INSIDE + "serve",
            database=database,
            views={**_OTHERS, **_TOTALS, **_SEARCHES},
            repetitions=repetitions_of_others,
        )
    return {**others, **shipped}


def _growth(kind, of_few, of_many, few, many):
    ratios = {name: of_many[name]["median"] / of_few[name]["median"] for name in _SHIPPED}
    worst = max(ratios, key=ratios.get)
    said = ", ".join(f"{name} {ratio:.2f} x" for name, ratio in ratios.items())
    return Result(
        name=f"lists_{kind.lower()}",
        work=f"Shipped lists at {many:,} accounts beside {few:,}, server time, the worst of them",
        figure=ratios[worst],
        mark=Mark(1.3),
        sides=[_side(kind, of_many, many), _side(kind, of_few, few)],
        note=f"{said}. The worst: {worst}. Checksum: queries of each view, which must not grow.",
    )


def _side(kind, measured, accounts):
    each = ", ".join(
        f"{name} {measured[name]['median'] * 1000:.1f} ms, {measured[name]['queries']} queries"
        for name in _SHIPPED
    )
    counts = "/".join(str(measured[name]["queries"]) for name in (*_SHIPPED, *_OTHERS, *_TOTALS))
    return Side(
        what=each,
        seconds=[measured[name]["median"] for name in _SHIPPED],
        rows=accounts,
        settings=f"{kind}, 20 CSMs, 50 rows a page, median of {_REPETITIONS}, whole stack without a network",
        checksum=counts,
        peak_mb=measured["peak_mb"],
    )


def _others(kind, measured, accounts):
    times = {url: measured[url]["p95"] for url in (*_OTHERS, *_TOTALS)}
    slowest = max(times, key=times.get)
    return Result(
        name=f"filters_{kind.lower()}",
        work=f"Slowest of {len(times)} other filters, sorts and totals at {accounts:,} accounts, p95",
        figure=times[slowest],
        mark=Mark(1, "s"),
        sides=[
            Side(
                what=f"The slowest: {slowest}; totals {times['totals'] * 1000:.0f} ms",
                seconds=sorted(times.values()),
                rows=accounts,
                settings=f"{kind}, p95 of {_REPETITIONS_OF_OTHERS} for each",
            )
        ],
    )


def _searches(kind, measured, accounts):
    times = {name: measured[name]["p95"] for name in _SEARCHES}
    slowest = max(times, key=times.get)
    return Result(
        name=f"search_{kind.lower()}",
        work=f"Slowest of {len(times)} searches while typing, {accounts:,} accounts and "
        f"{3 * accounts:,} people, p95",
        figure=times[slowest],
        mark=Mark(0.2, "s"),
        sides=[
            Side(
                what=f"The slowest: {slowest}",
                seconds=sorted(times.values()),
                rows=accounts,
                settings=f"{kind}, p95 of {_REPETITIONS_OF_OTHERS} for each, the part under the field",
            )
        ],
    )
