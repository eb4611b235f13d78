"""Writing companies, and finding or making the firms that rows mean."""

from typing import NamedTuple

from accounts.models import Company, CompanyAlias
from core.bulk import write_back
from core.search import search_key
from intake.writers.rows import Became


class Meant(NamedTuple):
    """The firm that a row means: by its id, by its name, or the account's own."""

    by: str
    text: str
    name: str


class Companies:
    """Firms by what rows call them; a firm known by id or name is the same in every file."""

    def __init__(self, source, revisions):
        self._source, self._revisions = source, revisions
        aliases = CompanyAlias.objects.filter(source=source)
        self._ids = {("id", value): pk for value, pk in aliases.values_list("value", "company_id")}
        # Of several firms of one name, the first one made.
        named = Company.objects.order_by("-pk").values_list("name", "pk")
        self._ids |= {("name", name): pk for name, pk in named}

    def find(self, meant):
        """Return the id of the firm, None where there is none."""
        return self._ids.get((meant.by, meant.text))

    def make(self, wanted):
        """Make those firms that are not there yet, each once, under the first name said."""
        new = {}
        for each in wanted:
            if self.find(each) is None:
                new.setdefault((each.by, each.text), each)
        companies = Company.objects.bulk_create(
            Company(name=each.name, search_key=search_key(each.name)) for each in new.values()
        )
        CompanyAlias.objects.bulk_create(
            CompanyAlias(source=self._source, value=text, company=company)
            for (by, text), company in zip(new, companies, strict=True)
            if by == "id"
        )
        for key, company in zip(new, companies, strict=True):
            self._ids[key] = company.pk
            self._ids.setdefault(("name", company.name), company.pk)
        self._keep(new, companies)

    def _keep(self, new, companies):
        self._revisions.keep(
            Company,
            [((each.pk,), None, _said_of(each)) for each in companies],
        )
        self._revisions.keep(
            CompanyAlias,
            [
                ((self._source, text), None, {"company": company.pk})
                for (by, text), company in zip(new, companies, strict=True)
                if by == "id"
            ],
        )


class CompanyWriter:
    """Writes batches of the companies dataset."""

    def __init__(self, context):
        self._context, self._source = context, context.source
        self._revisions = context.revisions
        self.changed_from = {}

    def check(self, row):
        """Return what stands against the row: nothing."""
        return []

    def place(self, row):
        return row.line

    def begin(self, kinds):
        """Look up what is there; once, inside the transaction."""
        self._companies = Companies(self._source, self._revisions)

    def write(self, rows):
        """Write rows; returns what each became, in their order."""
        meant = [Meant("id", row.values["company_id"], row.values["name"]) for row in rows]
        known = {each: self._companies.find(each) for each in meant}
        stored = Company.objects.in_bulk([pk for pk in known.values() if pk])
        self._companies.make(meant)
        became = [_became(stored.get(known[each]), each.name) for each in meant]
        self._confirm(meant, became)
        for row, each, kind in zip(rows, meant, became, strict=True):
            if kind is Became.CHANGED:
                self._context.note(row, "name", stored[known[each]].name, each.name)
        self._rename(
            (stored[known[each]], each.name)
            for each, kind in zip(meant, became, strict=True)
            if kind is Became.CHANGED
        )
        return became

    def finish(self):
        return []

    def _confirm(self, meant, became):
        known = [
            (self._source, each.text)
            for each, kind in zip(meant, became, strict=True)
            if kind is not Became.NEW
        ]
        self._revisions.confirm(CompanyAlias, known)

    def _rename(self, named):
        renamed, kept = [], []
        for company, name in named:
            before = _said_of(company)
            renamed.append(_renamed(company, name))
            kept.append(((company.pk,), before, _said_of(company)))
        write_back(Company, renamed, ["name", "search_key"])
        self._revisions.keep(Company, kept)


def _said_of(company):
    return {"name": company.name, "search_key": company.search_key}


def _became(stored, name):
    if stored is None:
        return Became.NEW
    return Became.UNCHANGED if stored.name == name else Became.CHANGED


def _renamed(company, name):
    company.name, company.search_key = name, search_key(name)
    return company
