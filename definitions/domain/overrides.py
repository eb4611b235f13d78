"""Laying a segment's own changes over a common body, so that what is not named stays common.

Never validates the result: the definition that the body belongs to reads it afterwards.
"""

from typing import Any

from definitions.domain.body import Node


def overlay(common: Any, change: Node) -> Any:
    """Give `common` with the changes made; neither is altered.

    Objects are changed part by part; a list of keyed entries is changed by an object `{"key of the
    entry": changes}`, where null leaves an entry out and a new key appends one; anything else is
    replaced whole. Raises DefinitionError when an entry to leave out is not there.
    """
    if not isinstance(change.value, dict):
        return change.value
    if isinstance(common, list):
        return _overlay_entries({entry["key"]: entry for entry in common}, change)
    if isinstance(common, dict):
        return {**common, **{key: overlay(common.get(key), part) for key, part in _named(change)}}
    return change.value


def _overlay_entries(entries: dict[str, Any], change: Node) -> list[Any]:
    for key, part in _named(change):
        if part.value is None and key not in entries:
            raise part.error("not_overridable", key=key)
        if part.value is not None and part.has("key"):
            raise part.error("unknown_key", key="key")
        entries[key] = overlay(entries.get(key, {"key": key}), part)
    return [entry for entry in entries.values() if entry is not None]


def _named(change: Node) -> list[tuple[str, Node]]:
    return [(key, change.child(key)) for key in change.value]
