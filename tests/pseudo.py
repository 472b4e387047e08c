"""A language that is not there: every letter of English in another shape, from right to left. A word that was left in a
template shows, for it is still in English."""

import re
import shutil
from pathlib import Path

CODE = "xx"

_KEPT = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\{\w+\}|\]\([^)]*\)|<[^>]*>)", re.DOTALL)
"""What is no word: values, addresses of links."""

_SHAPES = {ord(letter): ord(letter) + 0xFEE0 for letter in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"}
"""The wide letters of Unicode's block Halfwidth and Fullwidth Forms."""


def in_pseudo(text: str) -> str:
    """That text in the language, with what stands in braces and links as it was."""
    text = re.sub(r'(?<=chat\(")[^"]+', lambda typed: in_pseudo(typed[0]), text)
    parts = _KEPT.split(text)
    return "".join(part if number % 2 else part.translate(_SHAPES) for number, part in enumerate(parts))


def add_language(templates: Path) -> None:
    """Translate all that is in English in that folder, and list the language with each campaign."""
    for english in [*templates.glob("*/en"), *templates.glob("campaigns/*/en")]:
        shutil.copytree(english, english.with_name(CODE))
    words = templates / "wording" / "en.toml"
    words.with_name(f"{CODE}.toml").write_text(
        _table(words.read_text()).replace('direction = "ｌｔｒ"', 'direction = "rtl"')
    )
    for wording in (words, words.with_name(f"{CODE}.toml")):
        wording.write_text(wording.read_text().replace("[languages]", f'[languages]\n{CODE} = "{in_pseudo("Wide")}"'))
    for text in [*templates.glob(f"*/{CODE}/*.md"), *templates.glob(f"campaigns/*/{CODE}/**/*.md")]:
        _, matter, markdown = text.read_text().split("+++\n", 2)
        text.write_text(f"+++\n{_table(matter)}+++\n{in_pseudo(markdown)}")
    for consent in templates.glob(f"campaigns/*/{CODE}/consent.toml"):
        consent.write_text(_table(consent.read_text()))
    for campaign in templates.glob("campaigns/*/campaign.toml"):
        campaign.write_text(campaign.read_text().replace('["en"]', f'["en", "{CODE}"]'))


def _table(toml: str) -> str:
    """With every value that is a string translated."""
    return re.sub(r'"((?:[^"\\]|\\.)*)"', lambda value: f'"{in_pseudo(value[1])}"', toml)
