"""Usage files in every form that is read, and what is told of them."""

import csv
import datetime as dt
import io

import pytest

from intake.domain.refusals import FileRefusedError, Finding
from tests.intake.domain.usage_files import LONG, day, facts_of, scanned, unpacked

EPOCH = dt.date(1970, 1, 1)


class TestForms:
    EXPECTED = {
        (10, "logins", day("2024-02-29")): 25_000,
        (10, "名 a", day("2024-03-01")): 0,
        (20, "logins", day("2024-02-29")): 10_000,
    }
    ROWS = [
        ("A-2", "2024-02-29", "logins", "2.5"),
        ("A-3", "2024-02-29", "logins", "1"),
        ("A-2", "2024-03-01", "名 a", "0"),
    ]

    def written(self, sep=",", end="\n", quoting=csv.QUOTE_MINIMAL, rows=None):
        out = io.StringIO()
        writer = csv.writer(out, delimiter=sep, lineterminator=end, quoting=quoting)
        writer.writerows([("account_id", "date", "metric", "value"), *(rows or self.ROWS)])
        return out.getvalue()

    @pytest.mark.parametrize("sep", [",", ";", "\t"])
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    @pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
    def test_separators_line_ends_and_quotes_make_no_difference(self, sep, end, quoting):
        assert facts_of(self.written(sep, end, quoting)) == self.EXPECTED

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
    def test_marks_and_utf_16_make_no_difference(self, encoding):
        assert facts_of(self.written().encode(encoding)) == self.EXPECTED

    def test_a_final_line_end_blank_lines_and_spaces_make_no_difference(self):
        text = self.written().replace("logins", " logins ").replace("A-3", " A-3\u3000")
        assert facts_of("\n\n" + text.replace("\n", "\n\n").rstrip() + "\n,,,\n") == self.EXPECTED

    def test_slashed_dates_are_read_with_and_without_zeros(self):
        rows = [(a, d.replace("-0", "/").replace("-", "/"), s, v) for a, d, s, v in self.ROWS]
        assert [row[1] for row in rows] == ["2024/2/29", "2024/2/29", "2024/3/1"]
        rows[1] = ("A-3", "2024/02/29", "logins", "1")
        assert facts_of(self.written(rows=rows)) == self.EXPECTED

    def test_columns_stand_in_any_order(self):
        text = "".join(f"{v},{s},{a},{d}\n" for a, d, s, v in self.ROWS)
        assert facts_of("value,metric,account_id,date\n" + text) == self.EXPECTED

    def test_a_wide_file_gives_a_fact_for_every_cell_that_is_filled(self):
        text = "date,logins,account_id,名 a\n2024-02-29,2.5,A-2,\n2024-03-01, ,A-2,0\n"
        assert facts_of(text + "2024-02-29,1,A-3,\n2024-02-29,,A-3,\n") == self.EXPECTED

    def test_usage_may_name_contracts(self):
        assert facts_of(self.written().replace("account_id", "contract_id")) == self.EXPECTED

    @pytest.mark.parametrize("value", ["２．５", "2.50000", "25e-1", "+2.5", "002.5"])
    def test_a_number_may_be_written_in_many_ways(self, value):
        assert facts_of(self.written().replace("2.5", value)) == self.EXPECTED


class TestAddingUp:
    def test_rows_for_one_account_series_and_day_are_added_up(self):
        rows = (
            "A-3,2024-01-05,x,1\nA-2,2024-01-05,x,1\nold-3,2024-01-05, x,0.5\nA-3,2024-01-06,x,9\n"
        )
        with scanned(LONG + rows * 2) as found:
            packed = unpacked(found.packed({(7, "x"): 1, (5, "x"): 1}))
            assert packed == {
                (20, 1, day("2024-01-05")): 30_000,
                (20, 1, day("2024-01-06")): 180_000,
                (10, 1, day("2024-01-05")): 20_000,
            }
            assert found.findings() == (Finding("added_up", "", 5, ()),)
            assert (found.rows, found.facts) == (8, 8)

    def test_two_names_under_one_number_are_added_up_too(self):
        with scanned(LONG + "A-2,2024-01-05,x,1\nA-2,2024-01-05,X,2\n") as found:
            assert unpacked(found.packed({(5, "x"): 3, (5, "X"): 3})) == {
                (10, 3, day("2024-01-05")): 30_000
            }

    def test_packing_again_gives_the_same(self):
        with scanned(LONG + "A-2,2024-01-05,x,1\nA-2,2024-01-05,x,2\n") as found:
            first = unpacked(found.packed({(5, "x"): 3}))
            assert unpacked(found.packed({(5, "x"): 3})) == first
            assert found.findings() == (Finding("added_up", "", 1, ()),)

    def test_a_series_without_a_number_is_an_error(self):
        with scanned(LONG + "A-2,2024-01-05,x,1\n") as found, pytest.raises(KeyError):
            next(found.packed({}))

    def test_a_sum_that_is_too_large_refuses_the_file(self):
        rows = "A-3,2024-01-05,x,1000000000000\n"
        with scanned(LONG + rows * 2) as found, pytest.raises(FileRefusedError) as refused:
            list(found.packed({(7, "x"): 4}))
        (refusal,) = refused.value.refusals
        assert refusal.code == "sum_too_large"
        assert refusal.describe().startswith(
            "The rows for account A-3, series “x” and 2024-01-05 add up to more than 1000000000000."
        )

    def test_even_a_sum_beyond_64_bits_is_noticed(self):
        rows = "A-3,2024-01-05,x,1000000000000\n" * 1845
        refuses = pytest.raises(FileRefusedError, match="sum_too_large")
        with scanned(LONG + rows) as found, refuses:
            list(found.packed({(7, "x"): 4}))


class TestSeen:
    def test_series_and_days_are_told_by_product(self):
        rows = "A-1,2024-01-05,x,1\nA-2,2024-01-06,y,1\nA-2,1970-01-01,x,1\nA-3,2100-12-31,x,1\n"
        with scanned(LONG + rows) as found:
            assert found.series() == ((5, "x"), (5, "y"), (7, "x"))
            days = {key: present.tolist() for key, present in found.days().items()}
            assert days == {
                5: [0, (day("2024-01-06") - EPOCH).days],
                7: [(day("2024-01-05") - EPOCH).days, (day("2100-12-31") - EPOCH).days],
            }

    def test_what_only_refused_rows_name_is_not_seen(self):
        with scanned(
            LONG + "A-1,2024-01-05,x,1\nnobody,2024-01-06,y,1\nA-1,2024-01-07,z,-\n"
        ) as found:
            assert found.series() == ((7, "x"),)
            assert list(found.days()) == [7]

    def test_progress_is_told_in_bytes(self):
        told = []
        content = LONG + "A-1,2024-01-05,x,1\n" * 100
        scanned(content, on_progress=told.append, chunk_bytes=500).close()
        assert told == sorted(told)
        assert told[-1] == len(content)
        assert len(told) >= 4


def test_conversions_are_counted_with_their_first_lines():
    rows = (
        "A-1,2024-01-05,x,0.00005\nA-1,2024-01-05,x,1\nA-1,2024-01-06,x,２\nA-1,2024-01-05,x,1e1\n"
    )
    with scanned(LONG + rows + "A-1,2024-01-05,x,1.123456\n") as found:
        assert found.findings() == (
            Finding("exponent", "value", 1, (5,)),
            Finding("full_width", "value", 1, (4,)),
            Finding("rounded", "value", 2, (2, 6)),
        )
