import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chalicelib.leads.attempt import Delivery, EmailKind, Result
from chalicelib.leads.mailing.feedback import MailEvent, read_mail_events

PAYLOADS = Path(__file__).parents[3] / "payloads" / "ses"

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


def lead_id_of(address: str) -> str:
    return f"id of {address.partition('@')[0]}"


def read_all(data: Any) -> list[MailEvent]:
    return read_mail_events(json.dumps(data), lead_id_of)


def read(data: Any) -> MailEvent:
    [event] = read_all(data)
    return event


def untagged(name: str) -> Any:
    event = payload(name)
    del event["mail"]["tags"]
    return event


def bounce(bounce_type: str, subtype: str) -> Any:
    event = payload("bounce-permanent")
    event["bounce"] |= {"bounceType": bounce_type, "bounceSubType": subtype}
    del event["bounce"]["bouncedRecipients"][0]["status"]
    return event


def envelope(message: str) -> Any:
    return {**payload("bounce-permanent-in-sns-envelope"), "Message": message}


def test_an_event_tells_which_attempt_at_which_email_it_is_about():
    assert read(payload("delivery")) == MailEvent(
        lead_id="mzxw6ytboi2gk43uojuw4zzanf",
        attempt_id="0b6f1c52d7a84e3f9d1e5a7c3b902f46",
        message_id="0102019cae100002-5d2c1f0e-7a3b-4c6d-8e9f-a1b2c3d4e5f6-000000",
        kind=EmailKind.GUIDE,
        result=Result.SENT,
        delivery=Delivery.DELIVERED,
        at=datetime(2026, 3, 2, 9, 15, 2, 118000, tzinfo=UTC),
    )


@pytest.mark.parametrize("name", [*SHOWING_SENT, *SHOWING_NOT_SENT])
def test_what_becomes_of_a_test_email_is_no_news_of_anybody(name: str):
    event = payload(name)
    event["mail"]["tags"] = {"kind": ["test"]}

    assert read_all(event) == []


@pytest.mark.parametrize(("name", "is_for_clinic"), [("send", False), ("complaint", False), ("reject", True)])
def test_an_event_tells_whether_its_email_was_for_the_clinic(name: str, is_for_clinic: bool):
    assert read(payload(name)).is_for_clinic is is_for_clinic


@pytest.mark.parametrize("name", SHOWING_SENT)
def test_what_happens_after_sending_shows_that_it_was_sent(name: str):
    assert read(payload(name)).result is Result.SENT


@pytest.mark.parametrize("name", SHOWING_NOT_SENT)
def test_what_happens_instead_of_sending_shows_that_it_failed(name: str):
    assert read(payload(name)).result is Result.FAILED


@pytest.mark.parametrize("subtype", ["General", "NoEmail", "Suppressed", "OnAccountSuppressionList"])
def test_every_kind_of_permanent_bounce_is_a_hard_one(subtype: str):
    assert read(bounce("Permanent", subtype)).delivery is Delivery.HARD_BOUNCED


@pytest.mark.parametrize(
    ("bounce_type", "subtype"),
    [
        ("Transient", "General"),
        ("Transient", "MailboxFull"),
        ("Undetermined", "Undetermined"),
    ],
)
def test_a_bounce_for_now_is_a_soft_one(bounce_type: str, subtype: str):
    assert read(bounce(bounce_type, subtype)).delivery is Delivery.SOFT_BOUNCED


@pytest.mark.parametrize("kind", ["guide", "follow-up", "alert"])
def test_a_bounce_that_is_our_own_affair_is_a_refusal(kind: str):
    event = bounce("Transient", "ContentRejected")
    event["mail"]["tags"]["kind"] = [kind]

    assert (read(event).result, read(event).delivery) == (Result.SENT, Delivery.REFUSED)


def test_a_domain_that_does_not_exist_is_a_hard_bounce_though_ses_calls_it_transient():
    assert read(payload("bounces/no-such-domain")).delivery is Delivery.HARD_BOUNCED


def test_a_bounce_that_names_no_code_is_judged_by_its_type():
    assert read(payload("bounces/no-code")).delivery is Delivery.SOFT_BOUNCED


def test_a_bounce_is_dated_when_it_came_back():
    assert read(payload("bounce-transient")).at == datetime(2026, 3, 2, 21, 15, 41, 90000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("complaint", datetime(2026, 3, 4, 6, 2, 19, tzinfo=UTC)),
        ("delivery", datetime(2026, 3, 2, 9, 15, 2, 118000, tzinfo=UTC)),
        ("delivery-delay", datetime(2026, 3, 2, 10, 21, 9, 334000, tzinfo=UTC)),
    ],
)
def test_what_came_of_an_email_is_dated_by_when_it_happened(name, at):
    assert read(payload(name)).at == at


@pytest.mark.parametrize("name", ["send", "reject", "rendering-failure"])
def test_what_has_no_time_of_its_own_is_dated_by_when_the_email_was_sent(name):
    assert read(payload(name)).at == datetime(2026, 3, 2, 9, 15, 0, 482000, tzinfo=UTC)


def test_a_bounce_without_a_date_is_dated_like_its_email():
    event = payload("bounce-transient")
    del event["bounce"]["timestamp"]

    assert read(event).at == datetime(2026, 3, 2, 9, 15, 0, 482000, tzinfo=UTC)


