"""Which kind of place a text names."""

from intake.pickup.folder import Folder
from intake.pickup.object_store import SCHEME, ObjectStore
from intake.pickup.places import Place


def place_of(text: str) -> Place:
    """Return the place that a text names; raises PlaceError where it names none that is allowed."""
    return ObjectStore(text) if text.startswith(SCHEME) else Folder(text)
