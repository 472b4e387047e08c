"""Make the zip of `chalice package` small and quick to start: everything in it compiled, nothing in it unused."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from jinja2 import FileSystemLoader

from chalicelib.content.environment import COMPILED
from chalicelib.content.matter import MATTERS
from chalicelib.content.second import Part
from chalicelib.content.templates import Templates
from chalicelib.leads.variant import Version
from chalicelib.site.landing import INDEX, PRERENDERED, SAME, SECOND, paths_tried, render_landing
from tools.build.botocore import trim
from tools.build.late import compile_late

UNUSED = (
    *("dns/**/*", "dnspython-*/**/*", "**/*.pyi", "**/*.c", "templates/campaigns/*/*/promises.toml"),
    *("dateutil/zoneinfo/*", "urllib3/contrib/**/*", "phonenumbers/shortdata/*", "bin/*"),
    "phonenumbers/data/alt_format_*",
    *(
        f"*.dist-info/{name}"
        for name in ("RECORD", "METADATA", "WHEEL", "INSTALLER", "top_level.txt", "entry_points.txt")
    ),
    *("dateutil/rrule.py", "dateutil/easter.py", "dateutil/tz/win.py", "dateutil/tzwin.py", "cattrs/preconf/*"),
    *("mistune/directives/*", "mistune/toc.py", "mistune/renderers/_list.py"),
    *("mistune/renderers/markdown.py", "mistune/renderers/rst.py"),
    *(f"mistune/plugins/{name}.py" for name in ("abbr", "math", "ruby", "speedup", "spoiler", "task_lists", "url")),
    *(f"jinja2/{name}.py" for name in ("constants", "ext", "meta", "nativetypes", "sandbox")),
    *(f"phonenumbers/{name}.py" for name in ("carrier", "geocoder", "prefix", "timezone")),
    *(f"phonenumbers/{name}.py" for name in ("asyoutypeformatter", "phonenumbermatcher", "shortnumberinfo")),
    *("botocore/crt/auth.py", "botocore/stub.py", "urllib3/http2/connection.py", "cattr/**/*", "cattrs/strategies/*"),
    *("idna/cli.py", "idna/codec.py", "*/__main__.py", "jmespath-*.data/**/*"),
)
"""email-validator brings dnspython along and imports it only to look domains up, which we never ask of it. Nothing
that runs reads type stubs, sources of C, and what the tests hold the texts to. Nobody here asks dateutil for a zone or
for what repeats, writes Markdown, uses what it has beyond tables and definitions, reaches AWS through a proxy of SOCKS
or by its runtime in C, extends Jinja, reads a short number, looks for numbers in a text or writes one as it is typed,
or asks where one is at home. What pip knows of a package is for pip; its licence stays."""

OWN = ("app.py", "chalicelib")
"""What keeps its sources, so that a stack trace can quote them. Of libraries, and of what Jinja made of templates,
bytecode is enough."""

UNASKED = re.compile(
    r"^from \.(asyoutypeformatter|phonenumbermatcher|shortnumberinfo) import (\([^)]*\)|.*)\n", re.MULTILINE
)
"""What `phonenumbers` loads with itself of that: a fortieth of a container's first form."""

SELDOM = "/phonenumbers/data/"
"""Half a thousand tables, of which a phone number needs one or two: compiled they would weigh more than they save."""

OTHER_FORMATS = re.compile(r"^(from \.alt_format.*\n)+_ALT_NUMBER_FORMATS = .*$", re.MULTILINE)
"""How else some countries write their numbers, 45 tables that are all read at once. They serve the search for numbers
in a text, which nobody asks for."""

TABLES = "tables.zip"
"""Where those of `phonenumbers/data` lie in the bundle."""

SUFFIXES = ("html", "txt", "xml")
"""What the names of Jinja's templates end with."""

MODULES = "modules"
"""The folder in which those become Python modules, on their way into an archive."""

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
        check(folder / "templates")
        _prerender(folder / "templates")
        _compile_templates(folder / "templates")
        trim(folder / "botocore")
        compile_late(folder / "email_validator")
        _take_out(UNASKED, folder / "phonenumbers" / "__init__.py")
        _keep_zone(folder / "tzdata" / "zoneinfo", Templates(folder / "templates").clinic.zone.key)
        _compile_modules(folder)
        _pack_templates(folder / "templates")
        _pack_tables(folder / "phonenumbers" / "data")
        _zip(folder, bundle)


