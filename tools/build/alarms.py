"""The alarms of a stack: each on what people feel, or on what will soon be felt. What each means and what to do is in
`docs/operating.md`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.aws.metrics import NAMESPACE, STACK
from chalicelib.use_cases.metric import Metric

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR

OF_STACK = {STACK: {"Ref": "AWS::StackName"}}
API = {"ApiName": {"Ref": "AWS::StackName"}, "Stage": "prod"}
SUBMIT = {**API, "Resource": "/leads", "Method": "POST"}
MAIL = {"ses:configuration-set": {"Ref": "MailConfiguration"}}

ABOVE, AT_LEAST, BELOW = "GreaterThanThreshold", "GreaterThanOrEqualToThreshold", "LessThanThreshold"


@dataclass(frozen=True, slots=True)
class Alarm:
    """`says` is the first line of the email about it. It rings once `metric` has been `when` `threshold` for `periods`
    periods of so many seconds. `silence` is what it makes of no data; `condition` is the template's."""

    says: str
    metric: str
    threshold: float = 0
    when: str = ABOVE
    statistic: str = "Sum"
    period: int = 5 * MINUTE
    periods: int = 1
    namespace: str | Mapping[str, str] = NAMESPACE
    dimensions: Mapping[str, Any] = field(default_factory=lambda: OF_STACK)
    silence: str = "notBreaching"
    condition: str = ""

    def resource(self) -> dict[str, Any]:
        """As CloudFormation takes it."""
        statistic = "ExtendedStatistic" if self.statistic.startswith("p") else "Statistic"
        properties = {
            "AlarmDescription": self.says,
            "Namespace": self.namespace,
            "MetricName": self.metric,
            "Dimensions": [{"Name": name, "Value": value} for name, value in self.dimensions.items()],
            statistic: self.statistic,
            "Period": self.period,
            "EvaluationPeriods": self.periods,
            "Threshold": self.threshold,
            "ComparisonOperator": self.when,
            "TreatMissingData": self.silence,
            "AlarmActions": [{"Ref": "AlarmTopic"}],
        }
        condition = {"Condition": self.condition} if self.condition else {}
        return {"Type": "AWS::CloudWatch::Alarm", **condition, "Properties": properties}


def _dead_letters(queue: str) -> Alarm:
    return Alarm(
        "Messages failed five times",
        "ApproximateNumberOfMessagesVisible",
        statistic="Maximum",
        namespace="AWS/SQS",
        dimensions={"QueueName": {"Fn::GetAtt": [queue, "QueueName"]}},
    )


def _of_function(says: str, metric: str, function: str, **more: Any) -> Alarm:
    return Alarm(says, metric, namespace="AWS/Lambda", dimensions={"FunctionName": {"Ref": function}}, **more)


