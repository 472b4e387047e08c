"""`make check`: say what is missing or untrue in any campaign, in words for the marketer, with file and line."""

import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from itertools import combinations

from jinja2 import TemplateError

from chalicelib.content.matter import MATTERS
from chalicelib.content.prose import read_prose
from chalicelib.content.templates import Templates
from chalicelib.services import TEMPLATES, utc_now
from tools.campaign.edition import MADE, Edition, Finding, editions_of
from tools.campaign.judges import judged
from tools.campaign.translations import differing


def main() -> None:
    found = problems(Templates(TEMPLATES), utc_now())
    sys.stdout.write("".join(f"{finding}\n" for finding in found))
    if found:
        sys.exit(f"{len(found)} to mend.")
    sys.stdout.write("Every campaign is whole.\n")


def problems(templates: Templates, now: datetime) -> list[Finding]:
    """What has to be mended in any campaign."""
    try:
        editions, _, _ = editions_of(templates), templates.seconds, templates.languages
    except ValueError as error:
        return [_told_by(error)]
    if misread := [*_misread(templates)]:
        return sorted(misread)
    found = [finding for edition in editions for finding in _problems_of(edition, now)]
    return sorted({*found, *_untranslated(templates), *_copied(editions)})


def _misread(templates: Templates) -> Iterator[Finding]:
    """Texts that can be read, of which a line in front is missing, unknown or of another kind. Without them nothing can
    be judged."""
    for name in (path.relative_to(templates.folder) for kind in MATTERS for path in templates.folder.glob(kind)):
        with suppress(ValueError):
            read_prose(templates.source(name.as_posix()))
            try:
                templates.text(name.as_posix())
            except ValueError as error:
                yield _told_by(error)


def _problems_of(edition: Edition, now: datetime) -> Iterator[Finding]:
    lacking = [*_missing(edition), *_unreadable(edition)]
    yield from lacking
    if not lacking:
        yield from judged(edition, now)


def _missing(edition: Edition) -> Iterator[Finding]:
    for file in edition.missing:
        command = MADE.get(file.rpartition("/")[2])
        yield Finding(file, 0, f"is missing: {command} makes it" if command else "is missing: write it")
    for name in ("guide", *edition.steps):
        if name not in edition.emails:
            cure = "write it" if name == "guide" else "write it, or take the step out of campaign.toml"
            yield edition.finding(f"emails/{name}.md", f"is missing: {cure}")


def _unreadable(edition: Edition) -> Iterator[Finding]:
    """Texts that are not written as they have to be."""
    for file, source in edition.texts.items():
        try:
            read_prose(source) if file.endswith(".md") else tomllib.loads(source)
        except tomllib.TOMLDecodeError as error:
            fence = file.endswith(".md")
            line = re.search(r"line (\d+)", str(error))
            yield Finding(f"{edition.folder}/{file}", int(line[1]) + fence if line else 0, f"cannot be read: {error}")
        except ValueError:
            yield edition.finding(file, "begins with some lines between two of +++, which are not there", 0)
    if edition.missing:
        return
    templates = edition.templates
    readers: dict[str, Callable[[str, str], object]] = {
        "landing.md": templates.landing,
        "guide.md": templates.guide,
        "consent.toml": templates.form_page,
    }
    for file, read in readers.items():
        try:
            read(edition.campaign, edition.language)
        except (ValueError, KeyError, TemplateError) as error:
            yield edition.finding(file, f"cannot be read: {error}")


def _untranslated(templates: Templates) -> Iterator[Finding]:
    """Words that the clinic's own language has, and another does not."""
    own = templates.languages[templates.clinic.language]
    for code, language in templates.languages.items():
        for name in differing(own, language):
            problem = f"{name} has to stand in it as in {own.code}.toml, with the same names in braces"
            yield Finding(f"templates/wording/{code}.toml", 0, problem)


def _copied(editions: list[Edition]) -> Iterator[Finding]:
    """Texts that two campaigns share to the letter: what a copy has not written anew."""
    for one, other in combinations(editions, 2):
        if one.campaign == other.campaign:
            continue
        for file in sorted(one.texts.keys() & other.texts.keys()):
            if one.texts[file] == other.texts[file]:
                yield other.finding(file, f"says to the letter what {one}/{file} says: write one of them anew")


def _told_by(error: ValueError) -> Finding:
    """What is wrong with a table, which says of itself where it is: "campaigns/x/campaign.toml, line 3: ..."."""
    place, _, problem = str(error).partition(": ")
    file, _, line = place.partition(", line ")
    return Finding(f"templates/{file}", int(line or 0), problem)


if __name__ == "__main__":
    main()
