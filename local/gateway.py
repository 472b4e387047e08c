"""API Gateway on one machine: a request becomes a proxy event, the function's answer a response."""

import base64
import gzip
import json
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from chalice.app import Chalice
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from local.cloud import Cloud
from local.events import http_event
from local.template import ROOT

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

MAX_BODY_BYTES = 10 * 1024 * 1024
"""API Gateway's limit of a request body."""

COMPRESSED_FROM: int = json.loads((ROOT / ".chalice" / "config.json").read_text())["minimum_compression_size"]
"""In bytes."""


class Gateway:
    """A WSGI application in front of the Chalice application. `stage` serves it under a prefix, as a stage does."""

    def __init__(self, app: Chalice, cloud: Cloud, stage: str = "") -> None:
        self._app = app
        self._cloud = cloud
        self._stage, self._prefix = stage, f"/{stage}" if stage else ""
        self._busy = threading.RLock()
        rules = [
            Rule(path.replace("{", "<").replace("}", ">"), endpoint=path, strict_slashes=True) for path in app.routes
        ]
        self._routes = Map(rules, merge_slashes=False)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        request = Request(environ)
        return _compressed(self._answer(request), request)(environ, start_response)

    def _answer(self, request: Request) -> Response:
        if not f"{request.path}/".startswith(f"{self._prefix}/"):
            return self._refusal("MISSING_AUTHENTICATION_TOKEN")
        if (request.content_length or 0) > MAX_BODY_BYTES:
            return self._refusal("REQUEST_TOO_LARGE")
        path = request.path.removeprefix(self._prefix) or "/"
        try:
            resource, parameters = self._routes.bind("").match(path)
        except HTTPException:
            return self._refusal("MISSING_AUTHENTICATION_TOKEN")
        if request.method not in self._app.routes[resource]:
            return self._refusal("MISSING_AUTHENTICATION_TOKEN")
        # One at a time, as in one Lambda: Chalice keeps the current request on the application.
        with self._busy:
            answer = self._app(self._event(request, path, resource, parameters), None)
        headers = [*answer["headers"].items()]
        headers += [(name, value) for name, values in answer.get("multiValueHeaders", {}).items() for value in values]
        content = base64.b64decode(answer["body"]) if answer.get("isBase64Encoded") else answer["body"]
        return Response(content, answer["statusCode"], headers)

    def _refusal(self, kind: str) -> Response:
        """What API Gateway answers without asking the function, as the template tells it to."""
        definition = self._cloud.template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
        answer = definition["x-amazon-apigateway-gateway-responses"][kind]
        page = self._cloud.resolve(answer["responseTemplates"]["text/html"])
        headers = {
            name.removeprefix("gatewayresponse.header."): value[1:-1]
            for name, value in answer["responseParameters"].items()
        }
        return Response(page, int(answer["statusCode"]), headers)

    def _event(self, request: Request, path: str, resource: str, parameters: Any) -> dict[str, Any]:
        return http_event(
            request.method,
            path,
            resource=resource,
            parameters=parameters,
            query=request.args.to_dict(flat=False),
            headers={name: request.headers.getlist(name) for name in set(request.headers.keys())},
            body=request.get_data(),
            stage=self._stage,
            address=request.remote_addr or "",
        )


def _compressed(answer: Response, request: Request) -> Response:
    """The answer as API Gateway sends it: gzipped, if it is worth while and the client asks for that first."""
    content = answer.get_data()
    if len(content) >= COMPRESSED_FROM and request.accept_encodings.best == "gzip":
        answer.set_data(gzip.compress(content))
        answer.headers["Content-Encoding"] = "gzip"
    return answer
