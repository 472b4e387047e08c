"""The dashboard of a stack: what became of visitors, how the machinery does, and what it costs."""

import json
from collections.abc import Mapping
from typing import Any

from chalicelib.aws.metrics import NAMESPACE, STACK
from chalicelib.leads.attempt import EmailKind
from chalicelib.use_cases.metric import Metric
from tools.aws import API_REQUEST, LAMBDA_GB_SECOND, LAMBDA_REQUEST, READ, SES_EMAIL, WRITE

MINUTES = 5 * 60
DAY = 24 * 60 * 60

OF_STACK = (NAMESPACE, STACK, "${AWS::StackName}")
API = ("AWS/ApiGateway", "ApiName", "${AWS::StackName}", "Stage", "prod")
SUBMIT = (*API, "Resource", "/leads", "Method", "POST")
FUNCTIONS = ("APIHandler", "Deliver", "FollowUp", "Record", "Sweep", "Digest", "Canary")
QUEUES = ("AtOnceQueue", "FollowUpsQueue", "MailEventsQueue")
DEAD_LETTERS = ("AtOnceDeadLetters", "FollowUpsDeadLetters", "MailEventsDeadLetters")


def metric(of: tuple[str, ...], name: str, label: str, **how: Any) -> list[Any]:
    """One line of a widget: a metric of a namespace and its dimensions."""
    namespace, *dimensions = of
    return [namespace, name, *dimensions, {"label": label, **how}]


def _function(name: str) -> tuple[str, ...]:
    return ("AWS/Lambda", "FunctionName", f"${{{name}}}")


def _queue(name: str) -> tuple[str, ...]:
    return ("AWS/SQS", "QueueName", f"${{{name}.QueueName}}")


def _delivered(kind: EmailKind) -> tuple[str, ...]:
    return ("AWS/SES", "kind", kind.value, "ses:configuration-set", "${MailConfiguration}")


def _funnel() -> list[Any]:
    guide, follow_up = _delivered(EmailKind.GUIDE), _delivered(EmailKind.FOLLOW_UP)
    return [
        metric(API, "Count", "Requests that reached the site"),
        metric(SUBMIT, "Count", "Forms", id="forms", visible=False),
        metric(_function("Canary"), "Invocations", "Canaries", id="canaries", visible=False),
        [{"expression": "forms-FILL(canaries,0)", "label": "Forms sent", "id": "sent"}],
        metric(OF_STACK, Metric.STORED, "Enquiries"),
        metric(guide, "Delivery", "Guides that arrived"),
        metric(follow_up, "Delivery", "Follow-ups that arrived"),
    ]


def _costs(memory: Mapping[str, int]) -> list[Any]:
    """Dollars of a day, each by what drives it. Metrics that are only counted with are hidden."""
    hidden: dict[str, Any] = {"visible": False}
    table = ("AWS/DynamoDB", "TableName", "${LeadsTable}")
    lines = [
        metric(("AWS/SES",), "Send", "Emails", id="emails", **hidden),
        metric(API, "Count", "Requests", id="requests", **hidden),
        metric(table, "ConsumedReadCapacityUnits", "Reads", id="reads", **hidden),
        metric(table, "ConsumedWriteCapacityUnits", "Writes", id="writes", **hidden),
    ]
    for number, name in enumerate(FUNCTIONS):
        lines += [
            metric(_function(name), "Invocations", name, id=f"runs{number}", **hidden),
            metric(_function(name), "Duration", name, id=f"ms{number}", **hidden),
        ]
    functions = "+".join(
        f"FILL(runs{number},0)*{LAMBDA_REQUEST:.9f}"
        f"+FILL(ms{number},0)/1000*{memory[name] / 1024 * LAMBDA_GB_SECOND:.10f}"
        for number, name in enumerate(FUNCTIONS)
    )
    lines += [
        [{"expression": f"emails*{SES_EMAIL}", "label": "Emails of the account", "id": "mail"}],
        [{"expression": f"requests*{API_REQUEST:.7f}", "label": "Requests", "id": "api"}],
        [{"expression": functions, "label": "Functions", "id": "functions"}],
        [{"expression": f"reads*{READ:.9f}+writes*{WRITE:.9f}", "label": "Table", "id": "table"}],
    ]
    return lines


def _widget(title: str, place: tuple[int, int, int], metrics: list[Any], **how: Any) -> dict[str, Any]:
    """A graph at a column and a row, so many columns of 24 wide."""
    x, y, width = place
    properties = {"title": title, "region": "${AWS::Region}", "metrics": metrics, "stat": "Sum", "period": MINUTES}
    return {"type": "metric", "x": x, "y": y, "width": width, "height": 7, "properties": {**properties, **how}}


def dashboard(memory: Mapping[str, int]) -> dict[str, Any]:
    """The resource. `memory` is what each function has, in megabytes."""
    days: dict[str, Any] = {"period": DAY, "view": "bar"}
    widgets = [
        _widget(
            "From visit to follow-up, the last two weeks", (0, 0, 12), _funnel(), start="-P14D", end="PT0H", **days
        ),
        _widget(
            "Bounces and complaints, of all emails",
            (12, 0, 12),
            [
                metric(("AWS/SES", "ses:configuration-set", "${MailConfiguration}"), f"Reputation.{rate}Rate", rate)
                for rate in ("Bounce", "Complaint")
            ],
            stat="Maximum",
            start="-P14D",
            end="PT0H",
        ),
        _widget(
            "How long a form takes, in milliseconds",
            (0, 7, 8),
            [metric(SUBMIT, "Latency", stat, stat=stat) for stat in ("p50", "p99", "Maximum")],
        ),
        _widget(
            "The longest wait for an email, in seconds",
            (8, 7, 8),
            [metric(OF_STACK, Metric.OLDEST_OVERDUE, "Overdue")],
            stat="Maximum",
        ),
        _widget(
            "Errors",
            (16, 7, 8),
            [
                metric(API, "5XXError", "Pages"),
                *[metric(_function(name), "Errors", name) for name in FUNCTIONS],
                metric(_function("APIHandler"), "Throttles", "Turned away"),
            ],
        ),
        _widget(
            "How long functions run, in milliseconds",
            (0, 14, 8),
            [metric(_function(name), "Duration", name) for name in FUNCTIONS],
            stat="p99",
        ),
        _widget(
            "Messages that wait, and that failed",
            (8, 14, 8),
            [metric(_queue(name), "ApproximateNumberOfMessagesVisible", name) for name in (*QUEUES, *DEAD_LETTERS)],
            stat="Maximum",
        ),
        _widget(
            "Dollars of a day, by list price",
            (16, 14, 8),
            _costs(memory),
            start="-P14D",
            end="PT0H",
            stacked=True,
            **days,
        ),
    ]
    body = {"Fn::Sub": json.dumps({"widgets": widgets})}
    return {
        "Type": "AWS::CloudWatch::Dashboard",
        "Properties": {"DashboardName": {"Fn::Sub": "${AWS::StackName}-${AWS::Region}"}, "DashboardBody": body},
    }
