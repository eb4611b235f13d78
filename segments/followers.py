"""Who follows a move that was decided on: upper apps register from their AppConfig."""

from collections.abc import Callable, Collection

_followers: list[Callable[[Collection[int]], object]] = []


def register(follow: Callable[[Collection[int]], object]) -> None:
    """Have `follow(account ids)` called within the transaction that moves them."""
    _followers.append(follow)


def follow_move(account_ids: Collection[int]) -> None:
    for follow in _followers:
        follow(account_ids)
