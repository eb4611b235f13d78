"""Accounts that are likely one customer: by name, firmer where their people share an e-mail domain.

Says how alike two names are and why. Never decides that two accounts are one: people do.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import combinations
from operator import attrgetter
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from core.search import bare_name, search_key
from intake.domain.name_parts import (
    first_letters,
    kana_in,
    kanji_in,
    likeness_key,
    numbers_in,
    places_in,
)
from intake.domain.near_keys import near_pairs

# Pairs below this are other customers.
LEAST: Final = 80
SAME, FOLDED, VARIANT = 100, 97, 94
SHARED_DOMAIN, ONE_PLACE = 8, -15
OTHER_PLACE = OTHER_NUMBER = -50
# 山田食品工業 and 山本食品工業 differ by one sign, and are two firms; so are サン電子化学 and ムーン電子化学.
OTHER_SIGN = OTHER_FIRST_LETTER = -20
# Shorter names become others by a single sign; below this ratio they are others anyway.
SHORTEST_MISTYPED, LEAST_RATIO = 6, 86
# Signs that are wrong, missing, too many or exchanged: one, and in a long name of letters two.
MOST_SLIPS, MOST_SLIPS_OF_LONG, LONG_NAME = 1, 2, 14
# A mistyped name keeps its beginning or its end.
EDGE = 3
# More accounts of one name than this are no pairs but a placeholder, and are paired with the first.
MOST_OF_ONE_NAME: Final = 20


class Reason(StrEnum):
    """How two names came to be taken for one."""

    SAME = "same"
    FOLDED = "folded"
    VARIANT = "variant"
    NEAR = "near"


@dataclass(frozen=True)
class Named:
    """An account by what it is called; `domains` are the e-mail domains of its people."""

    id: int
    name: str
    branch: str = ""
    domains: frozenset[str] = frozenset()

    @cached_property
    def search(self) -> str:
        return search_key(self.name)

    @cached_property
    def bare(self) -> str:
        return bare_name(f"{self.name} {self.branch}")

    @cached_property
    def key(self) -> str:
        return likeness_key(self.bare)

    @cached_property
    def places(self) -> frozenset[str]:
        return places_in(self.bare)

    @cached_property
    def numbers(self) -> frozenset[str]:
        return numbers_in(self.bare)


@dataclass(frozen=True)
class Pair:
    """Two accounts, the lower id first; `likeness` 0 to 100.

    `shared_domains` made it firmer; `other_places` holds the places that only one of them names.
    """

    first: int
    second: int
    likeness: int
    reason: Reason
    shared_domains: tuple[str, ...] = ()
    other_places: tuple[str, ...] = ()


def likely_pairs(accounts: Sequence[Named]) -> list[Pair]:
    """Return all pairs that are likely one customer, the likeliest first.

    All accounts are of one product. 100,000 names take some ten seconds and 300 MB, in proportion.
    """
    accounts = sorted(accounts, key=attrgetter("id"))
    by_id = {each.id: each for each in accounts}
    found = {}
    for first, second in _candidates(accounts):
        pair = judge(by_id[min(first, second)], by_id[max(first, second)])
        if pair:
            found[pair.first, pair.second] = pair
    return sorted(found.values(), key=lambda pair: (-pair.likeness, pair.first, pair.second))


def judge(one: Named, other: Named) -> Pair | None:
    """Say how alike two accounts are; None where they are other customers."""
    reason, likeness = _by_name(one, other)
    if reason is None:
        return None
    likeness += _by_place(one, other)
    likeness += OTHER_NUMBER if one.numbers != other.numbers else 0
    shared = one.domains & other.domains
    if shared and one.places == other.places:
        likeness = max(likeness, min(99, likeness + SHARED_DOMAIN))
    if likeness < LEAST:
        return None
    places = tuple(sorted(one.places ^ other.places))
    return Pair(one.id, other.id, likeness, reason, tuple(sorted(shared)), places)


def _by_name(one, other):
    if one.name == other.name:
        return Reason.SAME, SAME
    if one.search == other.search:
        return Reason.FOLDED, FOLDED
    if one.key == other.key:
        return Reason.VARIANT, VARIANT
    if min(len(one.key), len(other.key)) < SHORTEST_MISTYPED:
        return None, 0
    is_long = len(one.key) >= LONG_NAME and one.key.isascii()
    slips = MOST_SLIPS_OF_LONG if is_long else MOST_SLIPS
    ratio = round(fuzz.ratio(one.key, other.key))
    if ratio < LEAST_RATIO or OSA.distance(one.key, other.key) > slips:
        return None, 0
    return Reason.NEAR, ratio + _other_words(one, other)


def _other_words(one, other):
    """Weaken what a typing error does not explain: another sign for one, another word's beginning."""
    is_other = kanji_in(one.key) != kanji_in(other.key)
    if len(one.key) == len(other.key):
        is_other |= sorted(kana_in(one.key)) != sorted(kana_in(other.key))
    letters, others = first_letters(one.name), first_letters(other.name)
    begins_otherwise = len(letters) == len(others) and sorted(letters) != sorted(others)
    return OTHER_SIGN * is_other + OTHER_FIRST_LETTER * begins_otherwise


def _by_place(one, other):
    if one.places == other.places:
        return 0
    return OTHER_PLACE if one.places and other.places else ONE_PLACE


def _candidates(accounts) -> Iterator[tuple[int, int]]:
    """Give pairs of ids worth judging, some of them more than once."""
    for key in (lambda each: each.search, lambda each: each.key):
        yield from _of_one_key(accounts, key)
    yield from _near(accounts)


def _of_one_key(accounts, key):
    groups = defaultdict(list)
    for each in accounts:
        groups[key(each)].append(each.id)
    for ids in groups.values():
        if len(ids) <= MOST_OF_ONE_NAME:
            yield from combinations(ids, 2)
        else:
            yield from ((ids[0], each) for each in ids[1:])


def _near(accounts):
    """Give pairs whose keys are a slip or two apart, by the first account of each key."""
    first_of = {}
    for each in accounts:
        if len(each.key) >= SHORTEST_MISTYPED:
            first_of.setdefault(each.key, each)
    yield from _slipped(first_of, MOST_SLIPS)
    # The other one of two may be shorter by what is missing.
    shortest = LONG_NAME - MOST_SLIPS_OF_LONG
    long = {key: each for key, each in first_of.items() if len(key) >= shortest and key.isascii()}
    yield from _slipped(long, MOST_SLIPS_OF_LONG)


def _slipped(first_of, slips):
    """Give pairs of one kind: other numbers are another customer's, and never a slip."""
    keys, numbers = list(first_of), {}
    kinds = [numbers.setdefault(each.numbers, len(numbers)) for each in first_of.values()]
    for one, other in near_pairs(keys, kinds, slips).tolist():
        if _keeps_an_edge(keys[one], keys[other]):
            yield first_of[keys[one]].id, first_of[keys[other]].id


def _keeps_an_edge(one, other):
    return one[:EDGE] == other[:EDGE] or one[-EDGE:] == other[-EDGE:]
