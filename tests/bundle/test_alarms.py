"""When each alarm of the template rings, word by word: a slip here is heard by nobody until it matters."""

import pytest

# What is measured, of whose, and when it rings. S is the service's own namespace, and a period is in minutes.
EXPECTED = {
    "PageBroken": "AWS/ApiGateway 5XXError Sum > 0 in 5",
    "SubmitSlow": "AWS/ApiGateway Latency p99 > 2000 in 15",
    "Throttled": "AWS/Lambda Throttles Sum > 0 in 5",
    "Flooded": "own RequestsThrottled Sum > 0 in 5",
    "NotStored": "S EnquiriesNotStored Sum > 0 in 5",
    "NoEnquiry": "S EnquiriesStored Sum < 1 in 1440, or silent",
    "Overdue": "S OldestOverdue Maximum > 900 in 5, or silent",
    "Sweep": "AWS/Lambda Invocations Sum < 1 in 5, or silent",
    "Digest": "AWS/Lambda Errors Sum > 0 in 5",
    "Canary": "AWS/Lambda Errors Sum > 0 in 120, or silent",
    "Parked": "S MailParked Sum > 0 in 5",
    "Held": "S MailDeferred Sum > 0 in 15 twice",
    "Rejected": "S MailRejected Sum > 0 in 5",
    "Refused": "S MailRefused Sum > 0 in 5",
    "ClinicUnreached": "S ClinicUnreached Sum > 0 in 5",
    "Unwritable": "S MailUnwritable Sum > 0 in 5",
    "WebhookFails": "S WebhookFailed Sum > 0 in 15 twice",
    "WebhookDeclines": "S WebhookDeclined Sum > 0 in 5",
    "Bounced": "S GuidesBounced Sum >= 5 in 60",
    "Capped": "S GuidesCapped Sum > 0 in 5",
    "BounceRate": "AWS/SES Reputation.BounceRate Maximum > 0.03 in 60",
    "ComplaintRate": "AWS/SES Reputation.ComplaintRate Maximum > 0.0005 in 60",
    "Certificate": "S CertificateDays Minimum < 21 in 1440",
    "Quota": "S QuotaUsed Maximum >= 80 in 120",
    "Sandbox": "S Sandboxed Maximum > 0 in 1440",
    "AtOnceDeadLetters": "AWS/SQS ApproximateNumberOfMessagesVisible Maximum > 0 in 5",
    "FollowUpsDeadLetters": "AWS/SQS ApproximateNumberOfMessagesVisible Maximum > 0 in 5",
    "MailEventsDeadLetters": "AWS/SQS ApproximateNumberOfMessagesVisible Maximum > 0 in 5",
}
SIGNS = {"GreaterThanThreshold": ">", "GreaterThanOrEqualToThreshold": ">=", "LessThanThreshold": "<"}


@pytest.fixture(scope="module")
def alarms(template):
    resources = template["Resources"].items()
    return {name: one["Properties"] for name, one in resources if one["Type"] == "AWS::CloudWatch::Alarm"}


def told(alarm) -> str:
    namespace = alarm["Namespace"] if isinstance(alarm["Namespace"], str) else "own"
    statistic = alarm.get("Statistic") or alarm["ExtendedStatistic"]
    often = {1: "", 2: " twice"}[alarm["EvaluationPeriods"]]
    silent = ", or silent" if alarm["TreatMissingData"] == "breaching" else ""
    what = f"{namespace.replace('ClinicLeads', 'S')} {alarm['MetricName']} {statistic}"
    when = f"{SIGNS[alarm['ComparisonOperator']]} {alarm['Threshold']:g} in {alarm['Period'] // 60}"
    return f"{what} {when}{often}{silent}"


def test_there_is_no_other_alarm_and_none_is_missing(alarms):
    assert sorted(alarms) == sorted(f"{name}Alarm" for name in EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_it_rings_when_people_feel_it_or_soon_will(alarms, name):
    assert told(alarms[f"{name}Alarm"]) == EXPECTED[name]


@pytest.mark.parametrize("name", EXPECTED)
def test_it_rings_where_somebody_hears_it(alarms, name):
    assert alarms[f"{name}Alarm"]["AlarmActions"] == [{"Ref": "AlarmTopic"}]


STACK = {"Ref": "AWS::StackName"}
API = {"ApiName": STACK, "Stage": "prod"}
MAIL = {"ses:configuration-set": {"Ref": "MailConfiguration"}}

DIMENSIONS = {
    **{name: {"Stack": STACK} for name, told in EXPECTED.items() if told.startswith("S ")},
    "PageBroken": API,
    "SubmitSlow": {**API, "Resource": "/leads", "Method": "POST"},
    "Throttled": {"FunctionName": {"Ref": "APIHandler"}},
    "Flooded": {},
    "Sweep": {"FunctionName": {"Ref": "Sweep"}},
    "Digest": {"FunctionName": {"Ref": "Digest"}},
    "Canary": {"FunctionName": {"Ref": "Canary"}},
    "BounceRate": MAIL,
    "ComplaintRate": MAIL,
    "AtOnceDeadLetters": {"QueueName": {"Fn::GetAtt": ["AtOnceDeadLetters", "QueueName"]}},
    "FollowUpsDeadLetters": {"QueueName": {"Fn::GetAtt": ["FollowUpsDeadLetters", "QueueName"]}},
    "MailEventsDeadLetters": {"QueueName": {"Fn::GetAtt": ["MailEventsDeadLetters", "QueueName"]}},
}


@pytest.mark.parametrize("name", EXPECTED)
def test_it_listens_to_what_it_is_about(alarms, name):
    assert {one["Name"]: one["Value"] for one in alarms[f"{name}Alarm"]["Dimensions"]} == DIMENSIONS[name]


def test_a_flood_is_told_apart_from_that_of_another_stack_by_its_namespace(alarms):
    assert alarms["FloodedAlarm"]["Namespace"] == {"Fn::Sub": "ClinicLeads/${AWS::StackName}"}


def test_an_alarm_is_left_out_only_where_there_is_nothing_to_hear(template):
    conditions = {name: one.get("Condition") for name, one in template["Resources"].items() if name.endswith("Alarm")}

    assert {name: condition for name, condition in conditions.items() if condition} == {
        "NoEnquiryAlarm": "WhileAdsRun",
        "CertificateAlarm": "HasDomain",
    }
