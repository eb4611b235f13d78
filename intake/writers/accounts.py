"""Writing accounts: what is new, what a row changed, and from which day that holds."""

from accounts.models import Account, AccountAlias, Product
from core.bulk import upsert, write_back
from core.search import search_key
from intake.checks.differences import in_text
from intake.domain.refusals import Refusal, excerpt
from intake.notices import Notice
from intake.registry import account_columns
from intake.writers.account_revisions import AccountRevisions
from intake.writers.attributes import Attributes
from intake.writers.companies import Companies, Meant
from intake.writers.histories import HISTORIES, move_spans, open_spans
from intake.writers.rows import Became

# Field of an account by the column that tells it.
COLUMNS = {
    **{name: name for name in ("name", "branch", "plan", "rank", "seats")},
    **{"csm_email": "csm_id", "company_id": "company_id", "company_name": "company_id"},
}
# The product of a house that names none.
ONLY_PRODUCT = "main"


class AccountWriter:
    """Writes batches of the accounts dataset; `changed_from` gathers the earliest changed day."""

    def __init__(self, context):
        self._context, self._references = context, context.references
        self._source, self._at, self._on = context.source, context.at, context.on
        self._revisions = context.revisions
        self._products = _products()
        self._product_of = dict(
            AccountAlias.objects.filter(source=context.source).values_list(
                "value", "account__product"
            )
        )
        known = set(self._products.values())
        self._needs_product = len(known) > 1
        self._only_product = next(iter(self._products), ONLY_PRODUCT)
        self._filled, self._meant, self._new_products = set(), {}, []
        self.changed_from = {}

    def check(self, row):
        """Return refusals: the product must be clear and stay as it is, segments be known."""
        self._filled.update(key for key, text in row.attributes.items() if text)
        found = [*self._references.repeated(row, self._context), *self._check_product(row)]
        for key, column in account_columns().items():
            text = row.values.get(key)
            if text and self._find(column, text) is None:
                name = self._context.header.name_of(key)
                params = {"value": excerpt(text)}
                found.append(Refusal(row.line, name, column.refusal_code, params))
        return found

    def place(self, row):
        return row.line

    def begin(self, kinds):
        """Look up what is there; once, inside the transaction."""
        self._products = _products()
        self._companies = Companies(self._source, self._revisions)
        self._attributes = Attributes(kinds, self._filled, self._revisions)

    def write(self, rows):
        """Write rows; returns what each became, in their order."""
        stored = self._stored(rows)
        pairs = [(stored.get(row.values["account_id"]), row) for row in rows]
        self._companies.make(filter(None, (_meant(account, row) for account, row in pairs)))
        self._make_products(rows)
        known = [pair for pair in pairs if pair[0]]
        with AccountRevisions(self._revisions, [account for account, _ in known]) as kept:
            changed = self._change(known)
            new = self._create([row for account, row in pairs if account is None])
            kept.add(account for account, _ in new)
            self._apply_columns({account.pk: row for account, row in new})
            moved = self._change_columns({account.pk: row for account, row in known})
        for account_id, day in moved.items():
            changed[account_id] = min(day, changed.get(account_id, day))
        self.changed_from |= changed
        return [_became(account, changed) for account, _ in pairs]

    def finish(self):
        """Register the file's further columns as attributes; returns notices."""
        made = [Notice("new_products", tuple(self._new_products))] if self._new_products else []
        return [*made, *self._attributes.register()]

    def _check_product(self, row):
        said = self._context.product
        named, used = row.values.get("product"), self._product_of.get(row.values["account_id"])
        if not named and not used and not said and self._needs_product:
            return [Refusal(row.line, "product", "product_needed")]
        meant = self._products.get(named) if named else said
        if used and (named or said) and meant != used:
            header = self._context.header
            name = header.name_of("product") if "product" in header.positions else "product"
            return [Refusal(row.line, name, "other_product", {"value": self._shown(row)})]
        return []

    def _shown(self, row):
        """Return the product that a row names, or the name of the one said for it."""
        names = {pk: name for name, pk in self._products.items()}
        return excerpt(row.values.get("product") or names[self._context.product])

    def _stored(self, rows):
        ids = [row.values["account_id"] for row in rows]
        aliases = AccountAlias.objects.filter(source=self._source, value__in=ids)
        return {each.value: each.account for each in aliases.select_related("account__company")}

    def _make_products(self, rows):
        for key in dict.fromkeys(map(self._product_named, rows)):
            if key and key not in self._products:
                self._products[key] = Product.objects.create(key=key, name=key).pk
                self._revisions.keep(Product, [((key,), None, {"name": key})])
                self._new_products.append(key)

    def _product_named(self, row):
        """Return what the row calls its product; nothing where one was said for such rows."""
        only = "" if self._context.product else self._only_product
        return row.values.get("product") or only

    def _create(self, rows):
        """Make accounts; returns them with their rows."""
        accounts = [self._assigned(Account(attributes={}), row) for row in rows]
        for account, row in zip(accounts, rows, strict=True):
            named = self._product_named(row)
            account.product_id = self._products[named] if named else self._context.product
        Account.objects.bulk_create(accounts)
        ids = [row.values["account_id"] for row in rows]
        named = sorted(zip(ids, (each.pk for each in accounts), strict=True))
        upsert(
            AccountAlias,
            ("source", "value", "account"),
            ((self._source, *pair) for pair in named),
            key=("source", "value"),
        )
        self._revisions.keep(
            AccountAlias,
            (((self._source, value), None, {"account": account}) for value, account in named),
        )
        open_spans(accounts, at=self._at)
        return list(zip(accounts, rows, strict=True))

    def _change(self, known):
        """Write what rows change of stored accounts; returns {account id: from when}."""
        changed, fields = {}, {}
        for account, row in known:
            before = _state(account)
            after = _state(self._assigned(account, row))
            for field in (name for name in before if before[name] != after[name]):
                changed[account.pk] = account
                fields.setdefault(field, []).append(account)
            self._note_differences(row, before, after)
        write_back(Account, changed.values(), list(fields))
        days = dict.fromkeys(changed, self._on)
        for field in HISTORIES.keys() & fields.keys():
            for account_id, day in move_spans(field, fields[field], at=self._at).items():
                days[account_id] = min(day, days[account_id])
        return days

    def _note_differences(self, row, before, after):
        context, named = self._context, self._references.in_words
        for column, field in COLUMNS.items():
            if before[field] != after[field]:
                context.note(row, column, before[field], after[field], named.get(field, in_text))
        was, now = before["attributes"], after["attributes"]
        for header, at in context.header.further.items() if was != now else ():
            if was.get(header) != now.get(header):
                context.differences.note(row.line, at, was.get(header), now.get(header))

    def _assigned(self, account, row):
        """Lay a row over an account; columns that the file lacks leave it as it is."""
        values = row.values
        meant = _meant(account if account.pk else None, row)
        if meant:
            account.company_id = self._companies.find(meant)
        account.name, account.search_key = values["name"], search_key(values["name"])
        for name in ("branch", "plan", "rank"):
            if name in values:
                setattr(account, name, values[name] or "")
        if "seats" in values:
            account.seats = values["seats"]
        if "csm_email" in values:
            account.csm_id = self._references.member(values["csm_email"])
        account.attributes = self._attributes.laid_over(account.attributes, row.attributes)
        return account

    def _find(self, column, text):
        if (column.key, text) not in self._meant:
            self._meant[column.key, text] = column.find(text)
        return self._meant[column.key, text]

    def _apply_columns(self, touched):
        """Hand the columns that upper apps know to them; returns {account id: from when}."""
        moved = {}
        for key, column in self._columns().items():
            found = {
                account_id: self._find(column, row.values[key])
                for account_id, row in touched.items()
                if row.values.get(key)
            }
            for account_id, day in column.apply(found, on=self._on).items():
                moved[account_id] = min(day, moved.get(account_id, day))
        return moved

    def _change_columns(self, touched):
        """Do so for accounts that were there before, and note what that changes of them."""
        before = {key: each.read(touched) for key, each in self._columns().items()}
        moved = self._apply_columns(touched)
        for key, column in self._columns().items():
            for account_id, now in column.read(moved).items():
                was = before[key].get(account_id)
                if was != now:
                    self._context.note(touched[account_id], key, was, now)
        return moved

    def _columns(self):
        """Return those columns of upper apps that the file has."""
        has = self._context.header.positions
        return {key: column for key, column in account_columns().items() if key in has}


def _became(account, changed):
    if account is None:
        return Became.NEW
    return Became.CHANGED if account.pk in changed else Became.UNCHANGED


def _products():
    """Return the id of every product by its key and by its name."""
    products = list(Product.objects.values_list("key", "name", "pk"))
    return {name: pk for _, name, pk in products} | {key: pk for key, _, pk in products}


def _meant(account, row):
    """Return the firm that a row means; None where the account stays with the firm it has."""
    external_id, name = row.values.get("company_id"), row.values.get("company_name")
    if external_id:
        return Meant("id", external_id, name or row.values["name"])
    if account is None:
        by, text = ("name", name) if name else ("own", row.values["account_id"])
        return Meant(by, text, name or row.values["name"])
    return Meant("name", name, name) if name and name != account.company.name else None


def _state(account):
    names = ("name", "search_key", "branch", "plan", "rank", "seats", "csm_id", "company_id")
    return {**{name: getattr(account, name) for name in names}, "attributes": account.attributes}
