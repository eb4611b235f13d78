"""What is due at an instant: a registry that the apps above fill, asked every minute.

A tick that is missed costs nothing: each entry asks the ledger what is not there yet.
"""

import logging

log = logging.getLogger(__name__)
_entries = {}


def register(name, entry):
    """Have `entry(at)` called at every tick; called from an app's AppConfig."""
    _entries[name] = entry


def tick(*, at):
    """Ask every entry; one that breaks keeps none of the others from being asked."""
    for name, entry in _entries.items():
        try:
            entry(at)
        except Exception:
            log.exception("the schedule's entry %s broke", name)
