"""What a cold start pays for."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from chalicelib.content.environment import COMPILED
from chalicelib.content.links import Action, Links
from chalicelib.site.landing import INDEX, PRERENDERED, render_landing
from local.events import http_event
from tests.clinic import CAMPAIGN, templates

ENVIRONMENT = {
    "SITE_URL": "https://clinic.test",
    "MAIL_FROM": "guide@clinic.test",
    "ALERT_FROM": "enquiries@clinic.test",
    "CLINIC_INBOX": "front-desk@clinic.test",
    "LEAD_ID_KEY": "i" * 32,
    "SIGNING_KEYS": "k" * 32,
    "LEADS_TABLE": "leads",
    "AT_ONCE_QUEUE_URL": "https://queues.test/at-once",
    "FOLLOW_UPS_QUEUE_URL": "https://queues.test/follow-ups",
    "CONFIGURATION_SET": "clinic-leads",
}

TOKEN = Links(ENVIRONMENT["SITE_URL"], (ENVIRONMENT["SIGNING_KEYS"],)).signed(Action.GUIDE, f"{CAMPAIGN}.lead")
LOOKED_AT = {
    "landing": http_event("GET", "/"),
    "campaign": http_event("GET", f"/{CAMPAIGN}", resource="/{page}", parameters={"page": CAMPAIGN}),
    "contact": http_event("GET", "/contact"),
    "thank-you": http_event("GET", "/thank-you"),
    "privacy": http_event("GET", "/privacy"),
    "guide": http_event(
        "GET",
        f"/guide/{TOKEN.rpartition('/')[2]}",
        resource="/guide/{token}",
        parameters={"token": TOKEN.rpartition("/")[2]},
    ),
}

ANSWER = """
import json, os, sys
from pathlib import Path
from chalicelib.services import Services, install
install(Services(os.environ, templates=Path(sys.argv[1])))
from app import app
answer = app(json.loads(sys.argv[2]), None)
print(answer["statusCode"], *sorted({name.partition(".")[0] for name in sys.modules}))
"""


def loaded(folder: Path, event: dict[str, Any]) -> set[str]:
    """The packages that a new process has loaded once it has shown that page."""
    command = [sys.executable, "-c", ANSWER, str(folder), json.dumps(event)]
    environment = {"PATH": os.environ["PATH"], **ENVIRONMENT}
    ran = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    status, *modules = ran.stdout.split()
    assert status == "200"
    return set(modules)


@pytest.mark.parametrize("page", LOOKED_AT)
def test_a_page_that_is_only_looked_at_loads_no_aws_and_no_validation_library(page, tmp_path):
    folder = shutil.copytree(templates().folder, tmp_path / "templates")
    (folder / COMPILED).mkdir()
    modules = loaded(folder, LOOKED_AT[page])

    assert "chalicelib" in modules
    assert not {"boto3", "botocore", "phonenumbers", "email_validator", "cattrs", "dns"} & modules


def test_a_landing_page_that_the_bundle_has_rendered_loads_no_jinja_and_no_markdown(tmp_path):
    folder = shutil.copytree(templates().folder, tmp_path / "templates")
    (folder / PRERENDERED).mkdir()
    (folder / PRERENDERED / f"{INDEX}.html").write_text(render_landing(templates(), ""), encoding="utf-8")

    assert not {"jinja2", "mistune"} & loaded(folder, LOOKED_AT["landing"])
