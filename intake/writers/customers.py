"""Writing companies and accounts, and the history of who looked after them."""

from datetime import date

from accounts.models import (
    Account,
    AccountAlias,
    AttributeDefinition,
    Company,
    CompanyAlias,
    CsmSpan,
    Product,
    RankSpan,
    SeatsSpan,
)
from core.search import search_key
from intake.domain.attributes import attribute_value
from intake.domain.refusals import Refusal
from intake.notices import Notice
from intake.registry import account_columns

# What a first file says has held for as long as anybody asks.
ALWAYS = date(1970, 1, 1)
ONLY_PRODUCT = "main"


class CompanyWriter:
    """Writes batches of the companies dataset."""

    def __init__(self, context):
        self._source = context.source
        self.changed_from = {}

    def check(self, row):
        """Return what stands against the row: nothing."""
        return []

    def write(self, rows):
        aliases = CompanyAlias.objects.filter(source=self._source).select_related("company")
        known = {
            alias.value: alias.company
            for alias in aliases.filter(value__in=[row.values["company_id"] for row in rows])
        }
        tally = [0, 0, 0]
        for row in rows:
            name, company = row.values["name"], known.get(row.values["company_id"])
            if company is None:
                company_of(row.values["company_id"], name, self._source)
                tally[0] += 1
            elif company.name != name:
                company.name, company.search_key = name, search_key(name)
                company.save()
                tally[1] += 1
            else:
                tally[2] += 1
        return tally

    def notices(self):
        return []


def company_of(external_id, name, source):
    """Make a company, with its id where it has one."""
    company = Company.objects.create(name=name, search_key=search_key(name))
    if external_id:
        CompanyAlias.objects.create(source=source, value=external_id, company=company)
    return company


