import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from chalicelib.aws.dynamodb import DynamoStore
from chalicelib.services import current
from chalicelib.use_cases.ports import Store
from local.site import Site

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(params=["moto", "dynalite"])
def store(request) -> Store:
    """The same store on two DynamoDBs that nobody wrote together: what both agree on is not a whim of one."""
    return request.getfixturevalue(f"{request.param}_store")


@pytest.fixture
def moto_store(site: Site) -> Iterator[Store]:
    """dynalite knows no transactions, so what spends a budget is asked of moto alone."""
    yield current().leads.store
    delete_items(boto3.client("dynamodb"), site.cloud.environment["LEADS_TABLE"])


@pytest.fixture
def dynalite_store(dynalite) -> Iterator[Store]:
    """moto checks a condition and then writes, with room for another thread in between, so what races is asked of
    dynalite alone."""
    yield DynamoStore(dynalite, "leads")
    delete_items(dynalite, "leads")


@pytest.fixture(scope="session")
def dynalite() -> Iterator[object]:
    """A client of a running dynalite that has the table which we deploy."""
    if shutil.which("npm") is None:
        pytest.skip("there is no npm, so dynalite gives no second opinion")
    program = Path(sys.prefix) / "dynalite" / "node_modules" / ".bin" / "dynalite"
    if not program.exists():
        pytest.fail("dynalite is not installed: make .venv/dynalite-ready")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [program, "--host", "127.0.0.1", "--port", str(port), "--createTableMs", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert "listening" in process.stdout.readline()
            client = boto3.client(
                "dynamodb",
                endpoint_url=f"http://127.0.0.1:{port}",
                region_name="us-east-1",
                aws_access_key_id="local",
                aws_secret_access_key="local",
            )
            client.create_table(TableName="leads", **table_definition())
            client.get_waiter("table_exists").wait(TableName="leads", WaiterConfig={"Delay": 1})
            yield client
            client.close()
        finally:
            process.terminate()


def table_definition() -> dict[str, object]:
    """The table of the template, without what CloudFormation asks of DynamoDB by other calls than CreateTable."""
    template = json.loads((ROOT / ".chalice" / "resources.json").read_text(encoding="utf-8"))
    definition = template["Resources"]["LeadsTable"]["Properties"]
    for separate in (
        "DeletionProtectionEnabled",
        "PointInTimeRecoverySpecification",
        "SSESpecification",
        "TimeToLiveSpecification",
    ):
        del definition[separate]
    return definition


def delete_items(client, table: str) -> None:
    pages = client.get_paginator("scan").paginate(TableName=table, ProjectionExpression="id")
    keys = [{"DeleteRequest": {"Key": item}} for page in pages for item in page["Items"]]
    for start in range(0, len(keys), 25):
        client.batch_write_item(RequestItems={table: keys[start : start + 25]})
