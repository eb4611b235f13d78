"""`field__among=ids`: one of many whole numbers, sent to the database as a single value; and
`field__begins=text`: a beginning, exactly as it stands, that an index answers.

With `field__in`, Django binds each number by itself: a thousand cost 5 to 10 ms to put together, send
and plan, and SQLite takes no more than 32,766.
"""

from django.db.models import CharField, Field, ForeignKey, Lookup

# A range of which one row in so many is wanted is still read faster than row by row.
SPARSEST = 4


@ForeignKey.register_lookup
@Field.register_lookup
class Among(Lookup):
    """Takes any iterable of integers, empty ones included; for integer columns and foreign keys.

    On PostgreSQL numbers that lie close together are read as their range, and the others in it put
    aside: without statistics, as after a first load, it would take a long list for most of the table,
    and read all of it for every shard.
    """

    lookup_name = "among"
    prepare_rhs = False

    def __init__(self, column, numbers):
        numbers = [int(number) for number in numbers]
        self._range = _dense_range(numbers)
        super().__init__(column, ",".join(map(str, numbers)))

    def as_postgresql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        numbers = f"{{{self.rhs}}}"
        if self._range is None:
            return f"{column} = ANY(%s::bigint[])", [*params, numbers]
        # The sum keeps the list from being looked up in the index one by one.
        statement = f"({column} BETWEEN %s AND %s AND {column} + 0 = ANY(%s::bigint[]))"
        return statement, [*params, *self._range, *params, numbers]

    def as_sqlite(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        statement = f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608 our own column
        return statement, [*params, f"[{self.rhs}]"]


@CharField.register_lookup
class Begins(Lookup):
    """Takes a text that is not empty. For fields with `db_index`, whose index for LIKE PostgreSQL uses.

    SQLite's LIKE knows no case and therefore reads every row; there a range of its index is read.
    """

    lookup_name = "begins"
    prepare_rhs = False

    def as_postgresql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"{column}::text LIKE %s", [
            *params,
            connection.ops.prep_for_like_query(self.rhs) + "%",
        ]

    def as_sqlite(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        statement = f"({column} >= %s AND {column} < %s)"
        return statement, [*params, self.rhs, *params, _after(self.rhs)]


def _after(beginning):
    """Return the least text that is greater than all that begin so: no text holds its last sign."""
    return beginning + "\U0010ffff"


def _dense_range(numbers):
    """Return the least and the greatest of numbers that fill a quarter of what lies between, else None."""
    if not numbers:
        return None
    least, most = min(numbers), max(numbers)
    return [least, most] if most - least < SPARSEST * len(numbers) else None
