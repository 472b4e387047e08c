"""What SES tells of the account, and what it comes to where it does not."""

import boto3
import pytest
from botocore.stub import Stubber

from chalicelib.aws import account
from chalicelib.use_cases.failures import Unavailable
from chalicelib.use_cases.outlook import Account


@pytest.fixture
def ses(monkeypatch):
    client = boto3.Session("k", "s", region_name="eu-central-1").client("sesv2")
    monkeypatch.setattr(account, "client", lambda *_: client)
    with Stubber(client) as stub:
        yield stub


@pytest.mark.parametrize("is_in_production", [True, False])
def test_an_account_is_what_ses_lets_it_send(ses, is_in_production):
    quota = {"Max24HourSend": 200.0, "MaxSendRate": 1.0, "SentLast24Hours": 3.0}
    ses.add_response("get_account", {"ProductionAccessEnabled": is_in_production, "SendQuota": quota}, {})

    assert account.account() == Account(not is_in_production, a_day=200, sent=3)


def test_a_refusal_is_told_without_aws_s_words(ses):
    ses.add_client_error("get_account", "AccessDeniedException", "words")

    with pytest.raises(Unavailable, match=r"^account: AccessDeniedException"):
        account.account()
