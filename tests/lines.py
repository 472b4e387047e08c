"""Which lines and branches of the service no test runs, counted in all workers and printed at their end."""

import io
import json
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from typing import Any

import pytest
from slipcover import Slipcover, merge_coverage, print_coverage
from slipcover.importer import SlipcoverLoader

SERVICE = Path(__file__).parents[1] / "chalicelib"


class Counted(MetaPathFinder):
    """Finds the modules of the service as Python does, and has their lines counted."""

    def __init__(self, counter: Slipcover) -> None:
        self._counter = counter

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: Any = None) -> ModuleSpec | None:
        if fullname.partition(".")[0] != SERVICE.name:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec and spec.loader and spec.origin:
            spec.loader = SlipcoverLoader(self._counter, spec.loader, spec.origin)
        return spec


counter = Slipcover(branch=True, source=[str(SERVICE)])
counted_by_workers: list[dict[str, Any]] = []
sys.meta_path.insert(0, Counted(counter))


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["lines"] = json.dumps(counter.get_coverage())


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A worker that crashed has counted nothing."""
    if hasattr(node, "workeroutput"):
        counted_by_workers.append(json.loads(node.workeroutput["lines"]))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    counted, *others = counted_by_workers or [counter.get_coverage()]
    for other in others:
        merge_coverage(counted, other)
    printed = io.StringIO()
    print_coverage(counted, outfile=printed, skip_covered=True)
    terminalreporter.section("lines that no test runs")
    terminalreporter.write_line(printed.getvalue())
