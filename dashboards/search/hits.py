"""What a search finds, as it is shown: groups of hits, each with a line that tells it from others."""

from dataclasses import dataclass
from typing import Any

from book.verdicts import Sign


@dataclass(frozen=True)
class Hit:
    """One thing found. `note` tells it from others of the same name, `pill` warns of what is over.

    `sign` is a judgement where the reader may see it; `is_sealed` where they may not.
    """

    url: str
    icon: str
    name: Any
    note: Any = ""
    pill: Any = ""
    sign: Sign | None = None
    is_sealed: bool = False


@dataclass(frozen=True)
class Group:
    """Hits of one kind, best first; `more_url` leads to all of them where there may be more."""

    key: str
    word: Any
    hits: list[Hit]
    more_url: str = ""
