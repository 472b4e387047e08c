"""The test email that `make doctor` asks the deployed function for, from the handler as Lambda finds it."""

import pytest

from chalicelib.entrypoints.redaction import Failed
from chalicelib.services import current
from chalicelib.settings import Settings
from local.deployed import handler_at
from local.events import sqs_event
from tests.conftest import lead_of, mail_to

ENGINEER = "engineer@example.com"
DELIVER = "chalicelib.entrypoints.workers.deliver"


def asked(to: str = ENGINEER) -> object:
    return handler_at(DELIVER)({"Records": [], "send_test_to": to}, None)


def test_it_goes_to_who_is_named_from_the_sender_of_the_guides(site):
    asked()

    (email,) = site.cloud.mail.emails
    assert (email.recipient, email.message["From"]) == (ENGINEER, current().settings.mail_from)


def test_the_answer_is_the_id_that_ses_gave_it(site):
    assert asked()["message_id"]


def test_what_becomes_of_it_counts_nowhere(site):
    asked()

    assert len(mail_to(site, ENGINEER)) == 1
    assert lead_of(ENGINEER) is None


def test_why_it_could_not_be_sent_is_told_in_words_of_ours(site, monkeypatch):
    unverified = Settings({**current().settings.given, "MAIL_FROM": "guide@not-verified.test"})
    monkeypatch.setitem(vars(current()), "settings", unverified)

    with pytest.raises(Failed, match=r"^Rejected: MessageRejected$"):
        asked()


def test_no_message_of_the_queue_can_ask_for_it(site):
    with pytest.raises(Failed):
        handler_at(DELIVER)(sqs_event('{"send_test_to": "stranger@example.com"}'), None)

    assert site.cloud.mail.emails == []
