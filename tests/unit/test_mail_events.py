import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chalicelib.lead import Standing
from chalicelib.mail_events import MailEvent, read_mail_event

PAYLOADS = Path(__file__).parents[1] / "payloads" / "ses"

SHOWING_SENT = [
    "send",
    "delivery",
    "delivery-delay",
    "bounce-permanent",
    "bounce-transient",
    "complaint",
    "complaint-not-spam",
]
SHOWING_NOT_SENT = ["reject", "rendering-failure"]


def payload(name: str) -> Any:
    return json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))


def read(data: Any) -> MailEvent | None:
    return read_mail_event(json.dumps(data))


def bounce(bounce_type: str, subtype: str) -> Any:
    event = payload("bounce-permanent")
    event["bounce"] |= {"bounceType": bounce_type, "bounceSubType": subtype}
    return event


def envelope(message: str) -> Any:
    return {**payload("bounce-permanent-in-sns-envelope"), "Message": message}


def test_an_event_tells_which_attempt_at_which_email_it_is_about():
    assert read(payload("delivery")) == MailEvent(
        lead_id="mzxw6ytboi2gk43uojuw4zzanf",
        attempt_id="0b6f1c52d7a84e3f9d1e5a7c3b902f46",
        kind="guide",
        message_id="0102019cae100002-5d2c1f0e-7a3b-4c6d-8e9f-a1b2c3d4e5f6-000000",
        at=datetime(2026, 3, 2, 9, 15, 0, 482000, tzinfo=UTC),
        shows_sent=True,
        standing=None,
    )


@pytest.mark.parametrize(("name", "kind"), [("send", "guide"), ("complaint", "follow-up"), ("reject", "alert")])
def test_an_event_tells_the_kind_of_its_email(name: str, kind: str):
    assert read(payload(name)).kind == kind


@pytest.mark.parametrize("name", SHOWING_SENT)
def test_what_happens_after_sending_shows_that_it_was_sent(name: str):
    assert read(payload(name)).shows_sent


@pytest.mark.parametrize("name", SHOWING_NOT_SENT)
def test_what_happens_instead_of_sending_does_not_show_that_it_was_sent(name: str):
    assert not read(payload(name)).shows_sent


def test_a_permanent_bounce_makes_the_address_a_bounced_one():
    assert read(payload("bounce-permanent")).standing is Standing.BOUNCED


@pytest.mark.parametrize("subtype", ["General", "NoEmail", "Suppressed", "OnAccountSuppressionList"])
def test_every_kind_of_permanent_bounce_makes_the_address_a_bounced_one(subtype: str):
    assert read(bounce("Permanent", subtype)).standing is Standing.BOUNCED


def test_a_full_mailbox_does_not_change_the_standing():
    assert read(payload("bounce-transient")).standing is None


@pytest.mark.parametrize(
    ("bounce_type", "subtype"),
    [
        ("Transient", "General"),
        ("Transient", "MailboxFull"),
        ("Transient", "MessageTooLarge"),
        ("Transient", "ContentRejected"),
        ("Transient", "AttachmentRejected"),
        ("Undetermined", "Undetermined"),
    ],
)
def test_no_bounce_short_of_a_permanent_one_changes_the_standing(bounce_type: str, subtype: str):
    assert read(bounce(bounce_type, subtype)).standing is None


def test_a_complaint_makes_the_person_one_who_complained():
    assert read(payload("complaint")).standing is Standing.COMPLAINED


@pytest.mark.parametrize("feedback_type", ["abuse", "auth-failure", "fraud", "other", "virus"])
def test_a_complaint_of_any_kind_counts(feedback_type: str):
    event = payload("complaint")
    event["complaint"]["complaintFeedbackType"] = feedback_type

    assert read(event).standing is Standing.COMPLAINED


def test_a_complaint_that_does_not_say_its_kind_counts():
    event = payload("complaint")
    del event["complaint"]["complaintFeedbackType"], event["complaint"]["userAgent"]

    assert read(event).standing is Standing.COMPLAINED


def test_taking_an_email_out_of_the_spam_folder_is_no_complaint():
    assert read(payload("complaint-not-spam")).standing is None


@pytest.mark.parametrize("name", ["send", "delivery", "delivery-delay", "reject", "rendering-failure"])
def test_no_other_event_changes_the_standing(name: str):
    assert read(payload(name)).standing is None


def test_a_kind_of_event_that_we_do_not_know_shows_that_the_email_was_sent():
    assert read({**payload("send"), "eventType": "Subscription"}).shows_sent


def test_an_event_in_its_sns_envelope_is_the_same_as_one_delivered_raw():
    assert read(payload("bounce-permanent-in-sns-envelope")) == read(payload("bounce-permanent"))


def test_an_event_may_be_called_a_notification():
    event = payload("bounce-permanent")
    event["notificationType"] = event.pop("eventType")

    assert read(event) == read(payload("bounce-permanent"))


@pytest.mark.parametrize("name", [*SHOWING_SENT, *SHOWING_NOT_SENT])
def test_nothing_in_an_event_is_an_address(name: str):
    assert "@" not in repr(read(payload(name)))


def test_the_notice_of_a_connected_topic_is_no_event_of_ours():
    assert read(envelope("Successfully validated SNS topic for Amazon SES event publishing.")) is None


@pytest.mark.parametrize("tag", ["lead", "attempt", "kind"])
def test_an_email_that_lacks_one_of_our_tags_is_not_ours(tag: str):
    event = payload("delivery")
    del event["mail"]["tags"][tag]

    assert read(event) is None


def test_an_email_without_any_tag_is_not_ours():
    event = payload("delivery")
    del event["mail"]["tags"]

    assert read(event) is None


@pytest.mark.parametrize("body", ["", "ping", '{"mail": "ping"'])
def test_a_message_that_is_not_json_is_an_error(body: str):
    with pytest.raises(json.JSONDecodeError):
        read_mail_event(body)


@pytest.mark.parametrize("body", ["{}", "[]", '"ping"', '{"eventType": "Send"}'])
def test_a_message_that_is_no_event_is_an_error(body: str):
    with pytest.raises(ValueError, match="not an SES event"):
        read_mail_event(body)


def test_an_envelope_around_a_text_that_is_not_json_is_an_error():
    with pytest.raises(json.JSONDecodeError):
        read(envelope("ping"))


@pytest.mark.parametrize("message", ["{}", "[]", "5"])
def test_an_envelope_that_holds_no_event_is_an_error(message: str):
    with pytest.raises(ValueError, match="not an SES event"):
        read(envelope(message))


def test_an_event_without_a_type_is_an_error():
    event = payload("delivery")
    del event["eventType"]

    with pytest.raises(ValueError, match="notificationType"):
        read(event)


@pytest.mark.parametrize(("name", "details"), [("bounce-permanent", "bounce"), ("complaint", "complaint")])
def test_a_bounce_or_complaint_without_its_details_is_an_error(name: str, details: str):
    event = payload(name)
    del event[details]

    with pytest.raises(ValueError, match=details):
        read(event)


@pytest.mark.parametrize("detail", ["messageId", "timestamp"])
def test_an_event_that_does_not_identify_its_email_is_an_error(detail: str):
    event = payload("delivery")
    del event["mail"][detail]

    with pytest.raises(ValueError, match=detail):
        read(event)


def test_an_event_with_an_empty_tag_is_an_error():
    event = payload("delivery")
    event["mail"]["tags"]["lead"] = []

    with pytest.raises(ValueError, match="IndexError"):
        read(event)
