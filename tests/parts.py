"""How long each part of the tests has taken, printed at their end."""

from collections import Counter

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Seconds are of work: two workers do two in one."""
    seconds, tests = Counter[str](), Counter[str]()
    for reports in terminalreporter.stats.values():
        for report in reports:
            # A subtest is told of beside the test that it is a part of.
            if type(report) is pytest.TestReport:
                part = "/".join(report.nodeid.split("/")[:2])
                seconds[part] += report.duration
                tests[part] += report.when == "call"
    terminalreporter.section("parts")
    for part, spent in seconds.most_common():
        terminalreporter.write_line(f"{part:20} {tests[part]:6,} tests {spent:8.1f} s")
