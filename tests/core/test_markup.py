"""HTML written in Python lets nothing through that a customer's name could smuggle in."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy, override

from core.markup import fill, fill_each

NASTY = """<b title="x">'&</b>"""


def test_a_value_is_escaped_as_django_does():
    filled = fill('<a title="{}">{}</a>', NASTY, 7)
    assert filled == format_html('<a title="{}">{}</a>', NASTY, 7)
    assert "<b" not in filled
    assert isinstance(filled, SafeString)


def test_what_is_safe_already_stays_as_it_is():
    assert fill("{}{}", mark_safe("<i>a</i>"), fill("<u>{}</u>", "<")) == "<i>a</i><u>&lt;</u>"


def test_braces_in_a_value_fill_nothing():
    assert fill("<p>{}</p>", "{0.__class__} {}") == "<p>{0.__class__} {}</p>"


def test_a_lazy_text_is_read_in_the_language_of_the_page():
    with override("ja"):
        assert fill("{}", gettext_lazy("Accounts")) == "顧客"


def test_rows_are_filled_one_after_the_other():
    assert fill_each("<td>{}</td>", [("<",), ("b",)]) == "<td>&lt;</td>\n<td>b</td>"
    assert fill_each("<td>{}</td>", []) == ""
