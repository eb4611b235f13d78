"""Keeping how accounts and their histories were before a batch of the accounts file, and after it."""

from contextlib import ExitStack
from itertools import chain

from accounts.models import Account
from intake.registry import account_columns
from intake.undo.kept_models import histories

FIELDS = ("name", "search_key", "branch", "plan", "rank", "seats", "csm", "company", "attributes")
# What a file never changes: who made the account has made these as well.
OF_NEW = ("product", "merged_into")


class AccountRevisions:
    """Around the writing of a batch: `known` are its stored accounts, as they were read.

    What upper apps write of an account (registry) is read again at the end.
    """

    def __init__(self, revisions, known):
        self._revisions, self._known, self._new = revisions, known, []
        self._sets = tuple(chain.from_iterable(each.sets for each in account_columns().values()))
        self._before = {each.pk: _values(each, FIELDS + self._sets) for each in known}
        self._ids, self._stack = [each.pk for each in known], ExitStack()

    def add(self, accounts):
        """Tell of accounts that the batch makes."""
        self._new = list(accounts)
        self._ids += [each.pk for each in self._new]

    def __enter__(self):
        for model, owner in histories().items():
            if owner == "account":
                self._stack.enter_context(self._revisions.history(model, owner, self._ids))
        return self

    def __exit__(self, *error):
        self._stack.__exit__(*error)
        if error[0] is None:
            self._revisions.keep_rows(Account, self._written())

    def _written(self):
        names = FIELDS + self._sets
        now = Account.objects.only(*names, *OF_NEW).in_bulk(self._ids)
        for each in self._known:
            yield (each.pk,), self._before[each.pk], _values(now[each.pk], names)
        for each in self._new:
            yield (each.pk,), None, _values(now[each.pk], FIELDS + self._set_of_new(now[each.pk]))

    def _set_of_new(self, account):
        """A new account that no file placed is placed by the next night: nobody's edit."""
        return OF_NEW + tuple(name for name in self._sets if _values(account, [name])[name])


def _values(account, names):
    fields = map(account._meta.get_field, names)
    return {each.name: getattr(account, each.attname) for each in fields}
