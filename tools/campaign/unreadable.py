"""Files that no program can read: by their bytes, or by how their values are written."""

import codecs
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from chalicelib.content.prose import read_prose
from tools.campaign.edition import Finding

TABLES = ("clinic.toml", "wording/*.toml", "campaigns/*/campaign.toml", "campaigns/*/*/versions.toml")
"""Without one of these, nothing else can be judged."""

TEXTS = (
    "campaigns/*/*/consent.toml",
    "campaigns/*/*/promises.toml",
    "campaigns/*/*/*.md",
    "campaigns/*/*/emails/*.md",
    "pages/*/*.md",
    "emails/*/*.md",
)

VALUES = 'Each line there is like: name = "words"'


def unreadable(folder: Path, patterns: tuple[str, ...]) -> Iterator[Finding]:
    """What is wrong with each file there of those kinds, for its author to mend before anything else."""
    for path in (path for pattern in patterns for path in sorted(folder.glob(pattern))):
        file, raw = f"templates/{path.relative_to(folder).as_posix()}", path.read_bytes()
        if raw.startswith(codecs.BOM_UTF8):
            yield Finding(file, 1, "begins with an invisible mark, the BOM: save it as UTF-8 without BOM")
            continue
        try:
            source = raw.decode()
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            yield Finding(file, line, "has letters that are not in UTF-8: save it as UTF-8")
        else:
            yield from _unwritten(file, source.replace("\r\n", "\n"))


def _unwritten(file: str, source: str) -> Iterator[Finding]:
    has_fence = file.endswith(".md")
    try:
        read_prose(source) if has_fence else tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        # Where a file ends too early, TOML's reader tells no line.
        line = re.search(r"line (\d+)", str(error))
        last = source.count("\n") + 1
        yield Finding(file, int(line[1]) + has_fence if line else last, f"cannot be read: {error}. {VALUES}")
    except ValueError:
        yield Finding(file, 1, "begins with some lines between two of +++, which are not there")
