"""How a command of an operator ends that cannot go on."""

from urllib.error import URLError

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError

from chalicelib.errors import Explained
from tools.operate.ending import ending

DENIED = ClientError({"Error": {"Code": "AccessDenied", "Message": "not you"}}, "DescribeStacks")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ValueError("prod.toml: region is missing"), "^erase: prod.toml: region is missing$"),
        (Explained("the table does not answer"), "^erase: the table does not answer$"),
        (EOFError(), "nobody is there to answer"),
        (KeyboardInterrupt(), "erase: stopped"),
        (DENIED, "^erase: AWS refuses DescribeStacks: AccessDenied: not you$"),
        (NoCredentialsError(), "there are no AWS credentials: set AWS_PROFILE"),
        (EndpointConnectionError(endpoint_url="https://ses"), "Could not connect"),
        (URLError("connection refused"), "^erase: <urlopen error connection refused>$"),
        (
            FileNotFoundError(2, "No such file or directory", "leads.csv"),
            "^erase: leads.csv: No such file or directory$",
        ),
    ],
)
def test_it_says_in_one_line_what_is_wrong(error, words):
    with pytest.raises(SystemExit, match=words), ending("erase"):
        raise error


def test_a_mistake_of_our_own_is_not_hidden():
    with pytest.raises(KeyError), ending("erase"):
        raise KeyError
