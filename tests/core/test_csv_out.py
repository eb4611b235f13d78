"""Text that leaves for a spreadsheet is no formula there, and comes back as it was."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.csv_out import defused, undefused

TEXTS = st.text(st.sampled_from("'=+-@|%\t\r\n\0＝－ \ufeff\u200b1.a"), max_size=6)


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("=1+1", "'=1+1"),
        ("+81-3-1234-5678", "'+81-3-1234-5678"),
        ("-", "'-"),
        ("@x", "'@x"),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("''@x", "'''@x"),
        ("-5", "-5"),
        ("-5.25", "-5.25"),
        ("'-5", "'-5"),
        ("'tis", "'tis"),
        ("O'Hara", "O'Hara"),
        ("'", "'"),
        ("", ""),
    ],
)
def test_a_quote_stands_before_what_might_run(text, out):
    assert (defused(text), undefused(out)) == (out, text)


@given(TEXTS)
@example("'\ufeff=1")
@example("'\0")
def test_every_text_comes_back_as_it_was(text):
    assert undefused(defused(text)) == text
