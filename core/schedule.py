"""What is due at an instant: a registry that the apps above fill, asked every minute.

A tick that is missed costs nothing: each entry asks the ledger what is not there yet.
"""

_entries = {}


def register(name, entry):
    """Have `entry(at)` called at every tick; called from an app's AppConfig."""
    _entries[name] = entry


def tick(*, at):
    for entry in _entries.values():
        entry(at)
