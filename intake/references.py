"""What the cells of a file name: accounts, contacts, members. Found, or refused, or made."""

from accounts.models import AccountAlias, Contact
from core.models import Role, User, UserRole
from intake.domain.refusals import Refusal
from intake.notices import Notice


class References:
    """Looks up names for one load and remembers what it found or had to make."""

    def __init__(self, source):
        self.accounts = dict(
            AccountAlias.objects.filter(source=source).values_list("value", "account_id")
        )
        self._members = dict(User.objects.values_list("email", "pk"))
        self._contacts = None
        self._new_members, self._unknown_contacts = [], set()

    def account(self, row, column_name):
        """Return (account id, None) or (None, the refusal)."""
        value = row.values["account_id"]
        found = self.accounts.get(value)
        if found is not None:
            return found, None
        return None, Refusal(row.line, column_name, "unknown_account", {"value": value})

    def contact(self, account_id, external_id):
        """Return the id of the contact, None where there is none of that id (a notice says so)."""
        if not external_id:
            return None
        if self._contacts is None:
            rows = Contact.objects.values_list("account_id", "external_id", "pk")
            self._contacts = {(account, value): pk for account, value, pk in rows}
        found = self._contacts.get((account_id, external_id))
        if found is None:
            self._unknown_contacts.add(external_id)
        return found

    def member(self, email):
        """Return the id of the member; an unknown one is added, inactive and without a password."""
        if not email:
            return None
        if email not in self._members:
            user = User.objects.create_user(email=email, name=email.split("@")[0], is_active=False)
            UserRole.objects.create(user=user, role=Role.CSM)
            self._members[email] = user.pk
            self._new_members.append(email)
        return self._members[email]

    def notices(self):
        made = {
            "new_members": tuple(self._new_members),
            "unknown_contacts": tuple(sorted(self._unknown_contacts)),
        }
        return [Notice(code, names) for code, names in made.items() if names]
