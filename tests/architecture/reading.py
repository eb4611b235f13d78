"""What a reader sees of a page, and which texts templates and code ask to be translated."""

import ast
import re
from html.parser import HTMLParser

from django.utils.translation.template import templatize

_CALL = re.compile(r"\b(?:_|gettext|ngettext|pgettext|npgettext)\(")
_FUNCTIONS = ("_", "gettext", "gettext_lazy", "gettext_noop", "pgettext", "pgettext_lazy")
_FUNCTIONS += ("ngettext", "ngettext_lazy")


def text_of(response):
    """Return what stands on a page, without code and without parts marked as another language."""
    if "json" in response["Content-Type"]:
        return ""
    return shown_text(response.content.decode())


def shown_text(html):
    reader = _Reader()
    reader.feed(html)
    return " ".join(reader.texts)


class _Reader(HTMLParser):
    VOID = frozenset({"meta", "link", "input", "img", "br", "path", "circle", "rect"})

    def __init__(self):
        super().__init__()
        self.texts, self._skipped, self._open = [], 0, []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if not self._skipped:
            for name in ("aria-label", "title", "placeholder", "alt"):
                self.texts.append(attributes.get(name) or "")
        is_skipped = tag in ("code", "script", "style") or (tag != "html" and "lang" in attributes)
        if tag not in self.VOID:
            self._open.append(is_skipped)
            self._skipped += is_skipped

    def handle_endtag(self, tag):
        if tag not in self.VOID and self._open:
            self._skipped -= self._open.pop()

    def handle_data(self, data):
        if not self._skipped:
            self.texts.append(data)


def texts_of_templates(paths):
    for path in paths:
        code = templatize(path.read_text(), origin=str(path))
        for call in _CALL.finditer(code):
            yield from _message(_expression(code[call.start() :]))


def texts_of_code(paths):
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in _FUNCTIONS:
                yield from _message(node)


def _expression(code):
    """Parse the call at the beginning of `code`: templatize leaves no valid program, but valid calls."""
    for end in (found.end() for found in re.finditer(r"\)", code)):
        try:
            return ast.parse(code[:end], mode="eval").body
        except SyntaxError:
            continue
    raise AssertionError(code[:80])


def _message(call):
    place = 1 if call.func.id.startswith("pgettext") else 0
    if len(call.args) > place and isinstance(call.args[place], ast.Constant):
        yield call.args[place].value
