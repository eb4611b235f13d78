"""Ten accounts that no night should stumble over: what is done to each, and whether it must be named."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Poison:
    """`sql` spoils one account; `is_named`: it cannot be judged, and is left out by name."""

    name: str
    sql: str
    is_named: bool


POISONS = [
    Poison(
        "a month that was cut",
        "UPDATE engagement_usagemonth"
        " SET facts = substring(facts from 1 for length(facts) - 5)"
        " WHERE account_id = {account} AND month = '2026-03-01'",
        is_named=True,
    ),
    Poison(
        "a month of noise",
        "UPDATE engagement_usagemonth"
        " SET facts = decode(repeat('f00dfeedbeef0badc0ffee', 40), 'hex')"
        " WHERE account_id = {account} AND month = '2026-03-01'",
        is_named=True,
    ),
    Poison(
        "usage that fits no number",
        "UPDATE engagement_usagemonth SET facts = decode('010005ffffffffffffff7f'"
        " || '010006ffffffffffffff7f' || '010007ffffffffffffff7f', 'hex')"
        " WHERE account_id = {account} AND month = '2026-03-01'",
        is_named=True,
    ),
    Poison(
        "attributes that are a list",
        "UPDATE accounts_account SET attributes = '[1, 2]' WHERE id = {account}",
        is_named=True,
    ),
    Poison(
        "a contract to the end of time",
        "UPDATE accounts_contract SET ends_on = '9999-12-31' WHERE account_id = {account}",
        is_named=True,
    ),
    Poison(
        "more money than there is",
        "UPDATE accounts_contract SET annual_amount = 999999999999.99, currency = 'XXX'"
        ' WHERE account_id = {account}; INSERT INTO accounts_exchangerate (currency, "on", yen)'
        " VALUES ('XXX', '2020-01-01', 99999999)",
        is_named=True,
    ),
    Poison(
        "an attribute of 1e300",
        "UPDATE accounts_account SET attributes = jsonb_build_object('sites', 1e300)"
        " WHERE id = {account}",
        is_named=False,
    ),
    Poison(
        "ten million signs of text",
        "UPDATE accounts_account SET attributes = jsonb_build_object('note', repeat('x', 10000000))"
        " WHERE id = {account}; UPDATE engagement_activity SET body = repeat('長', 3000000)"
        " WHERE account_id = {account}; UPDATE engagement_npsinvitation"
        " SET comment = repeat('長', 3000000) WHERE account_id = {account}",
        is_named=False,
    ),
    Poison(
        "a million contacts",
        "INSERT INTO accounts_contact (account_id, external_id, name, email, title)"
        " SELECT {account}, 'Z' || n, 'Z', '', '' FROM generate_series(1, 1000000) n;"
        " INSERT INTO accounts_contactrolespan (contact_id, role, from_on, known_at)"
        " SELECT id, 'sponsor', '2026-01-01', now() FROM accounts_contact"
        " WHERE account_id = {account} AND external_id LIKE 'Z%'",
        is_named=False,
    ),
    Poison(
        "days in the wrong order",
        "UPDATE engagement_ticket SET closed_on = opened_on - 3000 WHERE account_id = {account};"
        " UPDATE engagement_npsinvitation SET responded_on = invited_on - 300, score = 32767"
        " WHERE account_id = {account}; UPDATE accounts_contactrolespan SET to_on = from_on - 99"
        " WHERE contact_id IN (SELECT id FROM accounts_contact WHERE account_id = {account})",
        is_named=False,
    ),
]
