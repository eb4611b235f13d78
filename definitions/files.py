"""Reading shipped definitions from their files."""

import json
from pathlib import Path

from definitions.domain.body import TEXT_KEYS
from definitions.registry import Shipped


def read_shipped(path: Path, *, kind: str, key: str) -> Shipped:
    """Read one body; its own texts become the definition's texts, `metrics` what it rests on."""
    body = json.loads(path.read_text(encoding="utf-8"))
    texts = {name: body.pop(name, "") for name in TEXT_KEYS}
    return Shipped(kind, key, texts, body, frozenset(body.get("metrics", ())))
