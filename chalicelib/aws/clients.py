"""Clients of AWS, on botocore alone: what boto3 adds to it (resources, transfers of S3) nobody here calls, and a
visitor whose form is the first in its container would wait for it."""

from functools import cache
from typing import Any

import botocore.session
from botocore.config import Config


@cache
def session() -> botocore.session.Session:
    """The standard chain: settings, credentials and `AWS_ENDPOINT_URL`, as boto3 finds them."""
    return botocore.session.get_session()


def client(service: str, config: Config) -> Any:
    return session().create_client(service, config=config)
