"""Everything local, started and stopped as one."""

import threading
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from werkzeug.serving import BaseWSGIServer, make_server

from chalicelib.content.templates import Templates
from chalicelib.services import TEMPLATES, Services, install
from local.clock import LocalClock
from local.cloud import Cloud, QuietHandler
from local.functions import Functions
from local.gateway import Gateway
from local.mailbox import make_mailbox

ADDRESS = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Site:
    url: str
    mailbox_url: str
    clock: LocalClock
    cloud: Cloud
    services: Services
    functions: Functions
    gateway: Gateway
    mailbox: Flask
    servers: tuple[BaseWSGIServer, ...]

    def stop(self) -> None:
        for server in self.servers:
            server.shutdown()
            server.server_close()
        self.functions.stop()
        self.cloud.stop()


def start(
    port: int, mailbox_port: int, *, clock: LocalClock | None = None, stage: str = "", templates: Path = TEMPLATES
) -> Site:
    """Serve the site and the mailbox; ports of 0 choose free ones. Raises OSError if a port is taken.

    `stage` serves the site under a prefix, as the stage of an API without a domain of its own is.
    """
    clock = clock or LocalClock()
    # The ports are taken first: the site's address is one of its settings.
    server = make_server(ADDRESS, port, _not_yet, threaded=True, request_handler=QuietHandler)
    mailbox_server = make_server(ADDRESS, mailbox_port, _not_yet, threaded=True, request_handler=QuietHandler)
    url = f"http://{ADDRESS}:{server.server_port}" + (f"/{stage}" if stage else "")
    parameters = {
        "SiteUrl": url,
        "MailFrom": "guide@clinic.test",
        "AlertFrom": "enquiries@clinic.test",
        "ClinicInbox": "front-desk@clinic.test",
        "AlarmInbox": "engineer@clinic.test",
        "LeadIdKey": "a key for one machine, not a secret",
        "SigningKeys": "another key for one machine only",
        "SigningKeysVersion": "",
        "TellGoogleAds": "yes",
        "ConversionsPassword": "a password for one machine, not a secret",
        "CloudFront": "no",
        "DeletionProtection": "off",
    }
    cloud = Cloud(clock, parameters, Templates(templates))
    services = Services(cloud.environment, templates=templates, clock=clock.now)
    install(services)
    from app import app

    functions = Functions(app, cloud, clock)
    gateway = Gateway(app, cloud, stage)
    mailbox = make_mailbox(cloud.mail, functions, clock, services.templates.clinic.zone, url)
    server.app, mailbox_server.app = gateway, mailbox
    for work in (server.serve_forever, mailbox_server.serve_forever, functions.run):
        threading.Thread(target=work, daemon=True).start()
    mailbox_url = f"http://{ADDRESS}:{mailbox_server.server_port}"
    return Site(url, mailbox_url, clock, cloud, services, functions, gateway, mailbox, (server, mailbox_server))


def _not_yet(_environ: object, _start_response: object) -> list[bytes]:
    raise RuntimeError("the server was not given its application yet")
