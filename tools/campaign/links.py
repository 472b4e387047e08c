"""Where the links of a text lead: what can be told without a network."""

import re
from collections.abc import Collection, Iterator

_LINK = re.compile(r'(!?)\[[^\]]*\]\(\s*((?:\{\{.*?\}\}|[^()\s"])*)\s*(?:"[^"]*")?\s*\)', re.DOTALL)
_PLACE = re.compile(r"(\{\{.*?\}\}|[^#]*)(?:#(.*))?", re.DOTALL)
_ADDRESS = re.compile(r"https?://[\w-]+(\.[\w-]+)+(/\S*)?|mailto:\S+@\S+|tel:\+?[0-9]+|\{\{.*\}\}", re.DOTALL)
_DOTS = re.compile(r"range-\d-\d")


def dead_links(text: str, chapters: Collection[str], drawings: Collection[str]) -> Iterator[tuple[int, str]]:
    """Each address that leads nowhere, and how many characters into the text it stands. `chapters` are the ids of the
    guide's, `drawings` the names of the campaign's."""
    for link in _LINK.finditer(text):
        is_picture, address = link.groups()
        if not (_is_drawn(address, drawings) if is_picture else _leads(address, chapters)):
            yield link.start(2), address


def _leads(address: str, chapters: Collection[str]) -> bool:
    place = _PLACE.fullmatch(address)
    if not address or place is None:
        return False
    page, chapter = place.groups()
    return (not page or bool(_ADDRESS.fullmatch(page))) and (chapter is None or chapter in chapters)


def _is_drawn(address: str, drawings: Collection[str]) -> bool:
    name = address.removesuffix(".svg")
    return name != address and (name in drawings or bool(_DOTS.fullmatch(name)))
