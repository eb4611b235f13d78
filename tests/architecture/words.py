"""What a text of each language may be written with."""

import re

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠㈱髙]+")
# Words that a Japanese text rightly writes in Latin letters: those of the field and of computing,
LATIN = frozenset(
    {
        *("CSM", "CS", "CRE", "NPS", "ARR", "ARPA", "QBR", "ID", "JPY", "USD", "English"),
        *("Entry", "Onboard", "Active", "Loyal", "S", "A", "B", "C", "d"),
        *(
            "CSV",
            "UTF",
            "Shift",
            "JIS",
            "CP",
            "EUC",
            "ISO",
            "JP",
            "Excel",
            "gzip",
            "xls",
            "xlsx",
            "URL",
            "NUL",
        ),
        *("Cookie", "MB", "GB", "Enter", "Esc", "Ctrl", "Gainsight"),
        # and what is typed as it stands: settings, options, columns, values and examples.
        *("PICKUP", "ROOT", "OBJECT", "STORE", "KEY", "dates", "day", "month", "first", "encoding"),
        *("cp", "euc", "jp", "product", "account", "contract", "id", "user", "group"),
        *("true", "false", "name", "example", "com", "bucket", "folder", "crm", "usage"),
        *("csv", "data", "tmp"),
        # Company forms.
        *("Co", "Ltd"),
    }
)


def stray_latin(text):
    """Return the words of two and more Latin letters that no Japanese text is written with."""
    return set(re.findall(r"[A-Za-z]{2,}", text)) - LATIN


def stray_japanese(text):
    return set(JAPANESE.findall(text))