@pytest.mark.parametrize("subtype", ["AttachmentRejected", "MessageTooLarge"])
def test_a_guide_refused_for_its_attachment_was_too_heavy(subtype: str):
    event = bounce("Transient", subtype)
    event["mail"]["tags"]["kind"] = ["guide"]

    assert (read(event).result, read(event).delivery) == (Result.TOO_HEAVY, Delivery.UNKNOWN)


@pytest.mark.parametrize("subtype", ["AttachmentRejected", "MessageTooLarge"])
def test_an_email_without_attachment_is_never_too_heavy(subtype: str):
    event = bounce("Transient", subtype)
    event["mail"]["tags"]["kind"] = ["follow-up"]

    assert (read(event).result, read(event).delivery) == (Result.SENT, Delivery.REFUSED)


@pytest.mark.parametrize("feedback_type", ["abuse", "auth-failure", "fraud", "other", "virus"])
def test_a_complaint_of_any_kind_counts(feedback_type: str):
    event = payload("complaint")
    event["complaint"]["complaintFeedbackType"] = feedback_type

    assert read(event).delivery is Delivery.COMPLAINED


def test_a_complaint_that_does_not_say_its_kind_counts():
    event = payload("complaint")
    del event["complaint"]["complaintFeedbackType"], event["complaint"]["userAgent"]

    assert read(event).delivery is Delivery.COMPLAINED


def test_taking_an_email_out_of_the_spam_folder_is_no_complaint():
    assert read(payload("complaint-not-spam")).delivery is Delivery.DELIVERED


@pytest.mark.parametrize("name", ["send", "delivery-delay", "reject", "rendering-failure"])
def test_no_other_event_says_what_became_of_the_email(name: str):
    assert read(payload(name)).delivery is Delivery.UNKNOWN


def test_an_email_may_carry_no_tags_but_ours():
    event = payload("delivery")
    event["mail"]["tags"] = {name: event["mail"]["tags"][name] for name in ("lead", "attempt", "kind")}

    assert read(event) == read(payload("delivery"))


def test_a_kind_of_event_that_we_do_not_know_says_nothing():
    event = read({**payload("send"), "eventType": "Subscription"})

    assert (event.result, event.delivery) == (None, Delivery.UNKNOWN)


def test_an_event_in_its_sns_envelope_is_the_same_as_one_delivered_raw():
    assert read(payload("bounce-permanent-in-sns-envelope")) == read(payload("bounce-permanent"))


def test_an_event_may_be_called_a_notification():
    event = payload("bounce-permanent")
    event["notificationType"] = event.pop("eventType")

    assert read(event) == read(payload("bounce-permanent"))


@pytest.mark.parametrize("name", [*SHOWING_SENT, *SHOWING_NOT_SENT])
def test_nothing_in_an_event_is_an_address(name: str):
    assert "@" not in repr(read(payload(name)))


def test_the_notice_of_a_connected_topic_is_no_event():
    assert read_all(envelope("Successfully validated SNS topic for Amazon SES event publishing.")) == []


def test_an_event_without_tags_is_about_whoever_has_the_address():
    assert read(untagged("delivery")).lead_id == "id of amina"


def test_an_event_without_tags_names_its_email_by_the_message_alone():
    event = read(untagged("delivery"))

    assert (event.attempt_id, event.message_id) == ("", payload("delivery")["mail"]["messageId"])


@pytest.mark.parametrize(
    ("name", "part", "field"),
    [
        ("bounce-permanent", "bounce", "bouncedRecipients"),
        ("complaint", "complaint", "complainedRecipients"),
        ("delivery-delay", "deliveryDelay", "delayedRecipients"),
    ],
)
def test_an_event_without_tags_is_about_each_recipient_it_names(name: str, part: str, field: str):
    event = untagged(name)
    event[part][field] = [{"emailAddress": "bilal@example.com"}, {"emailAddress": "sana@example.com"}]

    assert [one.lead_id for one in read_all(event)] == ["id of bilal", "id of sana"]


@pytest.mark.parametrize("tag", ["lead", "attempt", "kind"])
def test_an_email_that_lacks_one_of_our_tags_counts_as_untagged(tag: str):
    event = payload("delivery")
    del event["mail"]["tags"][tag]

    assert read(event).attempt_id == ""


@pytest.mark.parametrize("body", ["", "ping", '{"mail": "ping"'])
def test_a_message_that_is_not_json_is_an_error(body: str):
    with pytest.raises(json.JSONDecodeError):
        read_mail_events(body, lead_id_of)


@pytest.mark.parametrize("body", ["{}", "[]", '"ping"', "5", "null", '{"eventType": "Send"}'])
def test_a_message_that_is_no_event_is_an_error(body: str):
    with pytest.raises(ValueError, match="not an SES event"):
        read_mail_events(body, lead_id_of)


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


def test_what_becomes_of_an_email_of_a_canary_is_told_of_no_kind():
    event = payload("bounce-permanent")
    event["mail"]["tags"]["kind"] = ["canary"]

    assert (read(event).kind, read(event).attempt_id, read(event).delivery) == (
        None,
        read(payload("bounce-permanent")).attempt_id,
        Delivery.HARD_BOUNCED,
    )
