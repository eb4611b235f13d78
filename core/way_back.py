"""Where a form was sent from."""

from django.utils.http import url_has_allowed_host_and_scheme


def way_back(request, otherwise="/"):
    """Return the address that a request names as `next`, never another host's."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if is_ours else otherwise
