"""Files whose bytes are no text, and files whose text comes in every usual encoding."""

from tests.intake.corpus import said
from tests.intake.corpus.cases import GOOD_USAGE, USAGE_HEADER, loaded, loaded_usage, refused

NAMES = "account_id,name\nB-1,株式会社髙島①\nB-2,ｶﾌﾞ ㈱～\n"
READ_AS = {("read_as", ""): 1}
FIELDS = "value account__name"
STORED = (
    ("A-1", "Aoba Logistics"),
    ("A-2", "Kita Foods"),
    ("B-1", "株式会社髙島①"),
    ("B-2", "ｶﾌﾞ ㈱～"),
)
EMOJI = "account_id,name\nB-1,空🚀港\n"
AFTER_EMOJI = (*STORED[:2], ("B-1", "空🚀港"))
HEAD = b"account_id,name\nB-1,Aoba\nB-2,"


def names(name, content, *, rows=STORED, found=None, told=None):
    return loaded(name, "accounts", content, FIELDS, *rows, found=found, told=told)


def no_text(name, content, *what, told=None):
    return refused(name, "accounts", content, *what, told=told)


MALFORMED = (
    no_text("UTF-8 cut within three bytes", HEAD + "名".encode()[:2], said.cut_off(3, 30)),
    no_text("UTF-8 cut after one of three bytes", HEAD + "名".encode()[:1], said.cut_off(3, 30)),
    no_text("UTF-8 cut within two bytes", HEAD + "é".encode()[:1], said.cut_off(3, 30)),
    no_text("UTF-8 cut within four bytes", HEAD + "🚀".encode()[:3], said.cut_off(3, 30)),
    no_text("a lone surrogate in UTF-8", HEAD + b"\xed\xa0\x80 \n", said.lone_surrogate(3, 30)),
    no_text(
        "a pair of surrogates as six bytes of UTF-8",
        HEAD + b"\xed\xa0\xbd\xed\xba\x80\n",
        said.lone_surrogate(3, 30),
    ),
    no_text(
        "an overlong slash and a byte of nothing",
        HEAD + b"\xc0\xaf\xff\xff\n",
        said.not_utf8(3, 30, "0xC0"),
    ),
    no_text(
        "a character beyond Unicode", HEAD + b"\xf4\x90\x80\x80\n", said.not_utf8(3, 30, "0xF4")
    ),
    no_text("a byte that no encoding has", HEAD + b"\xff\xff\n", said.not_utf8(3, 30, "0xFF")),
    no_text("Latin-1 before a comma", HEAD + b"Caf\xe9,\n", said.not_utf8(3, 33, "0xE9")),
    no_text(
        "a bad byte after quoted lines",
        b'account_id,name\nB-1,"a\nb\r\nc"\nB-2,\xff\xff\n',
        said.not_utf8(5, 34, "0xFF"),
    ),
    no_text(
        "a bad byte after lone carriage returns",
        b"account_id,name\rB-1,Aoba\rB-2,\xff\xff\r",
        said.not_utf8(3, 30, "0xFF"),
    ),
    no_text(
        "a bad byte in the header", b"account_id,\xff\xff\nB-1,a\n", said.not_utf8(1, 12, "0xFF")
    ),
    no_text(
        "UTF-16 with half a character at the end",
        NAMES.encode("utf-16")[:-1],
        said.cut_off(3, 2 * len(NAMES) + 1),
    ),
    no_text(
        "UTF-16 with a lone high surrogate",
        b"\xff\xfe" + "account_id,name\nB-1,".encode("utf-16-le") + b"\x00\xd8a\x00\n\x00",
        said.lone_surrogate(2, 43),
    ),
    no_text(
        "UTF-16 with a lone low surrogate",
        b"\xfe\xff" + "account_id,name\nB-1,".encode("utf-16-be") + b"\xdc\x00\x00a\x00\n",
        said.lone_surrogate(2, 43),
    ),
    no_text(
        "text that may be Shift_JIS or EUC-JP",
        "account_id,name\nB-1,ｱｵ\n".encode("cp932"),
        said.ambiguous_encoding(2, "B-1,ｱｵ", "B-1,欝"),
    ),
    no_text(
        "UTF-8 where EUC-JP was said",
        NAMES.encode(),
        said.not_encoding(2, "euc_jp", 21, "0xE6"),
        told={"encoding": "euc_jp"},
    ),
    no_text(
        "CP932 where UTF-8 was said",
        NAMES.encode("cp932"),
        said.not_utf8(2, 21, "0x8A"),
        told={"encoding": "utf-8"},
    ),
    no_text(
        "EUC-JP that is cut",
        "account_id,name\nB-1,株式会社あおば\n".encode("euc_jp")[:-2],
        said.cut_off(2, 33),
    ),
    no_text(
        "EUC-JP that is cut, as was said",
        "account_id,name\nB-1,株式会社あおば\n".encode("euc_jp")[:-2],
        said.cut_off(2, 33),
        told={"encoding": "euc_jp"},
    ),
    no_text(
        "ISO-2022-JP with half a character",
        b"account_id,name\nB-1,\x1b$B3t\x1b(B\nB-2,\x1b$B3",
        said.cut_off(3, 37),
    ),
    no_text("a UTF-8 mark and nothing", b"\xef\xbb\xbf", said.empty_file()),
    no_text("a UTF-16 mark and nothing", b"\xff\xfe", said.empty_file()),
    no_text("a UTF-16 mark and spaces", "  \r\n ".encode("utf-16"), said.empty_file()),
)

