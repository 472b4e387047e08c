"""What AWS tells of a stage. An error is an answer only where AWS says that something is not there."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, TypeVar

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, PartialCredentialsError

from chalicelib.aws.dynamodb import KEY
from chalicelib.content.links import fingerprint_of
from tools.doctor.facts import (
    Account,
    Caller,
    Clocks,
    Destination,
    Feedback,
    Identity,
    Key,
    Known,
    Secret,
    Stack,
    Subscription,
    Trial,
    Unanswered,
)
from tools.operate.stack import look_at

if TYPE_CHECKING:
    from mypy_boto3_sesv2.type_defs import GetEmailIdentityResponseTypeDef

T = TypeVar("T")

_SOON = Config(connect_timeout=5, read_timeout=15, retries={"mode": "standard", "total_max_attempts": 2})

_ONCE = Config(connect_timeout=5, read_timeout=70, retries={"mode": "standard", "total_max_attempts": 1})
"""The deployed function is asked once, and has a minute."""

_BAD_CREDENTIALS = frozenset(
    {
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidClientTokenId",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)

_DKIM_ZONE = "dkim.amazonses.com"


def ask(what: str, question: Callable[[], T]) -> Known[T]:
    """The answer; if there is none, why."""
    try:
        return question()
    except ClientError as error:
        code = error.response["Error"]["Code"]
        return Unanswered(f"{what}: these credentials may not ask" if "AccessDenied" in code else f"{what}: {code}")
    except BotoCoreError as error:
        return Unanswered(f"{what}: {type(error).__name__}")


def _is_missing(error: ClientError) -> bool:
    return error.response["Error"]["Code"] in ("NotFoundException", "ResourceNotFoundException")


@dataclass(frozen=True, slots=True)
class Aws:
    """AWS in one region, found through boto3's standard chain. `now` is the time here."""

    region: str
    now: Callable[[], datetime]

    def caller(self) -> Known[tuple[Caller, Clocks | None]]:
        """Whose credentials these are, and by AWS's clock when. The clock is told even where they are refused."""
        return ask("credentials", self._caller)

    def _caller(self) -> tuple[Caller, Clocks | None]:
        try:
            answer = boto3.client("sts", region_name=self.region, config=_SOON).get_caller_identity()
        except (NoCredentialsError, PartialCredentialsError):
            return Caller("", "there are none"), None
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code not in _BAD_CREDENTIALS:
                raise
            return Caller("", f"AWS refuses them: {code}"), self._clocks(
                error.response["ResponseMetadata"]["HTTPHeaders"]
            )
        return Caller(answer["Account"]), self._clocks(answer["ResponseMetadata"]["HTTPHeaders"])

    def _clocks(self, headers: dict[str, str]) -> Clocks | None:
        date = headers.get("date")
        return Clocks(self.now(), parsedate_to_datetime(date)) if date else None

    def stack(self, name: str) -> Known[Stack | None]:
        """None if there is no stack of that name."""
        return ask("stack", lambda: self._stack(name))

    def _stack(self, name: str) -> Stack | None:
        client = boto3.client("cloudformation", region_name=self.region, config=_SOON)
        seen = look_at(name, client)
        if seen is None:
            return None
        return Stack(seen.status, seen.outputs.get("SiteUrl") or seen.parameters.get("SiteUrl", ""), seen.resources)

    def identity(self, address: str) -> Known[Identity | None]:
        """The nearest identity that may send from that address: its domain, one above it, or the address alone."""
        return ask("identity", lambda: self._identity(address))

    def _identity(self, address: str) -> Identity | None:
        client = boto3.client("sesv2", region_name=self.region, config=_SOON)
        for name in [*domains_of(address.rpartition("@")[2]), address]:
            try:
                return _read_identity(name, client.get_email_identity(EmailIdentity=name))
            except ClientError as error:
                if not _is_missing(error):
                    raise
        return None

    def account(self) -> Known[Account]:
        return ask("SES", self._account)

    def _account(self) -> Account:
        answer = boto3.client("sesv2", region_name=self.region, config=_SOON).get_account()
        quota = answer["SendQuota"]
        return Account(
            is_in_production=answer["ProductionAccessEnabled"],
            is_enabled=answer["SendingEnabled"],
            enforcement=answer["EnforcementStatus"],
            review=answer.get("Details", {}).get("ReviewDetails", {}).get("Status", ""),
            a_day=quota["Max24HourSend"],
            sent_today=quota["SentLast24Hours"],
            a_second=quota["MaxSendRate"],
        )

    def suppressed(self, address: str) -> Known[str]:
        """Why SES sends nothing to that address, "" if it does."""
        return ask("suppression list", lambda: self._suppressed(address))

    def _suppressed(self, address: str) -> str:
        client = boto3.client("sesv2", region_name=self.region, config=_SOON)
        try:
            return client.get_suppressed_destination(EmailAddress=address)["SuppressedDestination"]["Reason"]
        except ClientError as error:
            if _is_missing(error):
                return ""
            raise

    def feedback(self, configuration_set: str, topic: str, queue_url: str) -> Known[Feedback]:
        return ask("feedback", lambda: self._feedback(configuration_set, topic, queue_url))

    def _feedback(self, configuration_set: str, topic: str, queue_url: str) -> Feedback:
        client = boto3.client("sesv2", region_name=self.region, config=_SOON)
        answer = client.get_configuration_set_event_destinations(ConfigurationSetName=configuration_set)
        destinations = tuple(
            Destination(
                one.get("SnsDestination", {}).get("TopicArn", ""), one["Enabled"], frozenset(one["MatchingEventTypes"])
            )
            for one in answer["EventDestinations"]
        )
        account = topic.split(":")[4]
        queue = f"{':'.join(topic.split(':')[:2])}:sqs:{self.region}:{account}:{queue_url.rpartition('/')[2]}"
        return Feedback(topic, queue, destinations, self._subscriptions(topic))

    def alarms(self, topic: str) -> Known[tuple[Subscription, ...]]:
        return ask("alarms", lambda: self._subscriptions(topic))

    def _subscriptions(self, topic: str) -> tuple[Subscription, ...]:
        client = boto3.client("sns", region_name=self.region, config=_SOON)
        pages = client.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
        return tuple(
            # What waits for its confirmation has words in the place of an ARN.
            Subscription(one["Protocol"], one["Endpoint"], one["SubscriptionArn"].startswith("arn:"))
            for page in pages
            for one in page["Subscriptions"]
            # What has lapsed stays in this list for a while.
            if one["SubscriptionArn"] != "Deleted"
        )

    def concurrency(self) -> Known[int]:
        """How many functions of the account may run at once."""
        return ask("Lambda", self._concurrency)

    def _concurrency(self) -> int:
        client = boto3.client("lambda", region_name=self.region, config=_SOON)
        return client.get_account_settings()["AccountLimit"]["ConcurrentExecutions"]

    def key(self, secret: str, table: str) -> Known[Key]:
        """Fingerprints: the key itself goes no further than this."""
        return ask("key", lambda: self._key(secret, table))

    def _key(self, secret: str, table: str) -> Key:
        secrets = boto3.client("secretsmanager", region_name=self.region, config=_SOON)
        own = fingerprint_of(secrets.get_secret_value(SecretId=secret)["SecretString"])
        dynamodb = boto3.client("dynamodb", region_name=self.region, config=_SOON)
        answer = dynamodb.get_item(TableName=table, Key={"id": {"S": KEY}}, ConsistentRead=True)
        return Key(own, answer.get("Item", {}).get("fingerprint", {}).get("S", ""))

    def secret(self, secret: str) -> Known[Secret]:
        return ask("secret", lambda: self._secret(secret))

    def _secret(self, secret: str) -> Secret:
        client = boto3.client("secretsmanager", region_name=self.region, config=_SOON)
        answer = client.describe_secret(SecretId=secret)
        return Secret(answer.get("LastChangedDate", answer["CreatedDate"]).astimezone(UTC), "DeletedDate" in answer)

    def trial(self, function: str, to: str) -> Known[Trial]:
        """Have the deployed function send an email."""
        return ask("function", lambda: self._trial(function, to))

    def _trial(self, function: str, to: str) -> Known[Trial]:
        client = boto3.client("lambda", region_name=self.region, config=_ONCE)
        payload = json.dumps({"Records": [], "send_test_to": to})
        answer = client.invoke(FunctionName=function, Payload=payload)
        return read_trial(to, json.loads(answer["Payload"].read()), is_error="FunctionError" in answer)


