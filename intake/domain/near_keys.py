"""Keys that a slip or two make of one another, found without comparing each with each.

A sign that is wrong, missing, too many or exchanged with its neighbour no longer tells two keys apart
once a sign is left out of either; after two slips, once two signs are. So what is left of every key is
looked up among what is left of the others. Pairs come with some that are further apart: whoever asks
judges them.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

# So many leftovers are looked through at once, each of 16 bytes.
MOST_AT_ONCE: Final = 2_000_000
# More keys than this that are one but for the same sign are numbered, not mistyped.
MOST_ALIKE: Final = 50

_BLOCK = 500_000
_BASE = 0x9E3779B97F4A7C15
_MIXED = 0xBF58476D1CE4E5B9
Pairs = NDArray[np.int64]


def near_pairs(keys: Sequence[str], kinds: Sequence[int], slips: int) -> Pairs:
    """Return the places (rows of two, ascending) of keys of one kind that so many slips may tell apart.

    `slips` is 1 or 2. More than MOST_ALIKE keys that are one without the same sign are not
    paired by it.
    """
    if len(keys) < 2:
        return np.empty((0, 2), np.int64)
    by_length = defaultdict(list)
    for place, key in enumerate(keys):
        by_length[len(key)].append(place)
    left = sum(len(places) * _count(length, slips) for length, places in by_length.items())
    parts = -(-left // MOST_AT_ONCE)
    found = [_pairs_of(keys, kinds, by_length, slips, (part, parts)) for part in range(parts)]
    return np.unique(np.concatenate(found), axis=0)


def _count(length: int, slips: int) -> int:
    """Say how many leftovers a key of a length has, itself among them."""
    return 1 + length + (length * (length - 1) // 2 if slips == 2 else 0)


def _pairs_of(keys, kinds, by_length, slips, part) -> Pairs:
    """Find the pairs among the leftovers whose hash belongs to one part of all."""
    hashes, places = [], []
    for length, members in by_length.items():
        rows = max(_BLOCK // _count(length, slips), 1)
        for start in range(0, len(members), rows):
            some = members[start : start + rows]
            for left in _leftovers(keys, kinds, some, length, slips):
                here = left % np.uint64(part[1]) == part[0]
                hashes.append(left[here])
                places.append(np.array(some, np.int64)[np.nonzero(here)[0]])
    return _sharing(np.concatenate(hashes), np.concatenate(places))


def _leftovers(keys, kinds, some, length, slips) -> Iterator[NDArray[np.uint64]]:
    """Give the hashes of what is left of each key, a row each: all of it, without a sign, without two."""
    text = "".join(keys[place] for place in some).encode("utf-32-le", "surrogatepass")
    signs = np.frombuffer(text, "<u4").reshape(len(some), length).astype(np.uint64)
    signs = (signs + np.uint64(1)) * np.uint64(_MIXED)
    signs ^= signs >> np.uint64(29)
    powers = np.array([pow(_BASE, at, 1 << 64) for at in range(length)], np.uint64)
    sums = np.zeros((len(some), length + 1), np.uint64)
    np.cumsum(signs * powers, axis=1, out=sums[:, 1:])
    sums += np.array([[kinds[place]] for place in some], np.uint64) * np.uint64(_MIXED)
    final = sums[:, length:]
    yield final
    # What follows a sign that is left out moves to its place.
    once, twice = (np.uint64(pow(_BASE, -times, 1 << 64)) for times in (1, 2))
    yield sums[:, :-1] + (final - sums[:, 1:]) * once
    if slips == 2:
        one, other = np.triu_indices(length, 1)
        between = (sums[:, other] - sums[:, one + 1]) * once
        yield sums[:, one] + between + (final - sums[:, other + 1]) * twice


def _sharing(hashes, places) -> Pairs:
    """Return the pairs of places that share a hash."""
    order = np.argsort(hashes)
    hashes, places = hashes[order], places[order]
    same = hashes[1:] == hashes[:-1]
    is_shared = np.zeros(len(hashes), bool)
    is_shared[1:] = same
    is_shared[:-1] |= same
    hashes, places = hashes[is_shared], places[is_shared]
    # A key with the same sign twice leaves the same twice.
    order = np.lexsort((places, hashes))
    hashes, places = hashes[order], places[order]
    is_first = np.ones(len(hashes), bool)
    is_first[1:] = (hashes[1:] != hashes[:-1]) | (places[1:] != places[:-1])
    hashes, places = hashes[is_first], places[is_first]
    _, runs = np.unique(hashes, return_counts=True)
    is_few = np.repeat((runs > 1) & (runs <= MOST_ALIKE), runs)
    hashes, places = hashes[is_few], places[is_few]
    found = [np.empty((0, 2), np.int64)]
    for step in range(1, min(MOST_ALIKE, len(hashes))):
        both = np.flatnonzero(hashes[step:] == hashes[:-step])
        if not len(both):
            break
        found.append(np.column_stack((places[both], places[both + step])))
    return np.unique(np.concatenate(found), axis=0)
