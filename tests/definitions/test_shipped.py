import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GLOSSARY = {
    metric["key"]
    for metric in json.loads((ROOT / "metrics/shipped/metrics.json").read_text("utf-8"))
}
BODIES = sorted(
    path
    for app in ("segments", "health", "stages")
    for path in (ROOT / app / "shipped").glob("*.json")
    # A journey rests on milestones, not on metrics.
    if path.stem != "journey"
)


@pytest.mark.parametrize("path", BODIES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_shipped_definitions_speak_of_metrics_in_the_glossary(path):
    named = json.loads(path.read_text("utf-8"))["metrics"]
    assert named.keys() - GLOSSARY == set()
