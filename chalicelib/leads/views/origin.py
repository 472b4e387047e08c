"""Where a visitor came from, in the few words that lists and counters go by. Strangers write the address that tells
it, so what it says is short and plain before it becomes a name of ours."""

from chalicelib.leads.attribution import Touch
from chalicelib.leads.text import single_line

LONGEST_NAME = 60

SOURCES = {"google_ad": "google", "meta_ad": "meta", "microsoft_ad": "microsoft", "direct_visit": ""}
"""What we call a source whose ad tells no name of its own, as the file of what its ads cost does; "" is somebody who
came by themselves."""

OF_META = frozenset({"facebook", "fb", "instagram", "ig", "msg", "an"})
"""What Meta's ads are named after: the place where they were shown, which the file of what they cost does not tell.
https://www.facebook.com/business/help/1016122818401732"""


def source_of(touch: Touch) -> str:
    return source_named(touch.source(SOURCES))


def source_named(name: str) -> str:
    """The source that goes by that name."""
    known = plain(name)
    return "meta" if known in OF_META else known


def plain(name: str) -> str:
    """A name in small letters and no longer than is shown: the same ad spelled in two ways is one."""
    return single_line(name).casefold()[:LONGEST_NAME]
