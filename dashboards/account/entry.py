"""One dated thing in the story of an account."""

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Entry:
    """One dated thing: `kind` in words, what it was, who took part, and more text where there is some.

    `lane` is the key of the lane it belongs to; `tone` colours its mark where it is good or bad news;
    `tool` names another tool that it was kept in; `mark` is its own, by which a link leads to it; `url`
    leads to what a member wrote, with its history.
    """

    on: date
    icon: str
    kind: Any
    text: str
    who: str = ""
    body: str = ""
    lane: str = ""
    tone: str = ""
    tool: str = ""
    mark: str = ""
    url: str = ""

    @property
    def line(self) -> str:
        """Say it in one line."""
        tool = f"({self.tool})" if self.tool else ""
        return " ".join(filter(None, (str(self.kind), tool, self.text)))
