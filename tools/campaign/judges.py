"""What may be wrong with an edition whose texts can be read, one judge for each kind."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from chalicelib.content.guide import values_of
from chalicelib.content.plain_text import to_plain
from chalicelib.content.prose import read_prose
from chalicelib.leads.enquiry import Purpose
from chalicelib.leads.variant import Version
from chalicelib.site.pages import Pages, Visit
from tools.campaign.agreement import disagreements
from tools.campaign.blocks import blocks_of
from tools.campaign.claims import diagnoses, promises
from tools.campaign.counts import last_day, miscounts, wrong_weeks
from tools.campaign.edition import Edition, Finding
from tools.campaign.emails import SITE, PlainEmail, plain_emails
from tools.campaign.foreign import LEFT, has_other_letters, untranslated, untranslated_table
from tools.campaign.links import dead_links
from tools.campaign.promises import FILE as PROMISES
from tools.campaign.promises import BadPromises, about_nothing, broken, promises_of
from tools.campaign.reading import HARDEST, grade
from tools.campaign.slips import line_of
from tools.campaign.told import shown_in, told_in
from tools.guide.pdf import digest, digest_in, versions_of
from tools.preview import picture_source

_VALUE = re.compile(r"\{\{.*?\}\}")
_BRACES = re.compile(r"\{+[^{}]*\}*|\S*\}+")

ENGLISH = "en"
"""The measure of reading knows this language alone."""


def judged(edition: Edition, now: datetime, *, with_emails: bool = True) -> Iterator[Finding]:
    """All of them on that edition. None of its emails can be written while the text of any email cannot be read."""
    yield from _counts(edition)
    yield from _links(edition)
    yield from _claims(edition)
    if with_emails:
        emails = tuple(plain_emails(edition, now))
        yield from _emails(edition, emails)
        yield from _promises(edition, now, emails)
    yield from _privacy(edition)
    yield from _braces(edition)
    yield from _page(edition)
    yield from _guide(edition)
    yield from _picture(edition)
    yield from _agrees(edition)
    yield from _foreign(edition)


def _counts(edition: Edition) -> Iterator[Finding]:
    steps, language = edition.sequence, edition.templates.languages[edition.language]
    page = edition.templates.form_page(edition.campaign, edition.language)
    consent = page.wordings[Purpose.FOLLOW_UPS].words if page else ""
    for file, text in {**edition.texts, "consent.toml": consent}.items():
        for wrong in miscounts(" ".join(text.split()), steps, language):
            problem = f"says '{wrong}', but campaign.toml has {len(steps)} steps; {{emails}} says it by itself"
            yield edition.finding(file, problem, _place(edition, file, wrong))
    for wrong in wrong_weeks(consent, steps, language):
        problem = f"says '{wrong}', but the last step comes on day {last_day(steps)}; {{weeks}} says it by itself"
        yield edition.finding("consent.toml", problem, _place(edition, "consent.toml", wrong))


def _links(edition: Edition) -> Iterator[Finding]:
    templates = edition.templates
    chapters = {chapter.id for chapter in templates.guide(edition.campaign, edition.language).chapters}
    drawings = {path.stem for path in templates.folder.glob(f"campaigns/{edition.campaign}/drawings/*.svg")}
    for file, text in edition.texts.items():
        for at, address in dead_links(text, chapters, drawings):
            yield edition.finding(file, f"the link to '{address}' leads nowhere", at)


def _claims(edition: Edition) -> Iterator[Finding]:
    for file, text in edition.texts.items():
        for at, words in promises(_without_notes(text)):
            yield edition.finding(file, f"'{words}' promises too much: ad platforms forbid it about health", at)
        for at, words in diagnoses(_without_notes(text)):
            problem = f"'{words}' says that the reader is ill: ad platforms forbid it. Speak of the treatment"
            yield edition.finding(file, problem, at)


def _emails(edition: Edition, emails: Iterable[PlainEmail]) -> Iterator[Finding]:
    """Its own, and those that the clinic gets."""
    own = f"campaigns/{edition}/"
    for file, plain in emails:
        if isinstance(plain, Exception):
            yield _unwritten(edition, file, plain)
            continue
        yield from _unfilled(edition, file, plain)
        if file.startswith(own):
            yield from _hard(edition, file.removeprefix(own), plain)


def _privacy(edition: Edition) -> Iterator[Finding]:
    visit = Visit("", edition.campaign, edition.language)
    try:
        Pages(edition.templates, SITE.site_url).render_text("privacy", visit)
    except Exception as error:  # noqa: BLE001 - what its author calls between braces may raise anything
        yield _unwritten(edition, f"pages/{edition.language}/privacy.md", error)


def _braces(edition: Edition) -> Iterator[Finding]:
    """What its pages would show in braces."""
    for file, told in shown_in(edition).items():
        yield from _unfilled(edition, f"campaigns/{edition}/{file}", told)


def _unfilled(edition: Edition, file: str, told: str) -> Iterator[Finding]:
    """What is left in braces of a text in `templates/`, as it is told to its reader."""
    source = edition.templates.source(file)
    for left in _BRACES.findall(told):
        line = _line_at(source, _found(source, left))
        yield Finding(f"templates/{file}", line, f"has '{left}' in braces, which nothing fills in there")


def _unwritten(edition: Edition, file: str, error: Exception) -> Finding:
    """That a text in `templates/`, of its own or not, cannot be filled in."""
    if not (edition.templates.folder / file).exists():
        return Finding(f"templates/{file}", 0, "is missing: write it")
    line = line_of(error, edition.templates.source(file))
    return Finding(f"templates/{file}", line, f"cannot be written: {error}")


def _promises(edition: Edition, now: datetime, emails: Iterable[PlainEmail]) -> Iterator[Finding]:
    try:
        owed = promises_of(edition)
    except BadPromises as slip:
        yield edition.finding(PROMISES, str(slip))
        return
    told = told_in(edition, now, emails) if owed else {}
    for promise in owed:
        for complaint in filter(None, [about_nothing(promise, told), *broken(promise, told)]):
            yield edition.finding(PROMISES, complaint)


def _page(edition: Edition) -> Iterator[Finding]:
    """The landing page, and the words to which people agree there."""
    blocks = blocks_of(edition.texts["landing.md"])
    yield from _hard(edition, "landing.md", "\n\n".join(_VALUE.sub("Clinic", block.text) for block in blocks))
    page = edition.templates.form_page(edition.campaign, edition.language)
    for purpose, wording in page.wordings.items() if page else ():
        place = (
            f"templates/wording/{edition.language}.toml"
            if purpose is Purpose.ENQUIRY
            else f"{edition.folder}/consent.toml"
        )
        yield from (replace(found, file=place) for found in _hard(edition, "consent.toml", wording.words))


def _guide(edition: Edition) -> Iterator[Finding]:
    templates = edition.templates
    prose = read_prose(edition.texts["guide.md"])
    values = values_of(prose.matter, templates.clinic, templates.languages[edition.language])
    yield from _hard(edition, "guide.md", to_plain(prose.fill(values)))
    place = (edition.campaign, edition.language)
    tried = versions_of(templates, *place)
    for version in Version:
        pdf, is_tried = templates.guide_pdf(*place, version), version in tried
        if is_tried and (not pdf.exists() or digest_in(pdf) != digest(templates, *place, version)):
            yield edition.finding(pdf.name, "is older than what it is made of: make guide")
        if pdf.exists() and not is_tried:
            yield edition.finding(pdf.name, "is of a version that is tried no longer: make guide")


def _picture(edition: Edition) -> Iterator[Finding]:
    of_edition = (edition.templates, edition.campaign, edition.language)
    if picture_source.digest_in(edition.templates.preview_picture(*of_edition[1:])) != picture_source.digest(
        *of_edition
    ):
        yield edition.finding("preview.png", "is older than what it is drawn from: make preview-picture")


def _agrees(edition: Edition) -> Iterator[Finding]:
    """A text says in each language what it says in the campaign's first."""
    first = edition.first
    ours, theirs = (edition.templates.languages[one.language] for one in (first, edition))
    for file, text in edition.texts.items():
        if edition != first and text == first.texts.get(file):
            yield edition.finding(file, f"says to the letter what {first}/{file} says: write it in {theirs.code}")
        elif file.endswith(".md") and file in first.texts:
            for words, problem in disagreements(first.texts[file], text, ours, theirs):
                yield edition.finding(file, f"'{words}' {problem}", _place(edition, file, words))


