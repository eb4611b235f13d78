"""Texts that people wrote in two languages, in the reader's language."""

from django.utils.translation import get_language, pgettext


def localized(thing, field):
    """Return `thing.<field>_ja` or `_en` by the current language; the other one where it is empty."""
    own = "ja" if (get_language() or "").startswith("ja") else "en"
    other = "en" if own == "ja" else "ja"
    return getattr(thing, f"{field}_{own}") or getattr(thing, f"{field}_{other}")


def listed(texts):
    """Return texts one after the other, separated as the language separates them."""
    return pgettext("between listed things", ", ").join(str(text) for text in texts)


def noted(text, note):
    """Return a text with a note in brackets behind it."""
    return pgettext("a note behind a text", "%(text)s (%(note)s)") % {"text": text, "note": note}
