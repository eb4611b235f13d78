"""Every page there is, as the resolver knows them: what the pictures show and browser tests walk.

A new address is a page unless it stands in `NO_PAGES`, and asks for its arguments by name.
"""

from collections.abc import Iterator, Mapping
from itertools import product

from django.urls import get_resolver, reverse

# What answers with a file, with figures or only to a form, and what merely leads elsewhere.
NO_PAGES = frozenset(
    {
        *("logout", "choose_language", "choose_theme", "enter_demo"),
        *("health", "ready", "monitoring", "favicon"),
        *("choose_keys", "change_written", "remove_written", "tick_next_step", "undo_writing"),
        *("put_away", "bring_back", "saved_view", "undo_edit", "set_segment_goals"),
        *("judge_account", "decide_move", "run_again", "keep_two"),
        *("check_quality", "set_rhythm", "act_on_finding"),
        *(
            "usage_data",
            "refused_rows",
            "template_file",
            "columns_file",
            "renewals_file",
            "book_file",
        ),
        *("read_anew", "load_upload", "try_upload_again", "discard_upload", "forget_reading"),
        *("pause_pickup", "look_now"),
    }
)
# Arguments that name no row: each of them has a page of its own.
NAMED: Mapping[str, tuple[str, ...]] = {
    "what": ("activity", "request", "note", "next-step"),
    "kind": ("next_step",),
    "gap": ("no_contact", "no_risk"),
    "subject": ("score", "measure/active_days", "metric/activity_score", "risk", "stage"),
}
# Further states of a page, by what is asked of it.
STATES: Mapping[str, tuple[str, ...]] = {
    "home": ("?view=mine", "?view=team", "?view=renewals", "?view=voices"),
    "meeting": ("?csm=all",),
    "findings": ("?state=all", "?kind=usage_jump&owner=none"),
    "renewals": ("?days=365&differs=1",),
    "segment_journey": ("?step=4",),
    "search": ("?q=a", "?q=nothing-like-it"),
    "book": (
        *("?q=nothing-like-it", "?band=at_risk&differs=1"),
        "?score=40..&columns=stage,score,metric.activity_score,rank,touch,arr",
    ),
    "book_filter": ("?new-field=score", "?new-field=rank", "?new-field=branch"),
}
NOT_FOUND = "/nowhere/"


def addresses(objects: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield (name of the view, address) for every page, with `objects` by name of their argument.

    Leaves out pages of an object that is None; raises KeyError for an argument not in `objects`.
    """
    known = get_resolver().reverse_dict
    for name in sorted(name for name in known if isinstance(name, str)):
        if name in NO_PAGES:
            continue
        ((_, arguments), *_), *_ = known[name]
        values = [NAMED.get(each) or (objects[each],) for each in arguments]
        for chosen in product(*values):
            if None in chosen:
                continue
            address = reverse(name, args=chosen)
            for asked in ("", *STATES.get(name, ())):
                yield name, address + asked
    yield "not_found", NOT_FOUND
