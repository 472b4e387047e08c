"""The embedded AWS: moto behind a real HTTP endpoint, with what the template that we deploy declares."""

import json
import os
import re
import threading
from collections.abc import Mapping
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

from chalicelib.content.templates import Templates
from local.clock import LocalClock
from local.events import ACCOUNT, REGION
from local.mail import SentMail
from local.template import resources
from local.transactions import quicken

STACK = "local"

_SECRET = re.compile(r"\{\{resolve:secretsmanager:(.*?)(?::SecretString:::)?\}\}")
"""https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html"""

_MADE_BY_MOTO = ("AWS::DynamoDB::Table", "AWS::SQS::Queue", "AWS::SNS::Topic")
"""Of our resources, those that moto's CloudFormation can make. It reports success for the others and makes nothing."""


class QuietHandler(WSGIRequestHandler):
    """Serves without a line for each request."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - the name is werkzeug's
        """Says nothing."""


class Cloud:
    """Starts the embedded AWS and points boto3 and the service's settings at it."""

    def __init__(self, clock: LocalClock, parameters: Mapping[str, str], templates: Templates) -> None:
        quicken()
        self.template = resources(templates)
        self._parameters = parameters
        self.mail = SentMail(DomainDispatcherApplication(create_backend_app), clock)
        self._server = make_server("127.0.0.1", 0, self.mail, threaded=True, request_handler=QuietHandler)
        threading.Thread(target=self._server.serve_forever, name="aws", daemon=True).start()
        os.environ |= {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self._server.server_port}",
            "AWS_ACCESS_KEY_ID": "local",
            "AWS_SECRET_ACCESS_KEY": "local",
            "AWS_DEFAULT_REGION": REGION,
        }
        self._ids = self._create_stack()
        self._create_what_moto_cannot()

    @property
    def environment(self) -> dict[str, str]:
        """The settings of all deployed functions together, with this stack's names in them: here they are one."""
        functions = [self.template["Globals"]["Function"]]
        functions += [one["Properties"] for one in self.template["Resources"].values() if "Properties" in one]
        variables = [one["Environment"]["Variables"] for one in functions if "Environment" in one]
        filled = {name: self.resolve(value) for given in variables for name, value in given.items()}
        return {name: value for name, value in filled.items() if value}

    def resolve(self, value: Any) -> str:
        """A template's value as CloudFormation would fill it in: text, Ref, Fn::Sub of parameters, Fn::If, or the ARN
        of a queue."""
        match value:
            case str():
                return value
            case {"Fn::If": [condition, then, otherwise]}:
                parameter, text = self.template["Conditions"][condition]["Fn::Equals"]
                return self.resolve(then if self.resolve(parameter) == text else otherwise)
            case {"Ref": name}:
                return {"AWS::StackName": STACK, "AWS::NoValue": "", **self._ids, **self._parameters}[name]
            case {"Fn::Sub": text}:
                for name, parameter in self._parameters.items():
                    text = text.replace(f"${{{name}}}", parameter)
                # A secret that the stack makes is here as it is.
                return _SECRET.sub(r"\1", text)
            case {"Fn::GetAtt": [name, "Arn"]}:
                return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{self._ids[name].rpartition('/')[2]}"
        raise ValueError(f"the local cloud cannot resolve {value!r}")

    def queue_url(self, arn: str) -> str:
        return next(url for url in self._ids.values() if url.rpartition("/")[2] == arn.rpartition(":")[2])

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _create_stack(self) -> dict[str, str]:
        import boto3

        made = {
            name: resource
            for name, resource in self.template["Resources"].items()
            if resource.get("Type") in _MADE_BY_MOTO
        }
        body = {name: self.template[name] for name in ("Parameters", "Conditions")} | {"Resources": made}
        values: Any = [
            {"ParameterKey": name, "ParameterValue": value}
            for name, value in self._parameters.items()
            if name in self.template["Parameters"]
        ]
        cloudformation = boto3.client("cloudformation")
        cloudformation.create_stack(StackName=STACK, TemplateBody=json.dumps(body), Parameters=values)
        described = cloudformation.describe_stack_resources(StackName=STACK)["StackResources"]
        return {resource["LogicalResourceId"]: resource["PhysicalResourceId"] for resource in described}

    def _create_what_moto_cannot(self) -> None:
        import boto3

        ses, sns = boto3.client("sesv2"), boto3.client("sns")
        for sender in ("MailFrom", "AlertFrom"):
            ses.create_email_identity(EmailIdentity=self._parameters[sender])
        for name, resource in self.template["Resources"].items():
            match resource.get("Type"):
                case "AWS::SES::ConfigurationSet":
                    self._ids[name] = f"local-{name}"
                    ses.create_configuration_set(ConfigurationSetName=self._ids[name])
                case "AWS::SES::ConfigurationSetEventDestination":
                    destination = resource["Properties"]["EventDestination"]
                    if "SnsDestination" in destination:
                        self.mail.event_topic = self.resolve(destination["SnsDestination"]["TopicARN"])
                case "AWS::SNS::Subscription":
                    wanted = resource["Properties"]
                    topic, endpoint = self.resolve(wanted["TopicArn"]), self.resolve(wanted["Endpoint"])
                    sns.subscribe(TopicArn=topic, Protocol=wanted["Protocol"], Endpoint=endpoint)
