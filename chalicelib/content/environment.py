"""Where pages and the frames of emails come from: Jinja2, strict and escaping."""

from pathlib import Path

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, ModuleLoader, StrictUndefined, select_autoescape

from chalicelib.content.language import filled

COMPILED = "compiled.zip"
"""The archive in which the bundle has its templates as Python modules. In the sources there is none."""


def make_environment(templates: Path) -> Environment:
    """That folder as an environment: HTML is escaped, and a name that is not there is an error."""
    environment = Environment(
        loader=ChoiceLoader([ModuleLoader(templates / COMPILED), FileSystemLoader(templates)]),
        autoescape=select_autoescape(("html", "xml")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["filled"] = filled
    return environment
