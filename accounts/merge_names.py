"""What rows are called after a merge whose ids are only unique within their account.

“T1” of the merged account is another call than “T1” of the master: it goes on as “T1§12”, with the
merged account's key, and files that name it by the merged account's id find it under that name.
"""

import re
from hashlib import blake2b

MARK = "§"
LONGEST = 100
_ENDING = re.compile(rf"{MARK}\d+$")
_KEPT_OF_LONG = 50


def named_apart(external_id: str, merged_id: int) -> str:
    """Return the id under which a row of the account `merged_id` goes on."""
    name = f"{external_id}{MARK}{merged_id}"
    if len(name) <= LONGEST:
        return name
    digest = blake2b(external_id.encode(), digest_size=8).hexdigest()
    return f"{external_id[:_KEPT_OF_LONG]}…{digest}{MARK}{merged_id}"


def is_apart(external_id: str) -> bool:
    """True for an id that an earlier merge gave."""
    return bool(_ENDING.search(external_id))


def met_key(*parts: object) -> str:
    """Return the natural key of a row within its account as one text."""
    return "\t".join(map(str, parts))
