"""What the cells of a file name: accounts, contacts, members. Found, or refused, or made."""

from collections import Counter
from functools import cached_property

from accounts.models import AccountAlias, Company, Contact
from core.models import Role, User, UserRole
from intake.domain.customer_columns import ACCOUNTS
from intake.domain.damaged_ids import DamagedIds
from intake.domain.refusals import Refusal, excerpt
from intake.loads.apart import own_ids_of
from intake.loads.merged_ids import OWN, MergedIds
from intake.notices import Notice

LONGEST_NAME = User._meta.get_field("name").max_length


class References:
    """Looks up names for one load and remembers what it found or had to make.

    Accounts are those known when the file is judged; members and contacts are looked up when the
    first is asked for, which is inside the load's transaction.
    """

    def __init__(self, source, revisions, *, unknown="unknown_account"):
        """`unknown` is the code of what is said of an account that is not known, "" for nothing."""
        self._source, self._revisions, self._unknown = source, revisions, unknown
        self.accounts = self._known()
        self._damaged = DamagedIds(tuple(self.accounts))
        counts = Counter(self.accounts.values())
        # Accounts by several ids, whose rows may come twice under different ones.
        self.merged = MergedIds(source)
        self._many_named = {account for account, ids in counts.items() if ids > 1}
        self._many_named |= {self.accounts[value] for value in self.merged}
        self._first_lines = {}
        self.named = set()
        self._new_members, self._unknown_contacts = [], set()

    def account(self, row):
        """Return the id of the account that a row is about."""
        return self.accounts[row.values["account_id"]]

    def check(self, row, context):
        """Return the refusals of a row whose account is not known, or that came by another id."""
        value = row.values["account_id"]
        if value in self.accounts:
            self.named.add(value)
        damage = None if value in self.accounts else self._damaged.of(value)
        if value in self.accounts or not (damage or self._unknown):
            return self.repeated(row, context)
        column = context.header.name_of("account_id")
        code, params = damage or (self._unknown, {"value": excerpt(value)})
        return [Refusal(row.line, column, code, params)]

    def look_again(self):
        """Take in the accounts that were made since."""
        self.accounts = self._known()

    def _known(self):
        aliases = AccountAlias.objects.filter(source=self._source)
        return dict(aliases.values_list("value", "account_id"))

    def repeated(self, row, context):
        """Return the refusal of a row that has the natural key of one before, by another id."""
        place = self._place(row, context)
        if place is None:
            return []
        if row.values["account_id"] in self.merged:
            self.merged.hear(place, OWN if context.dataset is ACCOUNTS else row.line)
            return []
        self.merged.give_way(place)
        first_line = self._first_lines.setdefault(place, row.line)
        if first_line == row.line:
            return []
        key = context.dataset.natural_key
        value = excerpt(", ".join(str(row.values[part]) for part in key))
        params = {"key": ", ".join(key), "first_line": first_line, "value": value}
        return [Refusal(row.line, context.header.name_of(key[-1]), "duplicate_key", params)]

    def counts(self, row, context):
        """Tell whether a row that was not refused is to be written; see `MergedIds`."""
        place = self._place(row, context)
        return place is None or self.merged.counts(row.values["account_id"], place, row.line)

    def moved(self, row, context):
        """Return a row with the ids of now; None where it says again what the master's own row says."""
        return self.merged.moved(row, own_ids_of(context.dataset))

    def note_laid(self, row):
        """Take note that a row changed what is stored."""
        self.merged.note_laid(row.values.get("account_id"))

    def _place(self, row, context):
        """Return the natural key by account, None where another id cannot bring it again."""
        key = context.dataset.natural_key
        value = row.values.get("account_id")
        account = self.accounts.get(value)
        if "account_id" not in key or account not in self._many_named:
            return None
        if value in self.merged and own_ids_of(context.dataset):
            return None
        values = {**row.values, "account_id": account}
        return tuple(values[part] for part in key)

    def contact(self, account_id, external_id):
        """Return the id of the contact, None where there is none of that id (a notice says so)."""
        if not external_id:
            return None
        found = self._contacts.get((account_id, external_id))
        if found is None:
            self._unknown_contacts.add(external_id)
        return found

    def member(self, email):
        """Return the id of the member; an unknown one is added, inactive and without a password."""
        if not email:
            return None
        if email not in self._members:
            name = email.split("@")[0][:LONGEST_NAME]
            user = User.objects.create_user(email=email, name=name, is_active=False)
            UserRole.objects.create(user=user, role=Role.CSM)
            self._revisions.keep(User, [((email,), None, {"name": name, "is_active": False})])
            self._revisions.keep(UserRole, [((user.pk, Role.CSM), None, {})])
            self._members[email] = user.pk
            self._new_members.append(email)
        return self._members[email]

    @cached_property
    def _members(self):
        return dict(User.objects.values_list("email", "pk"))

    @cached_property
    def _contacts(self):
        rows = Contact.objects.values_list("account_id", "external_id", "pk")
        return {(account, value): pk for account, value, pk in rows}

    @cached_property
    def in_words(self):
        """How a file names what rows refer to, by the field that does: functions of an id."""
        return {
            "account": self._alias_of,
            "contact": lambda pk: _text(Contact.objects.filter(pk=pk), "external_id"),
            "member": _email_of,
            "csm_id": _email_of,
            "company_id": lambda pk: _text(Company.objects.filter(pk=pk), "name"),
        }

    def _alias_of(self, account_id):
        aliases = AccountAlias.objects.filter(account=account_id)
        own = aliases.filter(source=self._source).order_by("pk")
        return _text(own, "value") or _text(aliases.order_by("pk"), "value")

    def notices(self):
        made = {
            "new_members": tuple(self._new_members),
            "unknown_contacts": tuple(sorted(self._unknown_contacts)),
        }
        found = [Notice(code, names) for code, names in made.items() if names]
        return [*found, *self.merged.notices()]


def _email_of(pk):
    return _text(User.objects.filter(pk=pk), "email")


def _text(rows, name):
    return rows.values_list(name, flat=True).first() or ""
