"""SES in memory: it takes emails or refuses them, in all its ways, and tells of their fate when it pleases."""

import json
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError, ConnectionClosedError, EndpointConnectionError, ReadTimeoutError

from chalicelib.aws.ses import NOBODY
from chalicelib.leads.attempt import EmailKind
from simulation.ledger import Sent
from simulation.queues import MemoryQueue
from simulation.world import Fault, World

NEWS = {"digest": "digests", "morning": "mornings"}

LATE = 0.05
"""How often an event is late, and by how many seconds on average: beyond the lease of an attempt, often."""
LATENESS = 3600.0


class MemorySes:
    """As much of boto3's SES client as the service uses.

    `is_poisonous` says whether SES will never take a kind of email of a lead; `post` is what becomes of those taken.
    """

    def __init__(
        self, world: World, is_poisonous: Callable[[str, EmailKind], bool], post: Callable[[Sent, bytes], None]
    ) -> None:
        self._world = world
        self._is_poisonous = is_poisonous
        self._post = post
        plan = world.plan
        self._outage, self._paused, self._quota_used_up = plan.outage, plan.sending_paused, plan.quota_used_up

    def send_email(self, **request: Any) -> dict[str, str]:
        if request["Destination"]["ToAddresses"] == [NOBODY]:
            return self._world.call("probe", self._take_for_nobody, self._error)
        tags = {tag["Name"]: tag["Value"] for tag in request["EmailTags"]}
        if tags["kind"] in NEWS:
            return self._world.call("send", lambda: self._take_news(tags["kind"]), self._error)
        if self._world.invocation.is_reading:
            self._world.ledger.changed_by_get.append((tags["lead"], "an email sent by a GET"))
        message_id = self._world.call("send", lambda: self._take(request, tags), self._error)
        return {"MessageId": message_id}

    def _take_for_nobody(self) -> dict[str, str]:
        refusal = self._refusal_of_all()
        self._world.ledger.counts[f"SES asked for proof: {'refused' if refusal else 'given'}"] += 1
        if refusal:
            raise refusal
        return {"MessageId": "nobody"}

    def _take_news(self, kind: str) -> dict[str, str]:
        refusal = self._refusal_of_all()
        if refusal:
            raise refusal
        self._world.ledger.news[kind].append(self._world.now)
        self._world.ledger.counts[f"front desk: {NEWS[kind]} received"] += 1
        return {"MessageId": kind}

    def _take(self, request: dict[str, Any], tags: dict[str, str]) -> str:
        kind = EmailKind(tags["kind"])
        self._refuse(tags["lead"], tags["attempt"], kind)
        ledger, now = self._world.ledger, self._world.now
        message_id = f"{len(ledger.sent):016x}-000000"
        recipient = request["Destination"]["ToAddresses"][0]
        sent = Sent(tags["lead"], tags["attempt"], kind, recipient, message_id, now)
        ledger.took(sent)
        self._post(sent, request["Content"]["Raw"]["Data"])
        return message_id

    def _refuse(self, lead_id: str, attempt_id: str, kind: EmailKind) -> None:
        now = self._world.now
        refusal = self._refusal_of_all()
        if refusal is None and self._is_poisonous(lead_id, kind):
            refusal = _refusal("MessageRejected", "Bad content")
            self._world.ledger.rejected.add(attempt_id)
        if refusal:
            answer = _code(refusal) or type(refusal).__name__
            self._world.ledger.counts[f"SES answered: {answer}"] += 1
            self._world.ledger.tell(lead_id, now, f"SES answered {answer}")
            raise refusal

    def _refusal_of_all(self) -> Exception | None:
        """What SES answers to any email at this time, if it takes none."""
        now = self._world.now
        if now in self._outage:
            failure = self._out_of_order()
            self._world.ledger.suffer(self._world.invocation, now, f"SES is down: {type(failure).__name__}")
            return failure
        if now in self._paused:
            return _refusal("SendingPausedException")
        if now in self._quota_used_up:
            return _refusal("LimitExceededException", "Daily message quota exceeded")
        return None

    def _out_of_order(self) -> Exception:
        return self._world.random.choice(
            [
                EndpointConnectionError(endpoint_url="ses"),
                EndpointConnectionError(endpoint_url="ses"),
                ReadTimeoutError(endpoint_url="ses"),
                _refusal("ServiceUnavailable", status=503),
            ]
        )

    def _error(self, fault: Fault) -> Exception:
        match fault:
            case Fault.THROTTLED:
                return _refusal("TooManyRequestsException", status=429)
            case Fault.ANSWER_LOST:
                return ReadTimeoutError(endpoint_url="ses")
            case _:
                failures = [
                    EndpointConnectionError(endpoint_url="ses"),
                    ReadTimeoutError(endpoint_url="ses"),
                    ConnectionClosedError(endpoint_url="ses"),
                    _refusal("InternalFailure", status=500),
                ]
                return self._world.random.choice(failures)


def _refusal(code: str, message: str = "", status: int = 400) -> ClientError:
    error = {"Code": code, "Message": message}
    return ClientError({"Error": error, "ResponseMetadata": {"HTTPStatusCode": status}}, "SendEmail")  # type: ignore[typeddict-item]


def _code(error: Exception) -> str:
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else ""


class EventPublisher:
    """Configuration set, SNS topic and subscription in one: an event about an email ends up in a queue."""

    def __init__(self, world: World, queue: MemoryQueue) -> None:
        self._world = world
        self._queue = queue
        self._late = world.plan.events_late

    def publish(
        self,
        sent: Sent,
        event_type: str,
        details: dict[str, Any],
        *,
        delay: float = 1,
        has_tags: bool = True,
        then: Callable[[], None] = lambda: None,
    ) -> None:
        """Tell of an email, `delay` seconds from now or far later. Without tags, in the shape of an identity's
        notification. `then` is done once the service has taken note."""
        at = sent.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        mail: dict[str, Any] = {
            "timestamp": at,
            "messageId": sent.message_id,
            "destination": [sent.recipient],
        }
        if has_tags:
            mail["tags"] = {"lead": [sent.lead_id], "attempt": [sent.attempt_id], "kind": [sent.kind.value]}
        type_field = "eventType" if has_tags else "notificationType"
        message = json.dumps({type_field: event_type, "mail": mail, **details})
        envelope = {"Type": "Notification", "Message": message}
        if self._world.now in self._late:
            delay += (self._late.ends_at - self._world.now).total_seconds()
        if self._world.chance(LATE):
            delay += self._world.random.expovariate(1 / LATENESS)
        self._world.ledger.counts[f"mail events: {event_type}"] += 1
        self._queue.put(json.dumps(envelope), then, delay)
