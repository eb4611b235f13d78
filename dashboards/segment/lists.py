"""The list of accounts behind each figure, cell and mark of a segment's pages, as an address."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from book.past import SEGMENT, Past
from book.query import BookQuery


def book_url(**asked) -> str:
    return reverse("book") + BookQuery(**asked).url()


@dataclass(frozen=True)
class Lists:
    """Addresses for one segment, judged on `as_of` and compared with `since` (None: with no night).

    Of the latest night the list itself tells; of an earlier one what that night kept.
    """

    segment_key: str
    as_of: date
    is_latest: bool
    since: date | None = None

    def now(self, **asked) -> str:
        """Lead to accounts as they stand in the list."""
        return book_url(segment=(self.segment_key,), **asked)

    def on(self, night: date, question: str, level: str) -> str:
        """Lead to the accounts that stood so on a night."""
        return book_url(contract="all", was=(self._in(night), Past(night, question, level)))

    def standing(self, question: str, level: str) -> str:
        """Lead to the accounts that stand so on `as_of`."""
        if self.is_latest:
            return self.now(**{question: (level,)})
        return self.on(self.as_of, question, level)

    def moved(self, question: str, before: str, after: str) -> str:
        """Lead from one level on `since` to another on `as_of`."""
        was = (self._in(self.since), Past(self.since, question, before))
        if self.is_latest:
            return self.now(**{question: (after,)}, was=was)
        now = (self._in(self.as_of), Past(self.as_of, question, after))
        return book_url(contract="all", was=(*was, *now))

    def joined(self, question: str, after: str) -> str:
        """Lead to those who were not in the segment on `since`."""
        absent = self._in(self.since, is_not=True)
        if self.is_latest:
            return self.now(**{question: (after,)}, was=(absent,))
        now = (self._in(self.as_of), Past(self.as_of, question, after))
        return book_url(contract="all", was=(absent, *now))

    def left(self, question: str, before: str) -> str:
        """Lead to those who are no longer judged in the segment on `as_of`."""
        was = (
            self._in(self.since),
            Past(self.since, question, before),
            self._in(self.as_of, is_not=True),
        )
        return book_url(contract="all", was=was)

    def _in(self, night, *, is_not=False):
        return Past(night, SEGMENT, self.segment_key, is_not)
