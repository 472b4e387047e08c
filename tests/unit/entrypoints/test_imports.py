"""What a cold start pays for."""

import subprocess
import sys

import pytest

EVENT = """
from chalicelib import services
services.settings = lambda: __import__("chalicelib.settings", fromlist=["x"]).Settings(
    "https://clinic.test", "a@clinic.test", "b@clinic.test", "c@clinic.test", "k" * 32, ("k" * 32,), "t", "q", "q", "m")
import sys
from app import app
path = sys.argv[1]
resource = "/guide/{token}" if path.startswith("/guide") else path
if path.startswith("/guide"):
    path = "/guide/" + services.links().signed("guide", "lead").rpartition("/")[2]
answer = app({
    "headers": {}, "multiValueQueryStringParameters": None, "pathParameters": {"token": path.rpartition("/")[2]},
    "requestContext": {"httpMethod": "GET", "resourcePath": resource, "path": path},
    "body": None, "stageVariables": None,
}, None)
print(answer["statusCode"], *sorted({name.partition(".")[0] for name in sys.modules}))
"""


@pytest.mark.parametrize("path", ["/", "/contact", "/thank-you", "/privacy", "/guide"])
def test_a_page_that_is_only_looked_at_loads_no_aws_and_no_validation_library(path):
    ran = subprocess.run([sys.executable, "-c", EVENT, path], capture_output=True, text=True, check=True)
    status, *modules = ran.stdout.split()

    assert status == "200"
    assert not {"boto3", "botocore", "phonenumbers", "email_validator", "cattrs", "dns"} & set(modules)
