"""Telling a disk that is full from any other fault, whoever ran into it."""

import errno

# No room on the device, none left to the user, or the file may grow no further.
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_POSTGRESQL_DISK_FULL = "53100"


def is_of_full_disk(error: BaseException | None) -> bool:
    """True when the error, or one that led to it, says that no more can be written."""
    while error is not None:
        if (
            getattr(error, "errno", None) in _NO_ROOM
            or getattr(error, "pgcode", None) == _POSTGRESQL_DISK_FULL
            or getattr(error, "sqlite_errorname", None) == "SQLITE_FULL"
        ):
            return True
        error = error.__cause__ or error.__context__
    return False
