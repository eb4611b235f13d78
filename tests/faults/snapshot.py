"""What a run left behind, as text: natural keys and values, no surrogate id, no time of writing."""

import hashlib
import io
from dataclasses import dataclass

# Table -> its natural key, by which its rows are ordered.
KEYS = {
    "metrics_accountnight": ("account_id", "night", "lane"),
    "stages_stagespan": ("account_id", "lane", "from_on"),
    "stages_pathpoint": ("account_id", "lane"),
    "segments_segmentspan": ("account_id", "from_on", "segment_id", "to_on"),
    "segments_rulespan": ("account_id", "from_on", "segment_key", "to_on"),
    "segments_segmentproposal": ("account_id", "proposed_on", "state", "proposed_id"),
    "book_accountstatus": ("account_id",),
    "book_accountfigures": ("status_id",),
    "accounts_account": ("company_id",),
    "engagement_factchange": ("account_id", "earliest_day"),
    "intake_datafinding": ("kind", "fingerprint"),
    "intake_qualityday": ("measure", "subject", "day"),
    "nightly_quarantine": ("run_id", "account_id"),
    "core_run": ("kind", "business_date", "key"),
    "core_step": ("run_id", "name", "shard"),
}
_RUN = "(SELECT concat_ws('/', kind, business_date, key) FROM core_run WHERE id = t.{})"
# Column -> what stands for it; by what other tables call the row, or without how long it took.
NATURAL = {
    **dict.fromkeys(
        ("account_id", "status_id"),
        "(SELECT value FROM accounts_accountalias WHERE account_id = t.{} LIMIT 1)",
    ),
    "company_id": "(SELECT value FROM accounts_companyalias WHERE company_id = t.{} LIMIT 1)",
    "registry_id": "(SELECT fingerprint FROM metrics_metricregistry WHERE id = t.{})",
    "team_id": "(SELECT key FROM accounts_team WHERE id = t.{})",
    "product_id": "(SELECT key FROM accounts_product WHERE id = t.{})",
    "run_id": _RUN,
    **dict.fromkeys(
        ("segment_id", "current_id", "proposed_id"),
        "(SELECT key FROM segments_segment WHERE id = t.{})",
    ),
    **dict.fromkeys(
        ("csm_id", "decided_by_id", "requested_by_id"),
        "(SELECT email FROM core_user WHERE id = t.{})",
    ),
    "summary": "(t.{} - 'seconds')",
    "counts": "(t.{} - 'seconds')",
}
# Only the nights: what a test asks for beside them to see signs of life is counted there.
SCOPES = {
    "core_run": "kind = 'nightly'",
    "core_step": "run_id IN (SELECT id FROM core_run WHERE kind = 'nightly')",
}
COUNTED_TOGETHER = {"core_run", "core_step", "intake_qualityday", "nightly_quarantine"}
WRITTEN_AT = {
    *("known_at", "decided_at", "created_at", "started_at", "finished_at", "rung_at", "loaded_at"),
}
# How the work went, not what it came to.
ON_THE_WAY = {"id", "attempts", "lease_token", "lease_until"}


@dataclass(frozen=True)
class Snapshot:
    """One text per table."""

    texts: dict[str, bytes]

    @property
    def digests(self):
        return {name: hashlib.sha256(text).hexdigest() for name, text in self.texts.items()}

    def differences(self, other):
        """Say for each table that is not the same where it first differs; empty when all are equal."""
        return [
            f"{name}: {_first_difference(self.texts[name], other.texts[name])}"
            for name, digest in self.digests.items()
            if digest != other.digests[name]
        ]

    def without(self, account):
        """Leave out the rows of one account, and the rows that count all of them together."""
        return Snapshot(
            {
                name: b"\n".join(
                    line for line in text.splitlines() if account.encode() not in line.split(b"\t")
                )
                for name, text in self.texts.items()
                if name not in COUNTED_TOGETHER
            }
        )

    def describe(self):
        """Return a line for each table: its rows and the start of its digest."""
        digests = self.digests
        return "; ".join(
            f"{name} {len(text.splitlines())} rows {digests[name][:12]}"
            for name, text in self.texts.items()
        )


def snapshot(database, keys=KEYS):
    return Snapshot({name: _text(database, name, key) for name, key in keys.items()})


def _text(database, table, key):
    columns = [
        column
        for (column,) in database.rows(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = %s AND table_schema = 'public' ORDER BY ordinal_position",
            table,
        )
        if column not in WRITTEN_AT | ON_THE_WAY
    ]
    values = {column: NATURAL.get(column, "t.{}").format(f'"{column}"') for column in columns}
    order = ", ".join(values[column] for column in key)
    out = io.BytesIO()
    database.copy_out(
        f"SELECT {', '.join(values.values())} FROM {table} t"  # noqa: S608
        f" WHERE {SCOPES.get(table, 'true')} ORDER BY {order}",
        out,
    )
    return out.getvalue()


def _first_difference(mine, other):
    left, right = mine.splitlines(), other.splitlines()
    for number, (a, b) in enumerate(zip(left, right, strict=False), start=1):
        if a != b:
            return f"row {number}: {_around(a, b)}"
    return f"{len(left)} and {len(right)} rows"


def _around(mine, other):
    left, right = mine.split(b"\t"), other.split(b"\t")
    for place, (a, b) in enumerate(zip(left, right, strict=True)):
        if a != b:
            return f"{left[:2]} column {place}: {a[:200]!r} and {b[:200]!r}"
    return "equal"
