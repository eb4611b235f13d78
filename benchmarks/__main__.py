"""python -m benchmarks [--quick] [--only NAME ...]: measure, print, write docs/benchmarks.{md,json}."""

import argparse
import datetime as dt
import os
import platform
import sys
import time

from benchmarks import backfill, lists, loading, nights, oulad, people, places, report, windows
from benchmarks.sizes import FULL, QUICK

GROUPS = {
    "load": loading.rows,
    "windows": windows.rows,
    "nights": nights.rows,
    "backfill": backfill.rows,
    "lists": lists.rows,
    "oulad": oulad.rows,
    "people": people.rows,
}


def main():
    options = _options()
    results = []
    surroundings = {**_machine(), **places.server_settings()}
    print(", ".join(f"{key} {value}" for key, value in surroundings.items()))
    for name in options.only or GROUPS:
        loop, found = [_loop_seconds()], []
        for result in GROUPS[name](QUICK if options.quick else FULL):
            found.append(result.as_dict())
            print(report.line(found[-1]), flush=True)
        loop.append(_loop_seconds())
        results += found
        # What was measured is kept, whatever becomes of the next.
        if not options.quick:
            spent = "{:.2f} s before, {:.2f} s after".format(*loop)
            report.write(found, {**surroundings, "plain loop": spent})
    missed = report.missed(results)
    print("Missed marks:", "; ".join(missed) or "none")


def _options():
    cli = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    cli.add_argument("--quick", action="store_true", help="small sizes; docs stay as they are")
    cli.add_argument(
        "--only", action="append", choices=GROUPS, help="measure this; may be repeated"
    )
    return cli.parse_args()


def _machine():
    return {
        "measured": dt.datetime.now(dt.UTC).date().isoformat(),
        "processors": os.cpu_count(),
        "load": f"{os.getloadavg()[0]:.1f}",
        "python": platform.python_version(),
    }


def _loop_seconds():
    """Time what hangs on nothing but the processor: machines, and hours of one machine, differ."""
    begun, total = time.perf_counter(), 0
    for number in range(5_000_000):
        total += number * number
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
