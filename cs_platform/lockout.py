"""Under which name wrong passwords are counted."""


def name_tried(request, credentials: dict | None) -> str:
    """Return the e-mail tried, in small letters as members are kept.

    Counted as typed, each way of capitalising an address would get ten tries of its own.
    """
    tried = (credentials or {}).get("username") or request.POST.get("username") or ""
    return tried.lower()


def nobody_in_particular(username, ip_address, user_agent, path_info, request) -> str:
    """Return what a log may say of who tried: neither an e-mail nor an address."""
    return "a visitor"
