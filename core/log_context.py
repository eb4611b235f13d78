"""What every log line says of the work it belongs to: whose request, which run, which step."""

from contextlib import contextmanager
from contextvars import ContextVar
from logging import Filter
from types import MappingProxyType

NAMES = ("request_id", "user_id", "run_id", "step_id")
_known = ContextVar("log_context", default=MappingProxyType({}))


@contextmanager
def log_context(**ids):
    """Have the lines logged within the block carry these ids, among NAMES."""
    before = _known.set({**_known.get(), **ids})
    try:
        yield
    finally:
        _known.reset(before)


def add_to_log_context(**ids):
    """Have the lines logged until the end of the current block carry these ids too."""
    _known.set({**_known.get(), **ids})


class AddContext(Filter):
    """Write the ids onto each record; those that are not known stay off."""

    def filter(self, record):
        for name, value in _known.get().items():
            setattr(record, name, value)
        return True
