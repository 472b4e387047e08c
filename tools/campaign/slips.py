"""Where in a text something stands that could not be filled in."""

from traceback import walk_tb

from jinja2 import TemplateSyntaxError

from chalicelib.content.prose import Prose, filled_line

_NO_FILE = "<template>"
"""What Jinja calls a template that it was handed as it is, as these texts are."""


def line_of(error: Exception, source: str) -> int:
    """The line of that text on which the error arose as a part of it was filled in, 0 if it cannot be told."""
    part, line = "", 0
    for frame, at in walk_tb(error.__traceback__):
        if frame.f_code is Prose.fill.__code__:
            part = frame.f_locals["self"].markdown
        elif frame.f_code is filled_line.__code__:
            part = frame.f_locals["words"]
        elif frame.f_code.co_filename == _NO_FILE:
            line = at
    if isinstance(error, TemplateSyntaxError):
        # Of a condition that never ends, Jinja names the last line with a brace, which may lie far from it.
        line = 0 if "Unexpected end" in str(error) else error.lineno
    start = source.find(part) if part else -1
    return source.count("\n", 0, start) + line if line and start >= 0 else 0
