"""What the picture beside a link is drawn from, and the digest of it that the picture carries (PNG, 11.3.3.3): it tells
without drawing whether the picture is current."""

import hashlib
import re
import struct
import zlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from chalicelib.content.templates import Templates
from chalicelib.site.csp import STYLE

HERE = Path(__file__).resolve().parent

_KEYWORD = b"source-digest\0"
_LAST = struct.pack(">I", 0) + b"IEND" + struct.pack(">I", zlib.crc32(b"IEND"))


def picture_html(templates: Templates, campaign: str, language: str, style: str = "", faces: str = "") -> str:
    """The picture as a page of its size."""
    environment = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("link_picture.html").render(
        clinic=templates.clinic,
        landing=templates.landing(campaign, language),
        language=templates.languages[language],
        style=Markup(style),  # noqa: S704 - it is ours
        faces=Markup(faces),  # noqa: S704 - it is ours
    )


def digest(templates: Templates, campaign: str, language: str) -> str:
    """SHA-256 over its words, its drawing, its design and the light colours, which is all it has of the pages'."""
    colours = "".join(re.findall(r":root\{[^}]*\}", templates.inline(STYLE))[:1])
    return hashlib.sha256(picture_html(templates, campaign, language, colours).encode()).hexdigest()


def stamp(picture: Path, told: str) -> None:
    """Let that PNG carry the digest."""
    chunk = b"tEXt" + _KEYWORD + told.encode()
    whole = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    picture.write_bytes(picture.read_bytes().removesuffix(_LAST) + whole + _LAST)


def digest_in(picture: Path) -> str:
    """The digest that a PNG carries, the last one put in, "" if it has none."""
    found = re.findall(re.escape(_KEYWORD) + rb"([0-9a-f]{64})", picture.read_bytes())
    return found[-1].decode() if found else ""
