"""Make the zip of `chalice package` small and quick to start: everything in it compiled, nothing in it unused."""

import compileall
import re
import zipfile
from pathlib import Path
from py_compile import PycInvalidationMode
from tempfile import TemporaryDirectory

from jinja2 import FileSystemLoader

from chalicelib.content.environment import COMPILED
from chalicelib.content.templates import Templates
from chalicelib.site.landing import INDEX, PRERENDERED, render_landing

UNUSED = ("dns/**/*", "dnspython-*/**/*", "**/*.pyi", "**/*.c", "templates/campaigns/*/*/promises.toml")
"""email-validator brings dnspython along and imports it only to look domains up, which we never ask of it. Nothing
that runs reads type stubs, sources of C, and what the tests hold the texts to."""

SELDOM = re.compile(r"/phonenumbers/(data|shortdata)/")
"""Half a thousand tables, of which a phone number needs one or two: compiled they would weigh more than they save."""

SUFFIXES = ("html", "txt", "xml")
"""What the names of Jinja's templates end with."""

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the zip: the same sources make the same names, times and modes."""


def finish(bundle: Path) -> None:
    """Rewrite that zip in place. It has to be run by the Python of the Lambda runtime, as `chalice package` is."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        with zipfile.ZipFile(bundle) as archive:
            archive.extractall(folder)
        for pattern in UNUSED:
            for unused in folder.glob(pattern):
                if unused.is_file():
                    unused.unlink()
        _prerender(folder / "templates")
        _compile_templates(folder / "templates")
        _compile_modules(folder)
        _zip(folder, bundle)


def _prerender(folder: Path) -> None:
    """Write every landing page, each as a file of its path."""
    templates = Templates(folder)
    for path in templates.addresses.landings:
        file = folder / PRERENDERED / f"{path or INDEX}.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(render_landing(templates, path), encoding="utf-8")


def _compile_templates(templates: Path) -> None:
    """Put Python modules in the place of what Jinja would have to read, parse and compile at each cold start."""
    environment = Templates(templates).environment.overlay(loader=FileSystemLoader(templates))
    names = [name for name in environment.list_templates(SUFFIXES) if not name.startswith(PRERENDERED)]
    environment.compile_templates(templates / COMPILED, filter_func=names.__contains__, zip=None, ignore_errors=False)
    for name in names:
        (templates / name).unlink()


def _compile_modules(folder: Path) -> None:
    """Bytecode that is loaded as it is: Lambda's disk is read-only, so it would be made anew at each cold start."""
    compiled = compileall.compile_dir(
        folder, rx=SELDOM, quiet=2, stripdir=str(folder), invalidation_mode=PycInvalidationMode.UNCHECKED_HASH
    )
    if not compiled:
        raise RuntimeError("a module of the bundle does not compile")


def _zip(folder: Path, bundle: Path) -> None:
    with zipfile.ZipFile(bundle, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), LONG_AGO)
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.read_bytes(), compresslevel=9)
