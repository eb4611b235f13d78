"""Under which name and address wrong passwords are counted."""

from django.conf import settings


def name_tried(request, credentials: dict | None) -> str:
    """Return the e-mail tried, in small letters as members are kept.

    Counted as typed, each way of capitalising an address would get ten tries of its own.
    """
    tried = (credentials or {}).get("username") or request.POST.get("username") or ""
    return tried.lower()


def address_of(request) -> str | None:
    """Return whose address it is: behind a proxy the one that the proxy saw, which it adds last."""
    added = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_TLS_PROXY else ""
    return added.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR")


def nobody_in_particular(username, ip_address, user_agent, path_info, request) -> str:
    """Return what a log may say of who tried: neither an e-mail nor an address."""
    return "a visitor"
