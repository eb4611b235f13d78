"""`field__among=ids`: one of many whole numbers, sent to the database as a single value.

With `field__in`, Django binds each number by itself: a thousand cost 5 to 10 ms to put together, send
and plan, and SQLite takes no more than 32,766.
"""

from django.db.models import Field, ForeignKey, Lookup


@ForeignKey.register_lookup
@Field.register_lookup
class Among(Lookup):
    """Takes any iterable of integers, empty ones included; for integer columns and foreign keys."""

    lookup_name = "among"
    prepare_rhs = False

    def __init__(self, column, numbers):
        super().__init__(column, ",".join(str(int(number)) for number in numbers))

    def as_postgresql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::bigint[])", [*params, f"{{{self.rhs}}}"]

    def as_sqlite(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        statement = f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608 our own column
        return statement, [*params, f"[{self.rhs}]"]
