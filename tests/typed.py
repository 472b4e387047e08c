"""What people type, and whether it fits: the table that the server and the page's script have to agree on."""

import sys
import tomllib
import unicodedata
from pathlib import Path

TABLE = tomllib.loads(Path(__file__).with_name("typed.toml").read_text(encoding="utf-8"))

ZEROS = [c for c in map(chr, range(sys.maxunicode)) if unicodedata.decimal(c, None) == 0]
"""The zero of each of the world's sets of digits."""

DIGITS = ["".join(chr(ord(zero) + int(c)) if c.isdigit() else c for c in "0300 1234567") for zero in ZEROS]

CASES = [
    *(
        (field, typed, verdict == "fits")
        for field, table in TABLE.items()
        for verdict in table
        for typed in table[verdict]
    ),
    *(("phone", number, True) for number in DIGITS),
    *(("name", number, False) for number in DIGITS),
]
"""Field, what is typed into it, and whether it fits."""
