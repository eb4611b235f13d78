"""How a list's address answers its own column heads and pages."""

from django import template

register = template.Library()


@register.inclusion_tag("components/sort_head.html")
def sort_head(query, *columns, css=""):
    """Render a column head; `columns` alternates key and word of the first and the second line."""
    return _head(query, zip(columns[::2], columns[1::2], strict=True), css)


@register.inclusion_tag("components/sort_head.html")
def column_head(query, column):
    """Render the head of a `book.columns.Column`."""
    return _head(query, column.heads, column.classes)


def _head(query, pairs, css):
    links = [
        {"key": key, "word": word, "url": query.sorted_by(key), "way": _way(query, key)}
        for key, word in pairs
    ]
    return {"links": links, "css": css, "way": next((x["way"] for x in links if x["way"]), "")}


@register.filter
def page_url(query, step):
    return query.url(page=query.page + step)


def _way(query, key):
    if query.sort.removeprefix("-") != key:
        return ""
    return "descending" if query.sort.startswith("-") else "ascending"
