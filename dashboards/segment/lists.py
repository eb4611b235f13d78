"""The list of accounts behind each figure, cell and mark of a segment's pages, as an address."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import urlencode

from django.urls import get_script_prefix, reverse

from book.pair import AMOUNT
from book.past import ANY, SEGMENT, Past
from book.query import BookQuery
from engagement.domain.nps import DETRACTORS_TO, PROMOTERS_FROM
from metrics.selectors import KeyFeature

# What an account's night knew, for what a filter of the list asks today: the metric, and from where
# to where it lies, in whole numbers.
_NPS = {
    "promoter": f"{PROMOTERS_FROM}-10",
    "passive": f"{DETRACTORS_TO + 1}-{PROMOTERS_FROM - 1}",
    "detractor": f"0-{DETRACTORS_TO}",
}
_EVERY_DAY = 28


def book_url(**asked) -> str:
    return _book(get_script_prefix()) + BookQuery(**asked).url()


@lru_cache
def _book(_prefix):
    return reverse("book")


@dataclass(frozen=True)
class Lists:
    """Addresses for one segment, judged on `as_of` and compared with `since` (None: with no night).

    Of the latest night the list itself tells; of an earlier one what that night kept.
    """

    segment_key: str
    as_of: date
    is_latest: bool
    since: date | None = None

    @property
    def nights(self) -> str:
        """The query string by which the segment's other pages show the same nights."""
        asked = {"as_of": self.as_of, **({"since": self.since} if self.since else {})}
        return "?" + urlencode(asked)

    @property
    def arpa_url(self) -> str:
        return reverse("segment_arpa", args=[self.segment_key]) + self.nights

    def now(self, **asked) -> str:
        """Lead to accounts as they stand in the list, or as the earlier night `as_of` kept them."""
        if self.is_latest:
            return book_url(segment=(self.segment_key,), **asked)
        was = (self._in(self.as_of), *self._then(asked), *asked.get("was", ()))
        kept = {name: asked[name] for name in ("csm", "sort") if name in asked}
        return book_url(contract="all", was=was, **kept)

    def uses(self, feature: KeyFeature) -> str:
        """Lead to the accounts that used a feature within the window of the activity score."""
        if self.is_latest:
            return self.now(uses=feature.key)
        return self.now(was=(self._used(feature),))

    def lacks(self, feature: KeyFeature) -> str:
        if self.is_latest:
            return self.now(lacks=feature.key)
        return self.now(was=(self._used(feature, is_not=True),))

    def moved_way(self, question: str, way: str, **asked) -> str:
        """Lead to those who stood lower or higher on `since` than on `as_of`."""
        than = None if self.is_latest else self.as_of
        was = (self._in(self.since), Past(self.since, question, way, than=than))
        return self.now(was=was, **asked)

    @property
    def paid_now(self) -> str:
        """Lead to the accounts that paid on `as_of`."""
        return self.on(self.as_of, AMOUNT, ANY)

    @property
    def paid_then(self) -> str:
        """Lead to the accounts that paid on `since`."""
        return self.on(self.since, AMOUNT, ANY)

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
        if self.is_latest and after != ANY:
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

    def _then(self, asked):
        """Turn filters of the list into what the night `as_of` knew."""
        for question in ("band", "stage", "risk"):
            for level in asked.get(question, ()):
                yield Past(self.as_of, question, level)
        if "ends" in asked:
            yield Past(self.as_of, "days_to_end", f"0-{asked['ends']}")
        if "month" in asked:
            yield Past(self.as_of, "days_to_end", self._days_to(asked["month"]))
        answers = asked.get("nps", ())
        if answers == ("silent",):
            yield Past(self.as_of, "nps_answered_180", "0-0")
        elif answers:
            level = _NPS[answers[0]] if len(answers) == 1 else "0-10"
            yield Past(self.as_of, "nps_score", level)

    def _days_to(self, month):
        first = date.fromisoformat(f"{month}-01")
        final = first.replace(day=monthrange(first.year, first.month)[1])
        return f"{max((first - self.as_of).days, 0)}-{max((final - self.as_of).days, 0)}"

    def _used(self, feature, *, is_not=False):
        return Past(self.as_of, feature.metric, f"1-{_EVERY_DAY}", is_not)

    def _in(self, night, *, is_not=False):
        return Past(night, SEGMENT, self.segment_key, is_not)
