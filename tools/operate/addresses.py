"""An email address as an operator types it."""

from chalicelib.leads.forms.email_address import ascii_address
from chalicelib.leads.forms.fault import Faulty
from chalicelib.leads.text import tidy_code


def read_address(name: str, typed: str) -> str:
    """The address in the form in which it is kept, however it is spelled. Raises ValueError, which calls it `name`."""
    try:
        return ascii_address(tidy_code(typed))
    except Faulty as error:
        raise ValueError(f"{name} is no email address") from error
