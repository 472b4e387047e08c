"""Where a visitor came from, in the few words that lists and counters go by. Strangers write the address that tells
it, so what it says is short and plain before it becomes a name of ours."""

from chalicelib.leads.attribution import Touch
from chalicelib.leads.text import single_line

LONGEST_NAME = 60

SOURCES = {"google_ad": "google ad", "meta_ad": "meta ad", "microsoft_ad": "microsoft ad", "direct_visit": ""}
"""What we call a source whose ad tells no name of its own; "" is somebody who came by themselves."""


def source_of(touch: Touch) -> str:
    return plain(touch.source(SOURCES))


def plain(name: str) -> str:
    """A name in small letters and no longer than is shown: the same ad spelled in two ways is one."""
    return single_line(name).casefold()[:LONGEST_NAME]
