"""`chalice local`, which people of this framework try first, has none of our settings, and says what to run instead."""

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.conftest import ROOT

CHALICE = Path(sys.executable).with_name("chalice")


@pytest.fixture
def chalice_local(tmp_path) -> Iterator[tuple[str, Path]]:
    """Its address, and the file it writes its output to."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = tmp_path / "log"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    with log.open("w") as output:
        command = [CHALICE, "local", "--port", str(port), "--no-autoreload"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        try:
            while process.poll() is None and "Serving on" not in log.read_text():
                pass
            yield f"http://127.0.0.1:{port}", log
        finally:
            process.terminate()
            process.wait()


def test_it_says_which_setting_is_missing_and_what_to_run_instead(chalice_local):
    address, log = chalice_local
    with pytest.raises(urllib.error.HTTPError, match="500") as answer:
        urllib.request.urlopen(address)  # noqa: S310 - it runs here
    answer.value.close()

    assert "BadSettings: SITE_URL is missing. " in log.read_text()
    assert "On one machine, `make run` sets them all." in log.read_text()