ALARMS: Mapping[str, Alarm] = {
    "PageBroken": Alarm(
        "Somebody was shown an error instead of a page", "5XXError", namespace="AWS/ApiGateway", dimensions=API
    ),
    "SubmitSlow": Alarm(
        "A form takes more than two seconds to be answered",
        "Latency",
        2000,
        statistic="p99",
        period=15 * MINUTE,
        namespace="AWS/ApiGateway",
        dimensions=SUBMIT,
    ),
    "Throttled": _of_function(
        "Visitors were turned away: the account runs no more functions at once", "Throttles", "APIHandler"
    ),
    "Flooded": Alarm(
        "Visitors were turned away: more requests came within a second than the stage takes",
        "RequestsThrottled",
        namespace={"Fn::Sub": "ClinicLeads/${AWS::StackName}"},
        dimensions={},
    ),
    "NotStored": Alarm("Enquiries could not be stored, and people were asked to try again", Metric.NOT_STORED),
    "NoEnquiry": Alarm(
        "Ads run, and nobody has enquired for a day",
        Metric.STORED,
        1,
        BELOW,
        period=DAY,
        silence="breaching",
        condition="WhileAdsRun",
    ),
    "Overdue": Alarm(
        "Somebody has waited for an email for a quarter of an hour",
        Metric.OLDEST_OVERDUE,
        15 * MINUTE,
        statistic="Maximum",
        silence="breaching",
    ),
    "Sweep": _of_function(
        "The sweep does not run", "Invocations", "Sweep", threshold=1, when=BELOW, silence="breaching"
    ),
    "Digest": _of_function("The clinic could not be told of enquiries that are held back", "Errors", "Digest"),
    "Canary": _of_function(
        "An enquiry that nobody sent did not go the whole way, or none was tried for two hours",
        "Errors",
        "Canary",
        period=2 * HOUR,
        silence="breaching",
    ),
    "Parked": Alarm(
        "SES takes no mail: still in the sandbox, sending paused, quota used up, or an identity missing", Metric.PARKED
    ),
    "Held": Alarm("SES has held mail back for half an hour", Metric.DEFERRED, period=15 * MINUTE, periods=2),
    "Rejected": Alarm("SES rejected an email for good", Metric.REJECTED),
    "Refused": Alarm(
        "A server refused an email for what we wrote, where it came from, or our reputation", Metric.REFUSED
    ),
    "ClinicUnreached": Alarm(
        "An email to the clinic inbox came back or was called spam: enquiries may be unread",
        Metric.CLINIC_UNREACHED,
    ),
    "Unwritable": Alarm("An email cannot be written: something is wrong with its text", Metric.UNWRITABLE),
    "WebhookFails": Alarm(
        "The clinic's own system could not be told of enquiries and outcomes for half an hour",
        Metric.WEBHOOK_FAILED,
        period=15 * MINUTE,
        periods=2,
    ),
    "WebhookDeclines": Alarm(
        "The clinic's own system declines an enquiry or an outcome, and was told what came after it",
        Metric.WEBHOOK_DECLINED,
    ),
    "Bounced": Alarm(
        "Guides bounce: the others slow down, long before SES would stop the account",
        Metric.GUIDES_BOUNCED,
        5,
        AT_LEAST,
        period=HOUR,
    ),
    "Capped": Alarm(
        "More guides are asked for than an hour may send, or too many bounce: perhaps the form is being abused",
        Metric.GUIDES_CAPPED,
    ),
    "BounceRate": Alarm(
        "More than 3 % of emails bounce: SES reviews an account at 5 %",
        "Reputation.BounceRate",
        0.03,
        statistic="Maximum",
        period=HOUR,
        namespace="AWS/SES",
        dimensions=MAIL,
    ),
    "ComplaintRate": Alarm(
        "More than 0.05 % of emails are called spam: SES reviews an account at 0.1 %",
        "Reputation.ComplaintRate",
        0.0005,
        statistic="Maximum",
        period=HOUR,
        namespace="AWS/SES",
        dimensions=MAIL,
    ),
    "Certificate": Alarm(
        "The site's certificate ends in three weeks, and AWS has not renewed it",
        Metric.CERTIFICATE_DAYS,
        21,
        BELOW,
        statistic="Minimum",
        period=DAY,
        condition="HasDomain",
    ),
    "Quota": Alarm(
        "Four fifths of the emails that SES lets the account send in a day have gone",
        Metric.QUOTA_USED,
        80,
        AT_LEAST,
        statistic="Maximum",
        period=2 * HOUR,
    ),
    "Sandbox": Alarm(
        "SES is in its sandbox: it sends to nobody but verified addresses",
        Metric.SANDBOXED,
        statistic="Maximum",
        period=DAY,
    ),
    "AtOnceDeadLetters": _dead_letters("AtOnceDeadLetters"),
    "FollowUpsDeadLetters": _dead_letters("FollowUpsDeadLetters"),
    "MailEventsDeadLetters": _dead_letters("MailEventsDeadLetters"),
}
"""By name. A metric is of one stack, so that a quiet one beside it hides nothing."""


def alarms() -> dict[str, Any]:
    """The resources of all alarms."""
    return {f"{name}Alarm": alarm.resource() for name, alarm in ALARMS.items()}
