"""Real files: the course data that may lie beside the project, loaded and judged once."""

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

from benchmarks.places import PLACES, folder
from benchmarks.process import measure
from benchmarks.results import Mark, Result, Side

_BESIDE = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
_DATA = Path(os.environ.get("CS_SHARED_DATA", _BESIDE)) / "oulad"
_NIGHT = (dt.date(2014, 3, 15) - dt.date(1970, 1, 1)).days


def rows(sizes):
    """Yield one row per database, none where the data is absent; always in full."""
    if not (_DATA / "to_csv.py").exists():
        print("no course data: set CS_SHARED_DATA to the folder that holds oulad")
        return
    with folder() as inside:
        command = [sys.executable, _DATA / "to_csv.py", inside]
        subprocess.run(command, check=True, capture_output=True)
        for kind in PLACES:
            yield _measure(kind, str(inside))


def _measure(kind, files):
    with PLACES[kind]("oulad") as database:
        loaded = measure("benchmarks.inside.oulad:load", database=database, folder=files)
        judged = measure("benchmarks.inside.nights:run_nights", database=database, nights=[_NIGHT])
    (night,) = judged["nights"]
    loading = sum(loaded["seconds"].values())
    return Result(
        name=f"oulad_{kind.lower()}",
        work=f"OULAD on {kind}: four files loaded and the night of 2014-03-15 judged",
        figure=loading + night["seconds"],
        mark=Mark(120, "s"),
        sides=[_load(kind, loaded, loading), _night(kind, judged, night)],
    )


def _load(kind, loaded, seconds):
    parts = ", ".join(f"{name} {spent:.1f} s" for name, spent in loaded["seconds"].items())
    return Side(
        what=f"Load: {parts}",
        seconds=[seconds],
        rows=loaded["months"],
        settings=f"{kind}, one process; rows are packed months",
        peak_mb=loaded["peak_mb"],
    )


def _night(kind, judged, night):
    steps = ", ".join(f"{name} {spent:.1f} s" for name, spent in night["steps"].items())
    return Side(
        what=f"First night, every path from its start: {steps}",
        seconds=[night["seconds"]],
        rows=night["judged"],
        settings=f"{kind}, one process; rows are accounts",
        peak_mb=judged["peak_mb"],
    )