class AccountWriter:
    """Writes batches of the accounts dataset; changes hold from the day of the load."""

    def __init__(self, context):
        self._references, self._source, self._on = context.references, context.source, context.on
        self._header, self._kinds = context.header, context.kinds
        self._products = {each.key: each for each in Product.objects.all()}
        self._companies = {
            alias.value: alias.company_id
            for alias in CompanyAlias.objects.filter(source=context.source)
        }
        self._by_name = {}
        self._meant = {}
        self._new_products, self._new_attributes = [], []
        self.changed_from = {}

    def check(self, row):
        """Return refusals: a product must be named where there are several; segments must be known."""
        found = []
        if not row.values.get("product") and len(self._products) > 1:
            found.append(Refusal(row.line, "product", "product_needed", {}))
        for key, column in account_columns().items():
            text = row.values.get(key)
            if text and self._find(column, text) is None:
                name = self._header.name_of(key)
                found.append(Refusal(row.line, name, column.refusal_code, {"value": text}))
        return found

    def write(self, rows):
        """Write rows; returns (new, changed, unchanged)."""
        known = self._known(rows)
        new, tally, touched = [], [0, 0, 0], {}
        for row in rows:
            account = known.get(row.values["account_id"])
            if account is None:
                new.append((row, self._made(row)))
                tally[0] += 1
            else:
                is_changed = self._change(account, row)
                tally[1 if is_changed else 2] += 1
                touched[account.pk] = row
        self._create(new, touched)
        new_ids = {account.pk for _, account in new}
        moved = self._apply_columns(touched) - new_ids - self.changed_from.keys()
        self.changed_from |= dict.fromkeys(moved, ALWAYS)
        return tally[0], tally[1] + len(moved), tally[2] - len(moved)

    def _known(self, rows):
        ids = [row.values["account_id"] for row in rows]
        aliases = AccountAlias.objects.filter(source=self._source, value__in=ids)
        return {alias.value: alias.account for alias in aliases.select_related("account")}

    def _made(self, row):
        values = row.values
        account = Account(
            company_id=self._company(values),
            product=self._product(values.get("product") or ONLY_PRODUCT),
            attributes={},
        )
        self._assign(account, row)
        return account

    def _assign(self, account, row):
        values = row.values
        account.name, account.search_key = values["name"], search_key(values["name"])
        for name in ("branch", "plan", "rank"):
            if name in values:
                setattr(account, name, values[name] or "")
        if "seats" in values:
            account.seats = values["seats"]
        if "csm_email" in values:
            account.csm_id = self._references.member(values["csm_email"])
        written = {
            key: attribute_value(text, self._kinds[key]) for key, text in row.attributes.items()
        }
        account.attributes = {**account.attributes, **written}

    def _create(self, new, touched):
        accounts = Account.objects.bulk_create(account for _, account in new)
        AccountAlias.objects.bulk_create(
            AccountAlias(source=self._source, value=row.values["account_id"], account=account)
            for (row, _), account in zip(new, accounts, strict=True)
        )
        self._open_spans(accounts, ALWAYS)
        for (row, _), account in zip(new, accounts, strict=True):
            self._references.accounts[row.values["account_id"]] = account.pk
            touched[account.pk] = row

    def _open_spans(self, accounts, day):
        CsmSpan.objects.bulk_create(
            CsmSpan(account=each, csm_id=each.csm_id, from_on=day)
            for each in accounts
            if each.csm_id
        )
        SeatsSpan.objects.bulk_create(
            SeatsSpan(account=each, seats=each.seats, from_on=day)
            for each in accounts
            if each.seats is not None
        )
        RankSpan.objects.bulk_create(
            RankSpan(account=each, rank=each.rank, from_on=day) for each in accounts if each.rank
        )

    def _change(self, account, row):
        before = _state(account)
        self._assign(account, row)
        if _state(account) == before:
            return False
        account.save()
        for model, name in ((CsmSpan, "csm_id"), (SeatsSpan, "seats"), (RankSpan, "rank")):
            if getattr(account, name) != before[name]:
                self._move_span(model, name, account)
        self.changed_from[account.pk] = self._on
        return True

    def _move_span(self, model, name, account):
        spans = model.objects.filter(account=account, to_on=None)
        spans.filter(from_on__gte=self._on).delete()
        spans.update(to_on=self._on)
        value = getattr(account, name)
        if value not in (None, ""):
            model.objects.create(account=account, from_on=self._on, **{name: value})

    def _find(self, column, text):
        if (column.key, text) not in self._meant:
            self._meant[column.key, text] = column.find(text)
        return self._meant[column.key, text]

    def _apply_columns(self, touched):
        """Hand the columns that upper apps know to them; returns the accounts that they changed."""
        moved = set()
        for key, column in account_columns().items():
            found = {
                account_id: self._find(column, row.values[key])
                for account_id, row in touched.items()
                if row.values.get(key)
            }
            moved |= column.apply(found, on=self._on)
        return moved

    def _product(self, key):
        if key not in self._products:
            self._products[key] = Product.objects.create(key=key, name=key)
            self._new_products.append(key)
        return self._products[key]

    def _company(self, values):
        """Find the firm by its id or, without one, by its name in this file; else make it."""
        external_id, name = values.get("company_id"), values.get("company_name") or values["name"]
        if external_id:
            if external_id not in self._companies:
                self._companies[external_id] = company_of(external_id, name, self._source).pk
            return self._companies[external_id]
        if not values.get("company_name"):
            return company_of(None, name, self._source).pk
        if name not in self._by_name:
            self._by_name[name] = company_of(None, name, self._source).pk
        return self._by_name[name]

    def finish(self):
        """Register the file's further columns as attributes."""
        for key, kind in self._kinds.items():
            _, is_new = AttributeDefinition.objects.get_or_create(
                key=key, defaults={"type": kind.value, "name_en": key, "name_ja": key}
            )
            if is_new:
                self._new_attributes.append(key)

    def notices(self):
        made = {"new_products": self._new_products, "new_attributes": self._new_attributes}
        return [Notice(code, tuple(names)) for code, names in made.items() if names]


def _state(account):
    names = ("name", "branch", "plan", "rank", "seats", "csm_id")
    return {
        **{name: getattr(account, name) for name in names},
        "attributes": dict(account.attributes),
    }
