"""What kind of thing a further column holds, and how its values are kept."""

import pytest

from intake.domain.attributes import AttributeKind, AttributeKinds, attribute_value

TEXT, NUMBER, DATE = AttributeKind.TEXT, AttributeKind.NUMBER, AttributeKind.DATE


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (["1", "2.5", "-3e2", ""], NUMBER),
        (["１２", "0", "0.5"], NUMBER),
        (["2024-01-01", "", "1999-12-31"], DATE),
        (["2024/01/01"], TEXT),
        (["1", "x"], TEXT),
        (["1", "2024-01-01"], TEXT),
        (["007", "12"], TEXT),
        (["nan"], TEXT),
        (["- 5", "+ 5"], NUMBER),
        (["1e-40"], NUMBER),
        (["1e-41"], TEXT),
        (["1e-999999999"], TEXT),
        (["0e-999999999"], TEXT),
        (["", ""], TEXT),
        ([], TEXT),
    ],
)
def test_all_cells_together_decide_the_kind(texts, kind):
    kinds = AttributeKinds(["x"])
    for text in texts:
        kinds.see({"x": text})
    assert kinds.kinds() == {"x": kind}


@pytest.mark.parametrize(
    ("text", "kind", "kept"),
    [
        ("240", NUMBER, "240"),
        ("2.50", NUMBER, "2.5"),
        ("1e3", NUMBER, "1000"),
        ("-0.0", NUMBER, "0"),
        ("- 5", NUMBER, "-5"),
        ("+ 5", NUMBER, "5"),
        ("1e-40", NUMBER, f"0.{'0' * 39}1"),
        ("１２．０", NUMBER, "12"),
        ("0.12345678901234567890123456789012345", NUMBER, "0.12345678901234567890123456789012345"),
        ("2024-01-01", DATE, "2024-01-01"),
        ("55<=", TEXT, "55<="),
        ("", NUMBER, ""),
    ],
)
def test_a_value_is_kept_in_one_way_of_writing(text, kind, kept):
    assert attribute_value(text, kind) == kept
