"""docker-compose.yml as the engine would read it: merged, and with the variables filled in."""

import re

import yaml
from django.conf import settings

FILE = settings.BASE_DIR / "docker-compose.yml"
_VARIABLE = re.compile(r"\$\$|\$\{(?P<name>\w+)(?::(?P<kind>[?-])(?P<text>[^}]*))?\}")


class VariableMissingError(Exception):
    """A variable that must be given is not; the message is what compose would print."""


def plain():
    """Return the file as it stands."""
    return yaml.safe_load(FILE.read_text())


def filled_in(given):
    """Return the file with `${NAME}`, `${NAME:-default}` and `${NAME:?sentence}` filled in."""
    return _filled(plain(), given)


def _filled(part, given):
    if isinstance(part, dict):
        return {key: _filled(value, given) for key, value in part.items()}
    if isinstance(part, list):
        return [_filled(value, given) for value in part]
    return _text(part, given) if isinstance(part, str) else part


def _text(text, given):
    def value(match):
        name, kind, rest = match["name"], match["kind"], match["text"]
        if name is None:
            return "$"
        if given.get(name):
            return given[name]
        if kind == "?":
            raise VariableMissingError(f"{name}: {rest}")
        return rest or ""

    return _VARIABLE.sub(value, text)


def variables():
    """Return {name: (kind, text)} of every variable that the file asks for."""
    found = _VARIABLE.finditer(FILE.read_text())
    return {match["name"]: (match["kind"], match["text"]) for match in found if match["name"]}
