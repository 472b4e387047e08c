"""Bounces as SES tells of them, and what each is about."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.leads.mailing.bounces import TABLE, Cause, cause_of, row_of

PAYLOADS = Path(__file__).parents[3] / "payloads" / "ses" / "bounces"

MEANT = {
    # The developer guide's table of types and subtypes
    "permanent-no-such-mailbox": Cause.ADDRESS,
    "permanent-suppressed": Cause.ADDRESS,
    "permanent-refused": Cause.OURS,
    "mailbox-full": Cause.THEIRS,
    "message-too-large": Cause.SIZE,
    "attachment-rejected": Cause.SIZE,
    "content-rejected": Cause.OURS,
    # RFC 3463, 3.2
    "sender-domain": Cause.OURS,
    "no-such-mailbox": Cause.ADDRESS,
    "no-such-domain-of-a-relay": Cause.ADDRESS,
    # RFC 7505, 4.2
    "null-mx": Cause.ADDRESS,
    # Postfix says so while its DNS does not answer: github.com/chatmail/core/issues/5642
    "domain-not-found-for-now": Cause.THEIRS,
    # RFC 3463, 3.3
    "mailbox-disabled": Cause.ADDRESS,
    "mailbox-disabled-for-now": Cause.THEIRS,
    "longer-than-the-mailbox-takes": Cause.SIZE,
    # RFC 3463, 3.4
    "too-big-for-the-system": Cause.SIZE,
    # github.com/AI-Shipping-Labs/website/issues/827
    "denied-without-a-reason": Cause.THEIRS,
    # SES of a domain that does not exist: github.com/knadh/listmonk/issues/1463
    "no-such-domain": Cause.ADDRESS,
    # RFC 3463, 3.5
    "no-answer": Cause.THEIRS,
    # SES after fourteen hours: github.com/mozilla/fxa-auth-server/issues/2304
    "expired": Cause.THEIRS,
    # Outlook says so of a mailbox that may be there or not
    "protocol": Cause.THEIRS,
    # RFC 3463, 3.7
    "media-not-supported": Cause.OURS,
    # RFC 7293
    "mailbox-of-another": Cause.ADDRESS,
    # Outlook of a block list: github.com/spatie/mailcoach-support/issues/239
    "blocked": Cause.OURS,
    # Gmail of senders: support.google.com/a/answer/3726730
    "rate-limited": Cause.OURS,
    "not-authenticated": Cause.OURS,
    # The same where SES calls it permanent: Gmail of a bad name and of no proof, support.google.com/mail/answer/81126
    "permanent-unsolicited": Cause.OURS,
    "permanent-not-authenticated": Cause.OURS,
    # Outlook of a network, sendersupport.olc.protection.outlook.com/pm/troubleshooting.aspx, and Exchange Online of an
    # address, learn.microsoft.com/defender-office-365/use-the-delist-portal-to-remove-yourself-from-the-office-365
    "permanent-block-list": Cause.OURS,
    "permanent-banned": Cause.OURS,
    # Without a notice of the server's, as the developer guide has it too
    "no-code": Cause.THEIRS,
    # github.com/mozilla/fxa-content-server/issues/5629
    "unknown-code": Cause.THEIRS,
}


def told(name: str) -> tuple[str, str, str]:
    bounce = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))["bounce"]
    return bounce["bounceType"], bounce["bounceSubType"], bounce["bouncedRecipients"][0].get("status", "")


@pytest.mark.parametrize(("name", "cause"), MEANT.items(), ids=list(MEANT))
def test_a_bounce_is_about(name: str, cause: Cause):
    assert cause_of(*told(name)) is cause


def test_each_bounce_on_file_is_judged():
    assert {file.stem for file in PAYLOADS.iterdir()} == set(MEANT)


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_each_row_decides_a_bounce_on_file(row):
    assert row in [row_of(*told(name)) for name in MEANT]


@given(st.text(), st.text(), st.text())
def test_every_bounce_is_about_something(bounce_type: str, subtype: str, status: str):
    assert cause_of(bounce_type, subtype, status) in Cause


@pytest.mark.parametrize("status", ["", "5.1.1", "4.7.0", "nonsense"])
def test_a_bounce_that_ses_calls_permanent_is_about_the_address(status: str):
    assert cause_of("Permanent", "General", status) is Cause.ADDRESS


@pytest.mark.parametrize("status", ["5.7.0", "5.7.1", "5.7.26", "5.7.509", "5.7.606"])
def test_a_server_that_wants_no_mail_of_ours_says_nothing_of_the_address_whatever_ses_calls_it(status: str):
    assert cause_of("Permanent", "General", status) is Cause.OURS
