import json

from chalicelib.aws.metrics import measure
from chalicelib.use_cases.metric import Metric


def test_a_measure_is_a_log_line_that_cloudwatch_makes_a_metric_of(monkeypatch, capsys):
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "sweep")
    measure(Metric.OLDEST_OVERDUE, 42.0)

    line = json.loads(capsys.readouterr().out)
    [directive] = line["_aws"]["CloudWatchMetrics"]
    assert line["OldestOverdue"] == 42.0
    assert directive["Metrics"] == [{"Name": "OldestOverdue", "Unit": "Seconds"}]


def test_a_measure_is_of_one_stack(monkeypatch, capsys):
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "sweep")
    monkeypatch.setenv("STACK_NAME", "clinic-leads-staging")
    measure(Metric.DEFERRED, 1)

    line = json.loads(capsys.readouterr().out)
    [directive] = line["_aws"]["CloudWatchMetrics"]
    assert (directive["Dimensions"], line["Stack"]) == ([["Stack"]], "clinic-leads-staging")


def test_outside_lambda_nothing_is_written(capsys):
    measure(Metric.DEFERRED, 1)

    assert capsys.readouterr().out == ""
