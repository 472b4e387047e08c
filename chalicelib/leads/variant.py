"""Two versions of one thing, of which each visitor meets one.

A form's token says which, so that no cookie is needed and a page may stand in a shared cache: everybody who got that
page met the same version, and the token comes back with the form.
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class Version(StrEnum):
    A = "a"
    B = "b"


@dataclass(frozen=True, slots=True)
class Variant:
    """Which version of what a person met. `test` is another one as soon as either version reads otherwise."""

    test: str
    version: Version


def version_of(token: str) -> Version:
    """The version that the page with that token has, as often one as the other."""
    return list(Version)[hashlib.sha256(token.encode()).digest()[0] % 2]
