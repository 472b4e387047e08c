"""How many emails a text says will come, and for how long: as many as the campaign's sequence has."""

import re
from collections.abc import Iterator

from chalicelib.content.language import Language
from chalicelib.leads.owed.sequence import Step


def miscounts(words: str, steps: tuple[Step, ...], language: Language) -> list[str]:
    """The numbers of emails in a text that are not that of the sequence."""
    return [found for found, number in _counted("emails", words, language) if number != len(steps)]


def wrong_weeks(words: str, steps: tuple[Step, ...], language: Language) -> list[str]:
    """The numbers of weeks in a text about a sequence that are not those after which its last email comes."""
    return [found for found, number in _counted("weeks", words, language) if number != -(-last_day(steps) // 7)]


def last_day(steps: tuple[Step, ...]) -> int:
    return max((step.after.days for step in steps), default=0)


def _counted(what: str, words: str, language: Language) -> Iterator[tuple[str, int]]:
    """Each number of them in a text, in words of its language or in figures, with or without what stands between."""
    phrases = [phrase.split() for phrase in language.words["counts"][what]]
    numbers = {phrase.split()[0].lower(): number for number, phrase in enumerate(language.words["counts"]["emails"])}
    things = "|".join(sorted({phrase[-1] for phrase in phrases}, key=len, reverse=True))
    between = "|".join({" ".join(phrase[1:-1]) for phrase in phrases if len(phrase) > 2})
    pattern = rf"\b({'|'.join(map(re.escape, numbers))}|\d+)(?: (?:{between}))? ({things})\b"
    for found in re.finditer(pattern, words, re.IGNORECASE):
        number = found[1].lower()
        yield found[0], int(number) if number.isdigit() else numbers[number]
