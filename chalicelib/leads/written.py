"""What the store keeps of a lead beside it, so that a save writes the difference alone."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counted:
    """As what an enquiry is counted, and in which counter."""

    enquiry_id: str
    counter: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """`entries` are the places of the lead in the clinic's lists, each by a name of the store's own that changes when
    the entry does."""

    entries: tuple[str, ...] = ()
    counted: tuple[Counted, ...] = ()


NOTHING = Written()
"""Of a lead that was never saved."""
