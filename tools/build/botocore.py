"""What the service needs of botocore, a twentieth of it."""

import gzip
import json
import re
import shutil
from pathlib import Path
from typing import Any

SERVICES = ("dynamodb", "sesv2", "sqs")
"""Those of AWS's that are called. Lambda has the credentials in its environment, so nothing asks STS for any."""


_CERTIFICATE = re.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n", re.DOTALL)

NO_HELP = """
class NoHelp(str):
    def __new__(cls, **_described):
        return super().__new__(cls)

ClientMethodDocstring = PaginatorDocstring = WaiterDocstring = NoHelp
"""
"""In the place of `botocore.docs.docstring`."""


def trim(botocore: Path) -> None:
    """Take out of that folder what describes other services, and what describes these to people."""
    data = botocore / "data"
    for service in data.iterdir():
        if service.is_dir() and service.name not in SERVICES:
            shutil.rmtree(service)
    for packed in data.rglob("service-2.json.gz"):
        model = json.loads(gzip.decompress(packed.read_bytes()))
        # Unpacked it is read sooner, and the bundle packs it again.
        packed.with_suffix("").write_text(json.dumps(_undocumented(model)), encoding="utf-8")
        packed.unlink()
    _trim_endpoints(data / "endpoints.json")
    _write_no_help(botocore / "docs")
    _trim_certificates(botocore / "cacert.pem")


def _write_no_help(docs: Path) -> None:
    """Nobody asks a client in Lambda for help, and what writes it is imported with every client all the same."""
    for module in [path for path in docs.rglob("*.py") if path.name != "utils.py"]:
        module.unlink()
    (docs / "__init__.py").touch()
    (docs / "docstring.py").write_text(NO_HELP, encoding="utf-8")


def _trim_certificates(file: Path) -> None:
    """Each authority's certificate, without what is written above it for people."""
    file.write_text("".join(_CERTIFICATE.findall(file.read_text(encoding="utf-8"))), encoding="utf-8")


def _undocumented(value: Any) -> Any:
    match value:
        case dict():
            # A member of a shape may be called so, but is never a text.
            kept = {name: one for name, one in value.items() if name != "documentation" or not isinstance(one, str)}
            return {name: _undocumented(one) for name, one in kept.items()}
        case list():
            return [_undocumented(one) for one in value]
    return value


def _trim_endpoints(file: Path) -> None:
    """A megabyte of the addresses of all services, which the first client in a process would read."""
    endpoints = json.loads(file.read_text(encoding="utf-8"))
    for partition in endpoints["partitions"]:
        partition["services"] = {name: one for name, one in partition["services"].items() if name in SERVICES}
    file.write_text(json.dumps(endpoints), encoding="utf-8")
