"""What a deployment has to be told, asked one by one: `make deploy STAGE=prod` starts here.

Each answer is checked at once and kept in `stages/<stage>.toml` at once, so that nobody is asked twice, not even after
Ctrl-C.
"""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial

import boto3

from tools.operate.ending import ending
from tools.operate.stage import KINDS, MAY_BE_LEFT_OUT, path_of, read_told, tell

Answer = str | int

_NOT_OURS = frozenset({"gmail.com", "hotmail.com", "icloud.com", "live.com", "outlook.com", "proton.me", "yahoo.com"})
"""Where anybody has a mailbox and nobody can make a DNS record."""


class Unfit(ValueError):
    """An answer that cannot be right; the message says why, to who typed it."""


@dataclass(frozen=True, slots=True)
class Question:
    """`name` is that of the value in the stage's file. `usual` is what an empty answer means, "" if there has to be
    one, unless the value may be left out. `read` makes a value of what was typed, or raises Unfit."""

    name: str
    text: str
    read: Callable[[str], Answer]
    usual: str = ""

    @property
    def may_be_empty(self) -> bool:
        return self.name in MAY_BE_LEFT_OUT


def questions(region: str) -> tuple[Question, ...]:
    """All of them, in the order in which they are asked. `region` is that of the person's AWS settings, or ""."""
    return (
        Question("mail_from", "Which address do people get mail from? It has to be on a domain of yours", _sender),
        Question("clinic_inbox", "Where does the front desk read its mail? Each enquiry goes there", _text),
        Question("alarm_inbox", "Who is told when something needs an engineer?", _text),
        Question("region", "In which AWS region does it run? The nearest to the clinic is best", _region, region),
        Question(
            "domain",
            "Which address does the site get, like guide.example.com? Empty for one of AWS's, for now",
            lambda typed: _text(typed.lower().removeprefix("https://").rstrip("/")),
        ),
        Question("leads_a_day", "How many enquiries a day do you expect?", _count, "20"),
        Question("ads_run", "Do ads run already? Then a day without an enquiry raises an alarm", _yes_or_no, "no"),
    )


def ask(
    known: Mapping[str, Answer],
    all_questions: tuple[Question, ...],
    keep: Callable[[str, Answer], None],
    read: Callable[[str], str],
    say: Callable[[str], object],
) -> None:
    """Ask what is not known yet until each answer is right, and keep it. Raises EOFError if nobody is there."""
    for question in all_questions:
        if question.name not in known:
            keep(question.name, _answer(question, read, say))


def _answer(question: Question, read: Callable[[str], str], say: Callable[[str], object]) -> Answer:
    while True:
        typed = read(f"{question.text}{f' [{question.usual}]' if question.usual else ''}: ").strip() or question.usual
        if not typed and question.may_be_empty:
            return ""
        try:
            value = question.read(typed)
        except Unfit as unfit:
            say(f"  {unfit}\n")
            continue
        if not (problem := KINDS[question.name].misfit(value)):
            return value
        say(f"  That is {problem.removesuffix(', in quotes')}.\n")


def _text(typed: str) -> str:
    return typed


def _sender(typed: str) -> str:
    domain = typed.rpartition("@")[2].lower()
    if domain in _NOT_OURS:
        raise Unfit(f"Mail in the name of {domain} is thrown away as forged. Take an address on a domain of yours.")
    return typed


def _region(typed: str) -> str:
    if typed not in _regions():
        raise Unfit(f"SES sends from no region of that name, but from {', '.join(_regions())}.")
    return typed


@cache
def _regions() -> tuple[str, ...]:
    """Those that SES sends from, as boto3 knows them."""
    return tuple(sorted(boto3.Session().get_available_regions("sesv2")))


def _count(typed: str) -> int:
    if not typed.isascii() or not typed.isdigit():
        raise Unfit("A number, please, like 20.")
    return int(typed)


def _yes_or_no(typed: str) -> bool:
    answers = {"y": True, "yes": True, "n": False, "no": False}
    if typed.lower() not in answers:
        raise Unfit("yes or no, please.")
    return answers[typed.lower()]


def main() -> None:
    with ending("deploy"):
        path = path_of(os.environ.get("STAGE", ""))
        known = read_told(path)
        region = boto3.Session().region_name or ""
        ask(known, questions(region), partial(tell, path), input, sys.stdout.write)


if __name__ == "__main__":
    main()
