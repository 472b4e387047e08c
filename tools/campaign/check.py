"""`make check`: say what is missing or untrue in any campaign, in words for the marketer, with file and line."""

import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from itertools import combinations
from pathlib import Path

from chalicelib.content.campaign import RESERVED
from chalicelib.content.matter import MATTERS
from chalicelib.content.templates import Templates
from chalicelib.services import TEMPLATES, utc_now
from tools.campaign.edition import MADE, VERSIONS, Edition, Finding, editions_of
from tools.campaign.foreign import LEFT, has_other_letters, untranslated, untranslated_table
from tools.campaign.judges import judged
from tools.campaign.slips import line_of
from tools.campaign.translations import differing, shared_texts
from tools.campaign.unreadable import TABLES, TEXTS, unreadable
from tools.campaign.weight import weight


def main() -> None:
    templates = Templates(TEMPLATES)
    found = problems(templates, utc_now())
    sys.stdout.write("".join(f"{finding}\n" for finding in found))
    if found:
        sys.exit(f"{len(found)} to mend.")
    sys.stdout.write("Every campaign is whole. In the bundle, which may weigh 3 MB, they take:\n")
    sys.stdout.write("".join(f"  {edition}: {weight(edition) / 1024:.0f} KB\n" for edition in editions_of(templates)))


def problems(templates: Templates, now: datetime) -> list[Finding]:
    """What has to be mended in any campaign. What cannot be read is told first, and only what does not rest on it is
    judged."""
    tables, texts = ([*unreadable(templates.folder, patterns)] for patterns in (TABLES, TEXTS))
    tables += _misread_tables(templates, {finding.file for finding in tables})
    texts += _misread_matter(templates, {finding.file for finding in texts})
    if tables:
        return sorted({*tables, *texts})
    broken = {finding.file for finding in texts}
    editions = editions_of(templates)
    whole = [edition for edition in editions if not any(edition.rests_on(file) for file in broken)]
    languages = [*_untranslated(templates), *_foreign(templates, broken)]
    missing = [finding for edition in editions for finding in (*_missing(edition), *_unsent(edition))]
    are_writable = not any("/emails/" in file for file in broken)
    found = [one for edition in whole for one in _problems_of(edition, now, with_emails=are_writable)]
    return sorted({*texts, *missing, *found, *languages, *_copied(whole)})


def _misread_tables(templates: Templates, broken: set[str]) -> Iterator[Finding]:
    """Tables that can be read and do not say what they have to, each by itself."""
    folders = sorted(path.parent.name for path in templates.folder.glob("campaigns/*/campaign.toml"))
    codes = sorted(path.stem for path in templates.folder.glob("wording/*.toml"))
    versions = (
        path.relative_to(templates.folder).as_posix() for path in templates.folder.glob(f"campaigns/*/*/{VERSIONS}")
    )
    readers: dict[str, Callable[[], object]] = {
        "clinic.toml": lambda: templates.clinic,
        **{f"campaigns/{name}/campaign.toml": partial(templates.read_campaign, name) for name in folders},
        **{f"wording/{code}.toml": partial(templates.read_language, code) for code in codes},
        **{name: partial(templates.read_second, name) for name in versions},
    }
    for name, read in readers.items():
        file = f"templates/{name}"
        try:
            if file not in broken:
                read()
        except KeyError as error:
            yield Finding(file, 0, f"{error.args[0]} is missing")
        except FileNotFoundError as error:
            gone = Path(error.filename).relative_to(templates.folder).as_posix()
            yield Finding(f"templates/{gone}", 0, "is missing: write it")
        except ValueError as error:
            yield _told_by(error)


def _misread_matter(templates: Templates, broken: set[str]) -> Iterator[Finding]:
    """Texts that can be read, of which a line in front is missing, unknown or of another kind."""
    for name in (
        path.relative_to(templates.folder).as_posix() for kind in MATTERS for path in templates.folder.glob(kind)
    ):
        try:
            if f"templates/{name}" not in broken:
                templates.text(name)
        except ValueError as error:
            yield _told_by(error)


def _problems_of(edition: Edition, now: datetime, *, with_emails: bool) -> Iterator[Finding]:
    lacking = [*_missing(edition), *_misread_texts(edition)]
    yield from lacking
    try:
        yield from () if lacking else judged(edition, now, with_emails=with_emails)
    except KeyError as error:
        yield Finding(f"templates/wording/{edition.language}.toml", 0, f"{error.args[0]} is missing")


def _missing(edition: Edition) -> Iterator[Finding]:
    for file in edition.missing:
        command = MADE.get(file.rpartition("/")[2])
        yield Finding(file, 0, f"is missing: {command} makes it" if command else "is missing: write it")
    for name in ("guide", *edition.steps):
        if name not in edition.emails:
            cure = "write it" if name == "guide" else "write it, or take the step out of campaign.toml"
            yield edition.finding(f"emails/{name}.md", f"is missing: {cure}")


def _unsent(edition: Edition) -> Iterator[Finding]:
    """Texts that nobody would get, and emails that nobody has written."""
    for name in sorted(edition.emails - RESERVED - {*edition.steps}):
        yield edition.finding(f"emails/{name}.md", "no step sends it: give it one in campaign.toml, or delete it")
    if not edition.steps:
        problem = "has no step, but people are asked for follow-ups in consent.toml"
        yield Finding(f"templates/campaigns/{edition.campaign}/campaign.toml", 0, problem)


def _misread_texts(edition: Edition) -> Iterator[Finding]:
    """Texts that do not say what they have to."""
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
        except Exception as error:  # noqa: BLE001 - what their author calls between braces may raise anything
            line = line_of(error, edition.texts[file])
            yield Finding(f"{edition.folder}/{file}", line, f"cannot be read: {error}")


def _untranslated(templates: Templates) -> Iterator[Finding]:
    """Words that the clinic's own language has, and another does not."""
    own = templates.languages[templates.clinic.language]
    for code, language in templates.languages.items():
        for name in differing(own, language):
            problem = f"{name} has to stand in it as in {own.code}.toml, with the same names in braces"
            yield Finding(f"templates/wording/{code}.toml", 0, problem)
        for name in shared_texts(templates, code) if language != own else ():
            its, ours = name.format(code), name.format(own.code)
            if (templates.folder / its).read_bytes() == (templates.folder / ours).read_bytes():
                yield Finding(f"templates/{its}", 0, f"says to the letter what {ours} says: write it in {code}")


def _foreign(templates: Templates, broken: set[str]) -> Iterator[Finding]:
    """Words that belong to no campaign, and were left in other letters than those of their language."""
    for code, language in templates.languages.items():
        if has_other_letters(language):
            names = (f"wording/{code}.toml", *(text.format(code) for text in shared_texts(templates, code)))
            for name in (one for one in names if f"templates/{one}" not in broken):
                source = templates.source(name)
                for words in untranslated(source) if name.endswith(".md") else untranslated_table(source):
                    line = source.count("\n", 0, source.find(words)) + 1 if words in source else 0
                    yield Finding(f"templates/{name}", line, LEFT.format(words=words, code=code))


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
