"""What the list of findings is asked for: everything of it stands in the URL."""

from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

# Beyond this an offset costs more than a narrower filter.
LAST_PAGE = 200


@dataclass(frozen=True)
class FindingQuery:
    """`state` is one of a finding, "waiting" (open or taken) or "all"; `owner` an id, "me" or "none".

    `csm` is "me" for those about one's own accounts.
    """

    state: str = "waiting"
    kind: str = ""
    group: str = ""
    owner: str = ""
    csm: str = ""
    account: int | None = None
    page: int = 1

    def url(self, **changes) -> str:
        """Return the query string with `changes`; a change goes back to the first page."""
        changed = replace(self, **{"page": 1, **changes})
        asked = {
            field.name: getattr(changed, field.name)
            for field in fields(self)
            if getattr(changed, field.name) != field.default
        }
        return "?" + urlencode(asked)

    @property
    def is_filtered(self) -> bool:
        return replace(self, page=1) != FindingQuery()

    @property
    def without_account(self) -> str:
        return self.url(account=None)

    @property
    def without_csm(self) -> str:
        return self.url(csm="")

    @property
    def previous_url(self) -> str:
        return self.url(page=self.page - 1) if self.page > 1 else ""

    @property
    def next_url(self) -> str:
        return self.url(page=self.page + 1)
