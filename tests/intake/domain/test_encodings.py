"""Files are text, strictly, in the encoding that they show or that was named."""

import io

import pytest

from intake.domain.encodings import open_utf8
from intake.domain.refusals import FileRefusedError

MEGABYTE = 1 << 20
TEXT = "顧客ID,名称\r\nA1,髙橋①\r\n"


def opened(content, encoding=None):
    return open_utf8(io.BytesIO(content), encoding).read().decode()


def refused(content, encoding=None):
    with pytest.raises(FileRefusedError) as caught:
        open_utf8(io.BytesIO(content), encoding)
    (refusal,) = caught.value.refusals
    return refusal


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), None),
        (TEXT.encode("utf-8-sig"), None),
        (TEXT.encode("utf-8-sig"), "utf-8"),
        (TEXT.encode("utf-16"), None),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), None),
        (TEXT.encode("utf-16"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16"),
        (TEXT.encode("cp932"), "cp932"),
    ],
)
def test_the_text_comes_out_as_it_was_written(content, encoding):
    assert opened(content, encoding) == TEXT


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text",
    [
        "account_id,name,and much more, so that the head is full of letters\nA1,名\n",
        "id,name\nA1,株式会社髙島\n",
        "顧客ID,日付,利用項目,値\nA1,2026-11-01,求人,1\n",
    ],
)
def test_utf_16_without_a_mark_shows_by_its_nuls(encoding, text):
    assert opened(text.encode(encoding)) == text


@pytest.mark.parametrize("byte", [b"\x80", b"\xa0", b"\xfd", b"\xfe", b"\xff"])
def test_a_byte_that_cp932_does_not_have_is_not_made_into_anything(byte):
    refusal = refused("a\n髙".encode("cp932") + byte + b"\n", "cp932")
    assert (refusal.line, refusal.code, refusal.params["byte"]) == (2, "not_encoding", 5)


def test_a_character_may_lie_across_two_blocks_of_reading():
    text = "a" * (MEGABYTE - 1) + "名" + "a" * MEGABYTE
    assert opened(text.encode()) == text


def test_a_mark_of_utf_8_decides_against_escape_sequences():
    escaped = "a\n解約\n".encode("iso2022_jp")
    assert opened(escaped) == "a\n解約\n"
    assert opened(b"\xef\xbb\xbf" + escaped) == escaped.decode("ascii")


def test_nothing_is_text_too():
    assert opened(b"") == ""


@pytest.mark.parametrize(
    ("content", "encoding", "line", "code", "byte"),
    [
        (b"a,b\n1,\xff\n", None, 2, "not_utf8", 7),
        (b"\xef\xbb\xbfa,b\n1,\xff\n", None, 2, "not_utf8", 10),
        (b"a\r\nb\rc\n\x80", None, 4, "not_utf8", 8),
        (TEXT.encode("cp932"), None, 1, "not_utf8", 1),
        (b"a\n\xed\xa0\x80", None, 2, "lone_surrogate", 3),
        ("a\n名".encode()[:-1], None, 2, "cut_off", 3),
        (b"a\n" * 700_000 + b"\xc3\x28", None, 700_001, "not_utf8", 1_400_001),
        # A character that is cut where one block of reading ends and the next is plain.
        (b"a" * (MEGABYTE - 1) + b"\xe5" + b"a" * MEGABYTE, None, 1, "not_utf8", MEGABYTE),
        ("a\n名".encode("cp932")[:-1], "cp932", 2, "cut_off", 3),
        (b"a\n\x81\x00", "cp932", 2, "not_encoding", 3),
        (b"\xff\xfea\0\n\0\x00\xd8b\0", None, 2, "lone_surrogate", 7),
        (b"\xfe\xff\0a\0\n\xdc\x00\0b", None, 2, "lone_surrogate", 7),
        (b"\xff\xfea\0\n\0b", None, 2, "cut_off", 7),
    ],
)
def test_a_byte_that_is_no_text_is_named_with_its_line(content, encoding, line, code, byte):
    refusal = refused(content, encoding)
    assert (refusal.line, refusal.code, refusal.params["byte"]) == (line, code, byte)
    assert str(byte) in refusal.describe()
    assert str(line) in refusal.describe()


def test_the_byte_itself_is_shown():
    assert refused(b"a\n\xff").describe() == (
        "Line 2 is not UTF-8: byte 3 of the file is 0xFF. "
        "Save the file as CSV UTF-8, or name its encoding."
    )