def check(folder: Path) -> None:
    """Read all that is written, for once compiled it is taken as it is. Raises ValueError, which says where."""
    templates = Templates(folder)
    _ = templates.clinic, templates.languages
    for campaign, language in templates.seconds:
        pdf = templates.guide_pdf(campaign, language, Version.B)
        if templates.second(campaign, language, Part.GUIDE) and not pdf.exists():
            raise ValueError(f"{pdf.relative_to(folder)} is not there: make guide")
    for name in (path for kind in MATTERS for path in folder.glob(kind)):
        templates.text(name.relative_to(folder).as_posix())


def _prerender(folder: Path) -> None:
    """Write every landing page in each of its versions, each as a file of its path. The first campaign's stand at two
    paths each, and the second one only says at which other."""
    templates = Templates(folder)
    pages = [(PRERENDERED, path, Version.A) for path in templates.addresses.landings]
    written: dict[tuple[str, str], str] = {}
    for into, path, version in [*pages, *((SECOND, path, Version.B) for path in paths_tried(templates))]:
        page, file = render_landing(templates, path, version), folder / into / f"{path or INDEX}.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        if (into, page) in written:
            file.with_suffix(SAME).write_text(written[into, page], encoding="utf-8")
        else:
            file.write_text(page, encoding="utf-8")
            written[into, page] = path or INDEX


def _take_out(part: re.Pattern[str], module: Path) -> None:
    module.write_text(part.sub("", module.read_text(encoding="utf-8")), encoding="utf-8")


def _keep_zone(zones: Path, name: str) -> None:
    """Leave the clinic's own time zone, of six hundred."""
    for zone in zones.rglob("*"):
        if zone.is_file() and zone.name != "__init__.py" and zone != zones / name:
            zone.unlink()


def _compile_templates(templates: Path) -> None:
    """Put Python modules in the place of what Jinja would have to read, parse and compile at each cold start."""
    environment = Templates(templates).environment.overlay(loader=FileSystemLoader(templates))
    names = [name for name in environment.list_templates(SUFFIXES) if not name.startswith(PRERENDERED)]
    modules = templates / MODULES
    environment.compile_templates(modules, filter_func=names.__contains__, zip=None, ignore_errors=False)
    for name in names:
        (templates / name).unlink()


def _compile_modules(folder: Path) -> None:
    """Bytecode that is loaded as it is: Lambda's disk is read-only, so it would be made anew at each cold start."""
    libraries = sorted(path for path in folder.iterdir() if path.name not in OWN)
    _compile(folder, [folder / name for name in OWN], "-OO")
    for bytecode in folder.rglob("__pycache__/*.opt-2.pyc"):
        # Python asks for this name only of who runs it with -OO. What is lost is in the sources beside it.
        bytecode.rename(bytecode.with_name(bytecode.name.replace(".opt-2", "")))
    _compile(folder, libraries, "-OO", in_place=True)
    for library in libraries:
        for bytecode in [library.with_suffix(".pyc"), *library.rglob("*.pyc")]:
            bytecode.with_suffix(".py").unlink(missing_ok=True)


def _compile(folder: Path, modules: list[Path], *options: str, in_place: bool = False) -> None:
    """Compile modules and folders of them, `in_place` so that they are loaded without their sources. A stack trace
    names the file and the line; to tell the column too would take a sixth of the bundle."""
    how = [
        "-q",
        "-x",
        SELDOM,
        "-s",
        str(folder),
        "--invalidation-mode",
        "unchecked-hash",
        *(["-b"] if in_place else []),
    ]
    # It is an option of the interpreter, so it takes another one to ask for it.
    command = [sys.executable, *options, "-X", "no_debug_ranges", "-m", "compileall", *how, *map(str, modules)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _pack_templates(templates: Path) -> None:
    _pack(templates / MODULES, "*.pyc", templates / COMPILED)
    (templates / MODULES).rmdir()


def _pack_tables(data: Path) -> None:
    """Let Python look for a table in the archive too."""
    _pack(data, "[!_]*.py", data / TABLES)
    package = data / "__init__.py"
    own = OTHER_FORMATS.sub("_ALT_NUMBER_FORMATS = {}", package.read_text(encoding="utf-8"))
    package.write_text(f'__path__.append(__path__[0] + "/{TABLES}")\n{own}', encoding="utf-8")


def _pack(folder: Path, pattern: str, archive: Path) -> None:
    """Put files that are much alike into one that Python imports from. In it they are not compressed, so that the
    bundle compresses them as one: each by itself they take twice as much."""
    files = sorted(folder.glob(pattern))
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as packed:
        for file in files:
            packed.writestr(zipfile.ZipInfo(file.name, LONG_AGO), file.read_bytes())
            file.unlink()


def _zip(folder: Path, bundle: Path) -> None:
    with zipfile.ZipFile(bundle, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), LONG_AGO)
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.read_bytes(), compresslevel=9)
