"""python -m tests.oracle.demo_truth: print what is true of the built demo, recomputed from its tables.

Reads the database that DATABASE_URL or DATA_DIR names; writes nothing.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cs_platform.settings")
django.setup()

from tests.oracle.recompute_demo import TABLES, Truth  # noqa: E402 settings come first
from tests.oracle.tables import rows_of  # noqa: E402

INITIATIVES = {
    "user_group": "User group",
    "nps_answered": "NPS answered",
    "onboarding": "Onboarding 30/60/90",
    "training": "Interviewer training",
    "adoption_review": "Adoption review",
    "setup_support": "Agent link set up by us",
    "qbr": "QBR",
    "renewal_review": "Renewal review",
}


def read():
    return Truth({table: rows_of(table) for table in TABLES})


def lines(truth):
    yield f"As of {truth.as_of}, {len(truth.ends())} paid contracts ended within 18 months."
    yield from _table("Stage today", truth.stage_shares())
    yield from _table("Renewal by stage at the end", truth.renewal_by_stage())
    yield from _table("Renewal by rank at the end", truth.renewal_by_rank())
    yield from _table("Blind round", {"agree": truth.agreement(), **truth.confusion()})
    yield f"  causes {truth.causes()}; computed as kept: {truth.computed_as_kept()}"
    yield "\nRenewal: who had it in the year before the end, against the others (points; within stage)"
    for key, name in INITIATIVES.items():
        found = truth.renewal_contrast(key)
        yield f"  {name:24} {found.exposed} | {found.others} | {_points(found)}"
    yield "\nStage-up within half a year, by the stage then"
    for key, name in INITIATIVES.items():
        for stage, (had, others) in truth.stage_up_contrast(key).by_stage.items():
            yield f"  {name:24} {stage:8} {had} | {others}"
    yield f"\nAccounts with an agent link set up by us: {truth.accounts_with('setup_support')}"
    for step in (4, 6):
        yield from _table(f"Step {step} > {step + 1}, by CSM", truth.conversion(step))


def _points(found):
    return " ".join(
        "–" if each is None else f"{each:+.1f}" for each in (found.difference, found.within)
    )


def _table(title, rates):
    yield f"\n{title}"
    for name, found in rates.items():
        yield f"  {name!s:24} {found}"


if __name__ == "__main__":
    print("\n".join(lines(read())))  # noqa: T201 a report on the command line
