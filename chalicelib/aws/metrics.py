"""Measures of our own, written as log lines that CloudWatch makes into metrics.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

import json
import os
import sys
import time

from chalicelib.use_cases.metric import Metric

NAMESPACE = "ClinicLeads"

STACK = "Stack"
"""The dimension of every metric: a stack for trials must not hide that the real one is silent."""

_UNITS = {Metric.OLDEST_OVERDUE: "Seconds", Metric.QUOTA_USED: "Percent"}


def measure(metric: Metric, value: float) -> None:
    """Write one value of a metric of this stack. It costs no call. Outside Lambda it writes none."""
    if "AWS_LAMBDA_FUNCTION_NAME" not in os.environ:
        return
    definition = {"Name": metric.value, "Unit": _UNITS.get(metric, "Count")}
    directive = {"Namespace": NAMESPACE, "Dimensions": [[STACK]], "Metrics": [definition]}
    aws = {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [directive]}
    line = {"_aws": aws, STACK: os.environ.get("STACK_NAME", ""), metric.value: value}
    sys.stdout.write(json.dumps(line) + "\n")
