"""Looking into the cluster from outside of Django, patient with a server that restarts."""

import time

import psycopg2

_DOWN = (psycopg2.OperationalError, psycopg2.InterfaceError)


class DatabaseDownError(Exception):
    """The server did not answer within the time one was ready to wait."""


class Database:
    """One database, a connection of its own for each look; waits `patience` seconds for the server."""

    def __init__(self, url, *, patience=60):
        self.url, self.patience = url, patience

    @property
    def name(self):
        return self.url.rpartition("/")[2]

    def rows(self, sql, *values):
        return self._do(lambda cursor: _fetch(cursor, sql, values))

    def value(self, sql, *values):
        return self.rows(sql, *values)[0][0]

    def execute(self, sql, *values):
        return self._do(lambda cursor: cursor.execute(sql, values or None))

    def copy_out(self, sql, stream):
        """Write the rows of a query to `stream` in COPY's text form."""
        self._do(lambda cursor: cursor.copy_expert(f"COPY ({sql}) TO STDOUT", stream))

    def _do(self, work):
        deadline = time.monotonic() + self.patience
        while True:
            try:
                return self._once(work)
            except _DOWN as error:
                if time.monotonic() >= deadline:
                    raise DatabaseDownError(str(error)) from error
                time.sleep(0.2)

    def _once(self, work):
        connection = psycopg2.connect(self.url, connect_timeout=5)
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                return work(cursor)
        finally:
            connection.close()


def _fetch(cursor, sql, values):
    cursor.execute(sql, values or None)
    return cursor.fetchall()