AWKWARD = (
    names("UTF-8", NAMES),
    names("UTF-8 with a mark", NAMES.encode("utf-8-sig")),
    names(
        "a mark before a quoted header",
        '"account_id","name"\r\n"B-1","空🚀港"\r\n'.encode("utf-8-sig"),
        rows=AFTER_EMOJI,
    ),
    names(
        "UTF-16 of small ends with a mark", b"\xff\xfe" + NAMES.encode("utf-16-le"), found=READ_AS
    ),
    names("UTF-16 of big ends with a mark", b"\xfe\xff" + NAMES.encode("utf-16-be"), found=READ_AS),
    names("UTF-16 of small ends without a mark", NAMES.encode("utf-16-le"), found=READ_AS),
    names("UTF-16 of big ends without a mark", NAMES.encode("utf-16-be"), found=READ_AS),
    names(
        "UTF-16 with pairs of surrogates", EMOJI.encode("utf-16"), rows=AFTER_EMOJI, found=READ_AS
    ),
    names("UTF-8 of four bytes", EMOJI, rows=AFTER_EMOJI),
    names("CP932 of a spreadsheet", NAMES.encode("cp932"), found=READ_AS),
    names(
        "EUC-JP",
        "顧客ID,顧客名\nB-1,株式会社あおば\n".encode("euc_jp"),
        rows=(*STORED[:2], ("B-1", "株式会社あおば")),
        found=READ_AS,
    ),
    names(
        "EUC-JP as was said",
        "account_id,name\nB-1,欝\n".encode("euc_jp"),
        rows=(*STORED[:2], ("B-1", "欝")),
        found=READ_AS,
        told={"encoding": "euc_jp"},
    ),
    names(
        "ISO-2022-JP",
        "顧客ID,顧客名\nB-1,株式会社あおば\n".encode("iso2022_jp"),
        rows=(*STORED[:2], ("B-1", "株式会社あおば")),
        found=READ_AS,
    ),
    names(
        "marks that combine are kept as they came",
        "account_id,name\nB-1,か\u3099\n",
        rows=(*STORED[:2], ("B-1", "か\u3099")),
    ),
    loaded_usage(
        "usage in UTF-16",
        (USAGE_HEADER + GOOD_USAGE).encode("utf-16"),
        ("A-1", "2026-11-01", "posts", "1"),
        found=READ_AS,
    ),
    loaded_usage(
        "usage in CP932",
        (USAGE_HEADER + "A-1,2026-11-01,求人①,2\n").encode("cp932"),
        ("A-1", "2026-11-01", "求人①", "2"),
        found=READ_AS,
    ),
)
