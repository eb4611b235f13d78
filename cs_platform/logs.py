"""How the log looks: a readable line in development, one JSON object a line in production.

What people type and what customers' rows hold never gets there: a JSON line has the fields
named here and no other, and an error says of what kind it is and where it came up. Its own
words are left out, for they quote values; only those of the system and of connections stay.
"""

import logging.config
import traceback

from django.conf import settings
from django.db import InterfaceError, OperationalError
from kombu.exceptions import OperationalError as BrokerError
from pythonjsonlogger.json import JsonFormatter
from redis.exceptions import RedisError

from core.log_context import NAMES

FIELDS = frozenset(
    {
        *("at", "level", "logger", "message", "process", *NAMES),
        *("method", "path", "status", "ms", "seconds", "error", "stack"),
    }
)
# These tell of machines, not of people.
_PLAIN_SPOKEN = (OSError, OperationalError, InterfaceError, BrokerError, RedisError)
# Signs of life every few seconds, and answers that the line of the request tells as well.
_QUIET = {
    **dict.fromkeys(("celery.worker.strategy", "celery.app.trace", "celery.beat"), "ERROR"),
    "django.request": "ERROR",
    "axes": "WARNING",
    # Anybody may send any host name.
    "django.security.DisallowedHost": "CRITICAL",
}


class JsonLine(JsonFormatter):
    """One JSON object a line."""

    def __init__(self):
        super().__init__(
            "{levelname}{name}{message}{process}",
            style="{",
            rename_fields={"levelname": "level", "name": "logger"},
            timestamp="at",
            json_ensure_ascii=False,
        )

    def process_log_record(self, log_data):
        told = log_data.pop("exc_info", None) or {}
        found = {name: value for name, value in log_data.items() if name in FIELDS}
        return {"at": found.pop("at"), **found, **told}

    def formatException(self, exc_info):  # noqa: N802 the name is logging's
        error = exc_info[1]
        return {"error": " < ".join(map(_said, _causes(error))), "stack": _stack(error)}


def _causes(error):
    """Return an error and those that led to it."""
    found = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return found


def _said(error):
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    return f"{kind}: {error}".strip() if isinstance(error, _PLAIN_SPOKEN) else kind


def _stack(error):
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def logging_settings(*, level: str, is_json: bool) -> dict:
    """Return the settings of the log for `logging.config.dictConfig`."""
    quiet = {name: {"level": least} for name, least in _QUIET.items()} if is_json else {}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"context": {"()": "core.log_context.AddContext"}},
        "formatters": {
            "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
            "json": {"()": "cs_platform.logs.JsonLine"},
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "json" if is_json else "line",
                "filters": ["context"],
            }
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django would add a mail to the administrators, which nobody has set up.
            "django": {"handlers": [], "level": level, "propagate": True},
            # The line of the request says the same.
            "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
            **quiet,
        },
    }


def configure(**_):
    """Give a worker or scheduler the log of the settings instead of Celery's own."""
    logging.config.dictConfig(settings.LOGGING)
    logging.captureWarnings(True)
