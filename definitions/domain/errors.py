"""What can be wrong in the body of a definition, as codes that a page turns into a sentence."""

from dataclasses import dataclass
from typing import Any, Final


def gettext_noop(text: str) -> str:
    """Mark a text for the message catalogues; the reader's language is known only to the page."""
    return text


MESSAGES: Final[dict[str, str]] = {
    "not_object": gettext_noop("An object with named parts is expected here."),
    "not_list": gettext_noop("A list is expected here."),
    "not_text": gettext_noop("A text is expected here."),
    "not_integer": gettext_noop("A whole number is expected here."),
    "not_number": gettext_noop("A number is expected here."),
    "too_precise": gettext_noop("At most four decimals can be kept."),
    "unknown_key": gettext_noop("“%(key)s” is not a part that is known here."),
    "missing_key": gettext_noop("“%(key)s” is missing."),
    "bad_key": gettext_noop(
        "A key is made of lower-case letters, digits and underscores, and starts with a letter."
    ),
    "duplicate_key": gettext_noop("The key “%(key)s” is used twice."),
    "empty": gettext_noop("At least one entry is needed."),
    "too_many": gettext_noop("At most %(most)s entries are allowed; there are %(count)s."),
    "unknown_choice": gettext_noop("“%(value)s” is not one of: %(choices)s."),
    "out_of_range": gettext_noop("The number must lie between %(least)s and %(most)s."),
    "weights_sum": gettext_noop("The weights sum to %(sum)s; they must sum to 100."),
    "too_few_points": gettext_noop("At least two points are needed to draw a line."),
    "points_order": gettext_noop("The points must stand in ascending order, each value once."),
    "bands_cross": gettext_noop("The bound of “healthy” must lie above the bound of “caution”."),
    "metrics_differ": gettext_noop(
        "The metric versions named must be those of the metrics used: %(metrics)s."
    ),
    "unknown_metric": gettext_noop("“%(key)s” is not a metric of the glossary."),
    "circular": gettext_noop("A metric cannot be derived from itself: %(circle)s."),
    "not_overridable": gettext_noop(
        "“%(key)s” is not part of the common definition, so it cannot be left out."
    ),
    "stage_names": gettext_noop("The stages must be, in this order: %(stages)s."),
    "order_differs": gettext_noop("The order must name every entry exactly once."),
    "entry_conditions": gettext_noop(
        "The first stage has no conditions: every account starts there."
    ),
}


WARNINGS: Final[dict[str, str]] = {
    "adds_nothing": gettext_noop("Whoever reaches the stage “%(stage)s” already meets this."),
    "never_holds": gettext_noop("Whoever keeps the conditions of “%(stage)s” never meets this."),
}


class DefinitionError(ValueError):
    """A body that cannot be used: `path` says where, `code` and `params` say why.

    `str(error)` is English, for logs; a page shows `gettext(error.template) % error.params`.
    """

    def __init__(self, path: str, code: str, **params: Any) -> None:
        self.path, self.code, self.params = path, code, params
        super().__init__(f"{path or 'body'}: {self.template % params}")

    @property
    def template(self) -> str:
        return MESSAGES[self.code]

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self.path, self.code, self.params)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a body may say but probably should not: `path` says where, as in an error."""

    path: str
    code: str
    params: dict[str, Any]

    @property
    def template(self) -> str:
        return WARNINGS[self.code]


def _rebuild(path: str, code: str, params: dict[str, Any]) -> DefinitionError:
    return DefinitionError(path, code, **params)
