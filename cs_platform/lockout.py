"""Under which name wrong passwords are counted."""


def name_tried(request, credentials: dict | None) -> str:
    """Return the e-mail tried, in small letters as members are kept.

    Counted as typed, each way of capitalising an address would get ten tries of its own.
    """
    tried = (credentials or {}).get("username") or request.POST.get("username") or ""
    return tried.lower()
