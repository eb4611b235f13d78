"""What is opened, in the words of its definition."""

from core.wording import localized
from dashboards.explain.parts import Meaning


def meaning_of(kind, version, *, anchor, texts=None) -> Meaning:
    """Return name and words of a definition's version, or of a part of it that has `texts` of its own."""
    source = texts or version
    return Meaning(
        kind=kind,
        name=localized(source, "name"),
        text=localized(source, "words"),
        anchor=anchor,
        version=version,
    )
