"""Showing results: a line each on the terminal, a page and the same as JSON in docs."""

import json
from pathlib import Path

_DOCS = Path(__file__).resolve().parent.parent / "docs"
_PAGE, _JSON = _DOCS / "benchmarks.md", _DOCS / "benchmarks.json"
_LEFT_OUT = (
    "Simulating a year of a changed scorecard or stage (performance.md's row of 2 s) is not measured "
    "here: the simulation itself belongs to a later issue."
)


def line(result) -> str:
    """Sum one result up for the terminal."""
    sides = "\n".join(f"    {_side(side)}" for side in result["sides"])
    return f"{_verdict(result):8} {result['name']}: {_figure(result)} ({result['mark']})\n{sides}"


def write(results, surroundings) -> None:
    """Put these results, each in place of an older one of its name, into the JSON and the page."""
    _DOCS.mkdir(exist_ok=True)
    known = json.loads(_JSON.read_text())["results"] if _JSON.exists() else []
    fresh = {result["name"]: {**result, "conditions": surroundings} for result in results}
    kept = [fresh.pop(each["name"], each) for each in known] + list(fresh.values())
    _JSON.write_text(json.dumps({"results": kept}, indent=1, ensure_ascii=False) + "\n")
    _PAGE.write_text(_page(kept))


def missed(results) -> list[str]:
    return [
        f"{each['name']}: {_figure(each)}, mark {each['mark']}"
        for each in results
        if not each["is_met"]
    ]


def _page(results):
    parts = [
        "# Benchmarks\n",
        "Written by `make bench`; do not edit. Each row measures both sides in one run and compares "
        "by ratio, the median where a side ran several times. Equal checksums are required. "
        "Python sums five million squares before and after: the plain loop tells how fast the machine was.\n",
        "| work | figure | mark | |\n| --- | --- | --- | --- |",
        *(f"| {r['work']} | {_figure(r)} | {r['mark'] or '-'} | {_verdict(r)} |" for r in results),
        "\n## Missed marks\n",
        "\n".join(f"- {each}" for each in missed(results)) or "None.",
        "\n## Not measured\n",
        _LEFT_OUT,
        *(_details(result) for result in results),
    ]
    return "\n".join(parts) + "\n"


def _details(result):
    conditions = ", ".join(f"{key} {value}" for key, value in result["conditions"].items())
    note = f"\n{result['note']}\n" if result["note"] else ""
    sides = "\n".join(f"- {_side(side)}" for side in result["sides"])
    return f"\n## {result['name']}\n\n{result['work']}\n\n{sides}\n{note}\n{conditions}"


def _side(side):
    times = " / ".join(f"{each:.2f}" for each in side["seconds"])
    rest = [side["settings"], f"{side['rows']:,} rows"]
    if side["peak_mb"]:
        rest.append(f"peak {side['peak_mb']:.0f} MB")
    if side["checksum"]:
        rest.append(f"checksum {side['checksum']}")
    return f"{side['what']}: {times} s ({'; '.join(filter(None, rest))})"


def _figure(result):
    return f"{result['figure']:.2f} {result['unit']}"


def _verdict(result):
    if not result["mark"]:
        return "measured"
    return "met" if result["is_met"] else "MISSED"
