"""Email through SES: one request per email, never repeated, and each answer taken for what it means."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
)

from chalicelib.aws.clients import client
from chalicelib.mail.email import Email
from chalicelib.use_cases.failures import PARKED, Deferred, InDoubt, Rejected

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sesv2.type_defs import EmailContentTypeDef

SEND_ONCE = Config(connect_timeout=3, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 1})
"""SES has no idempotency token: a request that botocore repeats by itself is another email."""

NOBODY = "success@simulator.amazonses.com"
"""Takes every email and shows it to no one. It costs as much as another and counts for nothing.
https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html"""

_PROBE: "EmailContentTypeDef" = {"Simple": {"Subject": {"Data": "Probe"}, "Body": {"Text": {"Data": "Is mail taken?"}}}}

_THROTTLED = timedelta(seconds=30)

_PROBED_IN_VAIN = timedelta(minutes=5)

_THROTTLES = frozenset({"TooManyRequestsException", "ThrottlingException", "Throttling"})

_FINAL = frozenset({"MessageRejected", "BadRequestException"})
"""Refusals of the email itself. Anything else that SES refuses (sending paused, the account suspended, an identity or
the configuration set missing, credentials out of date, a code of tomorrow) is not about this email and will pass.
https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_Errors"""


class SesMailer:
    """A `ports.Mailer`. Its client must be made with `SEND_ONCE`; probes come from the address `probe_sender`."""

    def __init__(self, client: "SESV2Client", configuration_set: str, probe_sender: str) -> None:
        self._client = client
        self._configuration_set = configuration_set
        self._prover = probe_sender
        self._is_in_doubt = False

    @property
    def is_in_doubt(self) -> bool:
        return self._is_in_doubt

    def probe(self) -> None:
        try:
            # Without the configuration set, so that no event tells of it.
            self._client.send_email(
                FromEmailAddress=self._prover,
                Destination={"ToAddresses": [NOBODY]},
                Content=_PROBE,
            )
        except ClientError as error:
            meaning = _meaning(error)
            raise (
                meaning if isinstance(meaning, Deferred) else Deferred(f"probed, {meaning}", _PROBED_IN_VAIN)
            ) from error
        except BotoCoreError as error:
            raise Deferred(f"probed, {type(error).__name__}", _PROBED_IN_VAIN) from error
        self._is_in_doubt = False

    def send(self, email: Email, tags: dict[str, str]) -> str:
        try:
            return self._send(email, tags)
        except InDoubt:
            self._is_in_doubt = True
            raise

    def _send(self, email: Email, tags: dict[str, str]) -> str:
        try:
            answer = self._client.send_email(
                FromEmailAddress=email.sender,
                Destination={"ToAddresses": [email.recipient]},
                Content={"Raw": {"Data": email.raw}},
                ConfigurationSetName=self._configuration_set,
                EmailTags=[{"Name": name, "Value": value} for name, value in {**tags, **_feedback(email)}.items()],
            )
        except ClientError as error:
            raise _meaning(error) from error
        except NoCredentialsError as error:
            raise Deferred("no credentials", PARKED) from error
        except (ConnectTimeoutError, EndpointConnectionError) as error:
            # No connection, so no request: the one silence that is not in doubt.
            raise Deferred(type(error).__name__, _THROTTLED) from error
        except BotoCoreError as error:
            raise InDoubt(type(error).__name__) from error
        return answer["MessageId"]


def connect(configuration_set: str, probe_sender: str) -> SesMailer:
    """SES, found through the standard chain."""
    return SesMailer(client("sesv2", SEND_ONCE), configuration_set, probe_sender)


def _feedback(email: Email) -> dict[str, str]:
    """What Gmail's Postmaster Tools tell spam reports apart by, never anything of one recipient: since June 2024
    SES puts the values of these two tags into the Feedback-ID header."""
    coarse = {"ses:feedback-id-a": email.topic, "ses:feedback-id-b": email.language}
    return {name: re.sub(r"[^A-Za-z0-9_-]", "-", value) for name, value in coarse.items()}


def _meaning(error: ClientError) -> Exception:
    """The message of an SES error may quote an address, so only its code goes further."""
    code, message = error.response["Error"]["Code"], error.response["Error"].get("Message", "")
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    if status >= 500:
        return InDoubt(code)
    if "Daily message quota exceeded" in message:
        return Deferred(code, PARKED)
    if code in _THROTTLES or status == 429:
        return Deferred(code, _THROTTLED)
    # An unverified sender is reported as a rejected message, and is our own affair.
    if (code in _FINAL or status == 413) and "not verified" not in message:
        return Rejected(code)
    return Deferred(code, PARKED)
