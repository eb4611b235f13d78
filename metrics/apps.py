import json
from pathlib import Path

from django.apps import AppConfig

from definitions import registry

SHIPPED = Path(__file__).parent / "shipped" / "metrics.json"


class MetricsConfig(AppConfig):
    name = "metrics"

    def ready(self):
        from accounts import merge_parts
        from accounts.merge_rows import Staying
        from metrics.models import AccountNight

        merge_parts.register(Staying(AccountNight))
        registry.register(shipped_metrics)


def shipped_metrics():
    """Yield the glossary in an order in which parts stand before what is derived from them."""
    entries = json.loads(SHIPPED.read_text(encoding="utf-8"))
    for entry in sorted(entries, key=lambda each: each["body"]["source"]["from"] == "derived"):
        source = entry["body"]["source"]
        yield registry.Shipped(
            kind="metric",
            key=entry["key"],
            texts=entry,
            body=entry["body"],
            metric_keys=frozenset(source.get("of", ())),
        )
