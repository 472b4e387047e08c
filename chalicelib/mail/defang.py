"""Words of strangers that no mail client makes a link of."""

import re

from chalicelib.leads.text import printed

_LINKING = re.compile(
    r"""
    (?<=\S)(?<!\d(?=\.\d)) [.\u3002\uff0e\uff61] (?=[^\s!-/:-@\[-`{-~\u2019\u201d\u2026])  # a dot, not that of 7.5
    | (?<=\w) : (?=//)                # of any scheme
    | (?<=[^\W\d]) : (?=[/\\\w+%])   # of mailto, tel and the like, but not of 10:30
    | (?<=\S) [@\uff20] (?=\S)        # of an email address
    | \\\\ (?=\w)                     # of a network path
    """,
    re.VERBOSE,
)
"""What mail clients make links of, without being asked: the signs at which an address begins or hangs together. The
wide dots are dots to them too (UTS 46, section 2.3)."""

_NUMERIC_ADDRESS = re.compile(r"\b\d+\.\d+\.\d+\.\d+\b")


def defanged(value: str) -> str:
    """`value` with all that a mail client would make a link of broken where every reader sees it:
    `https[:]//evil[.]example`. What cannot be printed is replaced."""
    numbers = _NUMERIC_ADDRESS.sub(lambda found: found[0].replace(".", "[.]"), printed(value))
    return _LINKING.sub(r"[\g<0>]", numbers)
