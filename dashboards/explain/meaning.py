"""What is opened, in the words of its definition, in both languages."""

from django.utils.translation import get_language

from core.wording import localized
from dashboards.explain.parts import Meaning


def meaning_of(kind, version, *, anchor, texts=None) -> Meaning:
    """Return name and words of a definition's version, or of a part of it that has `texts` of its own."""
    source = texts or version
    other = "en" if (get_language() or "").startswith("ja") else "ja"
    return Meaning(
        kind=kind,
        name=localized(source, "name"),
        text=localized(source, "words"),
        other=getattr(source, f"words_{other}"),
        other_language=other,
        anchor=anchor,
        version=version,
    )