def read_trial(to: str, said: object, *, is_error: bool) -> Known[Trial]:
    """What the function's answer means. Where SES was silent, it is not known."""
    told = said if isinstance(said, dict) else {}
    if is_error:
        words = str(told.get("errorMessage", "it failed without a word"))
        return (
            Unanswered(f"it is not known if it was sent: {words}")
            if words.startswith("InDoubt")
            else Trial(to, "", words)
        )
    if "message_id" not in told:
        return Unanswered("the deployed version cannot be asked for one: deploy this one")
    return Trial(to, told["message_id"])


def domains_of(domain: str) -> list[str]:
    """The domain and those above it, without the last, which is nobody's."""
    labels = domain.lower().split(".")
    return [".".join(labels[first:]) for first in range(len(labels) - 1)]


def _read_identity(name: str, answer: "GetEmailIdentityResponseTypeDef") -> Identity:
    dkim, mail_from = answer["DkimAttributes"], answer.get("MailFromAttributes", {})
    zone = dkim.get("SigningHostedZone") or _DKIM_ZONE
    return Identity(
        name,
        is_verified=answer["VerifiedForSendingStatus"],
        dkim_status=dkim.get("Status", "NOT_STARTED"),
        dkim_records={f"{token}._domainkey.{name}": f"{token}.{zone}".lower() for token in dkim.get("Tokens", [])},
        mail_from=mail_from.get("MailFromDomain", "").lower(),
        mail_from_status=mail_from.get("MailFromDomainStatus", ""),
    )