def _foreign(edition: Edition) -> Iterator[Finding]:
    """In a language of other letters, no sentence is left in Latin ones."""
    if not has_other_letters(edition.templates.languages[edition.language]):
        return
    for file, text in edition.texts.items():
        for words in untranslated(text) if file.endswith(".md") else untranslated_table(text):
            yield edition.finding(file, LEFT.format(words=words, code=edition.language), _place(edition, file, words))


def _hard(edition: Edition, file: str, plain: str) -> Iterator[Finding]:
    if edition.language == ENGLISH and (found := grade(plain)) > HARDEST:
        problem = f"is too hard to read: school grade {found:.1f}, at most {HARDEST:.0f}. Shorter sentences help"
        yield edition.finding(file, problem)


def _line_at(source: str, at: int | None) -> int:
    """The line so many characters into a text, 0 if it is not known how many."""
    return 0 if at is None else source.count("\n", 0, at) + 1


def _place(edition: Edition, file: str, words: str) -> int | None:
    return _found(edition.texts[file], words)


def _found(source: str, words: str) -> int | None:
    """Where those words stand in a text, however its lines are broken and whatever marks are between."""
    found = re.search(r"[\s*>]+".join(map(re.escape, words.split())), source)
    return found.start() if found else None


def _without_notes(text: str) -> str:
    """The same text, with blanks for what its author noted beside the values on top."""
    _, fence, rest = text.partition("+++\n")
    matter, _, body = rest.partition("+++\n") if fence else (text, "", "")
    noted = re.sub(r"(?m)(^|(?<=\s))#.*$", lambda note: " " * len(note[0]), matter)
    return f"{fence}{noted}{'+++' + chr(10) if fence else ''}{body}"
