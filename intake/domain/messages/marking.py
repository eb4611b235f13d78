"""Marking texts for translation where nothing of Django may be imported."""


def gettext_noop(message: str) -> str:
    """Mark a text for the message catalogue, under the name that extraction looks for."""
    return message


def ngettext_lazy(one: str, many: str) -> tuple[str, str]:
    """Mark a text for one and for several, under the name that extraction looks for."""
    return one, many
