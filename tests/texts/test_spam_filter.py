"""SpamAssassin, with its rules alone: no network, no reputation, no signature to speak for us."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.texts.conftest import program
from tests.texts.shipped import TO_LEADS

MOST = 0.5


@pytest.fixture(scope="session")
def scores(letters, tmp_path_factory) -> dict[str, float]:
    """The score of each email to a lead. SpamAssassin takes seconds to start, so it gets all of them at once; it is
    told to look at one after another, since those of a mailbox come back in any order."""
    home = tmp_path_factory.mktemp("spamassassin")
    mailbox = home / "mailbox"
    to_leads = list(map(str, TO_LEADS))
    with mailbox.open("wb") as box:
        for name in to_leads:
            message = f"X-Name: {name}\r\n".encode() + letters[name].read_bytes()
            box.write(b"From guide@clinic.test Mon Mar  2 07:00:00 2026\n" + message.replace(b"\r\n", b"\n") + b"\n")
    command = [program("spamassassin"), "--local", "--test-mode", "--nocreate-prefs", "--mbox", mailbox]
    ran = subprocess.run(command, check=True, capture_output=True, env=environment(home))
    judged = ran.stdout.decode(errors="replace")  # it cuts what it quotes, wherever that is within a letter
    found = re.findall(r"X-Spam-Status: \w+, score=(-?[\d.]+).*?^X-Name: (\S+)", judged, re.DOTALL | re.MULTILINE)
    assert sorted(name for _, name in found) == sorted(to_leads)
    return {name: float(score) for score, name in found}


def environment(home: Path) -> dict[str, str]:
    """Nobody's own preferences count."""
    return {"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8"}


def test_no_email_to_a_lead_looks_like_spam(scores, record_property):
    for name, score in scores.items():
        record_property("measured", f"SpamAssassin, {name}: {score} (at most {MOST})")

    assert {name: score for name, score in scores.items() if score > MOST} == {}


def test_the_filter_knows_spam_when_it_sees_it(tmp_path):
    spam = b"Subject: FREE\r\n\r\nXJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\r\n"
    command = [program("spamassassin"), "--local", "--test-mode", "--nocreate-prefs"]
    judged = subprocess.run(
        command, input=spam, check=True, capture_output=True, env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    )

    assert b"X-Spam-Status: Yes" in judged.stdout
