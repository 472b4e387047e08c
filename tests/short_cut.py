"""The embedded AWS without the way to it, which takes longer than most of its answers."""

import json
import os
from threading import Lock
from types import SimpleNamespace
from typing import Any

from boto3 import Session
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.model import OperationModel
from botocore.parsers import create_parser
from moto.backends import get_backend
from moto.core.botocore_stubber import MockRawResponse
from moto.core.responses import BaseResponse
from moto.dynamodb.responses import DynamoHandler
from moto.sesv2.responses import SESV2Response
from moto.sqs.responses import SQSResponse
from werkzeug.test import Client

from local.events import ACCOUNT, REGION
from local.mail import SentMail

HANDLERS = {"dynamodb": DynamoHandler, "sqs": SQSResponse, "sesv2": SESV2Response}
"""Most requests are to these three."""

PARSERS = {protocol: create_parser(protocol) for protocol in ("json", "rest-json")}

Answer = tuple[SimpleNamespace, dict[str, Any]]
"""The status of an answer, and what it says."""


class ShortCut:
    """Hands requests to the embedded AWS within this process: the same bytes, without sockets in between."""

    _aws: Client | None = None
    _mail: SentMail

    def take(self, session: Session) -> None:
        """Each client that the session makes from now on goes this way, past what a test listens to or breaks."""
        session.events.register("before-send", self._send)
        session.events.register_last("before-call", self._ask)

    def lead_to(self, mail: SentMail) -> None:
        self._aws, self._mail = Client(mail), mail
        mail._sns = Topics(mail._one_at_a_time)

    def _send(self, request: AWSPreparedRequest, **_: object) -> AWSResponse | None:
        if self._aws is None or not _is_for_us(request.url):
            return None
        headers = {name: _text(value) for name, value in request.headers.items()}
        answer = self._aws.open(request.url, method=request.method, headers=headers, data=request.body or b"")
        return AWSResponse(request.url, answer.status_code, answer.headers, MockRawResponse(answer.data))

    def _ask(self, model: OperationModel, params: dict[str, Any], **_: object) -> Answer | None:
        """Neither signs a request nor finds out for which service, account and region it is."""
        service = model.service_model.service_name
        is_email = model.name == "SendEmail"
        if service not in HANDLERS or (service == "sesv2" and not is_email):
            return None
        if self._aws is None or not _is_for_us(params["url"]):
            return None
        with self._mail._one_at_a_time:
            status, answer = _answer(HANDLERS[service](), model, params)
        if is_email:
            self._mail.watch(json.loads(params["body"]), answer)
        return status, answer


class Topics:
    """As much of boto3's SNS client as what becomes of an email is told by."""

    def __init__(self, one_at_a_time: Lock) -> None:
        self._one_at_a_time = one_at_a_time

    def publish(self, TopicArn: str, Message: str) -> None:  # noqa: N803 - boto3's
        with self._one_at_a_time:
            get_backend("sns")[ACCOUNT][REGION].publish(Message, TopicArn)


def _is_for_us(url: str) -> bool:
    return url.split("/")[2] in os.environ.get("AWS_ENDPOINT_URL", "")


def _text(header: str | bytes) -> str:
    return header.decode() if isinstance(header, bytes) else header


def _answer(handler: BaseResponse, model: OperationModel, request: dict[str, Any]) -> Answer:
    handler.region, handler.current_account, handler.uri = REGION, ACCOUNT, request["url"]
    handler.headers, handler.querystring, handler.response_headers = request["headers"], {}, {}
    # SES knows what is asked by its path, for which moto would look through all that it can do.
    handler.headers["X-Amz-Target"] = f"{model.service_model.service_name}.{model.name}"
    handler.params, handler.uri_match = json.loads(request["body"]), {}
    handler.body = request["body"] if isinstance(handler, SESV2Response) else handler.params
    status, headers, body = BaseResponse.call_action(handler)
    response = {"status_code": int(status), "headers": headers, "body": body.encode()}
    parser = PARSERS[model.service_model.resolved_protocol]
    parsed = parser.parse(response, model.output_shape)
    if "Error" in parsed:
        parsed |= parser.parse(response, model.service_model.shape_for_error_code(parsed["Error"]["Code"]))
    return SimpleNamespace(status_code=int(status)), parsed
