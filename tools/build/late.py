"""What email-validator compiles as it is imported, compiled when it is asked for."""

from pathlib import Path

LATE = """import re


class Late(str):
    def match(self, text):
        return re.match(str(self), text)

    def search(self, text):
        return re.search(str(self), text)

"""
"""In the place of compiled patterns. Those of letters beyond ASCII take a tenth of a container's first form to compile,
and an ordinary address is read without them. `re` keeps what it has compiled."""


def compile_late(email_validator: Path) -> None:
    constants = email_validator / "rfc_constants.py"
    own = constants.read_text(encoding="utf-8")
    constants.write_text(own.replace("import re\n", LATE, 1).replace("re.compile(", "Late("), encoding="utf-8")
