"""The template that we deploy: what lies in `.chalice/`, the site's own pages for what API Gateway answers, and what
CloudFront may answer by itself."""

import json
import tomllib
from pathlib import Path
from typing import Any

from chalicelib.content.templates import Templates
from chalicelib.entrypoints.responses import HEADERS, TOKEN_HEADERS
from chalicelib.site.csp import policy_of
from chalicelib.site.pages import Pages, Visit

ROOT = Path(__file__).resolve().parents[1]

PARTS = ("resources", "edge", "mail")
"""The files in `.chalice/` that make up the template: what works, how visitors reach it, and how mail leaves it."""

GATEWAY_ERRORS = {
    "MISSING_AUTHENTICATION_TOKEN": 404,
    "REQUEST_TOO_LARGE": 413,
    "THROTTLED": 429,
    "DEFAULT_4XX": 400,
    "DEFAULT_5XX": 500,
}
"""What API Gateway answers by itself, and the status it gets. It calls an unknown path a missing token."""

REQUESTS_A_SECOND, FORMS_A_SECOND = 200, 20

LIMITS = [
    {
        "HttpMethod": "*",
        "ResourcePath": "/*",
        "ThrottlingRateLimit": REQUESTS_A_SECOND,
        "ThrottlingBurstLimit": 400,
    },
    {
        "HttpMethod": "POST",
        "ResourcePath": "/~1leads",
        "ThrottlingRateLimit": FORMS_A_SECOND,
        "ThrottlingBurstLimit": 100,
        # How long each form takes. Of other pages it would be a dozen metrics to pay for.
        "MetricsEnabled": True,
    },
]
"""Requests and forms a second, from everybody together, far beyond any campaign: what a flood may cost. The path is
written as in a JSON pointer.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-stage-methodsetting.html"""


AUDIT = {
    "checkov": {
        "skip": [
            {"id": "CKV_AWS_73", "comment": "A request is followed by its id in the logs; tracing would cost each one"},
            {
                "id": "CKV_AWS_120",
                "comment": "CloudFront keeps what may be kept; API Gateway's cache costs $14 a month",
            },
        ]
    }
}
"""What an auditor asks for, and why it is not done. Other resources have theirs beside them, too."""

ACCESS = {
    "id": "$context.requestId",
    "at": "$context.requestTimeEpoch",
    "method": "$context.httpMethod",
    "route": "$context.resourcePath",
    "status": "$context.status",
    "ms": "$context.responseLatency",
    "function_ms": "$context.integration.latency",
    "error": "$context.error.responseType",
}
"""What is logged of a request: the route, not the path, which may hold a token; and never an address."""


def resources(templates: Templates) -> dict[str, Any]:
    """The template that is merged into Chalice's."""
    template: dict[str, Any] = {}
    for part in PARTS:
        for section, entries in json.loads((ROOT / ".chalice" / f"{part}.json").read_text(encoding="utf-8")).items():
            template.setdefault(section, {}).update(entries)
    answers = {kind: _gateway_answer(status, templates) for kind, status in GATEWAY_ERRORS.items()}
    definition = {
        "x-amazon-apigateway-gateway-responses": answers,
        # Otherwise API Gateway gives a picture in base64 to a client that does not name its type.
        "x-amazon-apigateway-binary-media-types": ["*/*"],
    }
    # API Gateway serves what was last deployed, and SAM does not see that only an answer has changed.
    api = {
        "AlwaysDeploy": True,
        # CloudWatch tells metrics of APIs apart by name.
        "Name": {"Ref": "AWS::StackName"},
        "DefinitionBody": definition,
        "MethodSettings": LIMITS,
        "AccessLogSetting": {"DestinationArn": {"Fn::GetAtt": ["AccessLog", "Arn"]}, "Format": json.dumps(ACCESS)},
    }
    template["Resources"]["RestAPI"] = {"DependsOn": "ApiLogs", "Metadata": AUDIT, "Properties": api}
    template["Resources"]["Distribution"]["Properties"]["DistributionConfig"]["CacheBehaviors"] = [
        *_shared(templates),
        *_private(template),
    ]
    template["Outputs"]["Version"] = {"Value": version()}
    return template


def version() -> str:
    """The version of this checkout, as `CHANGELOG.md` has it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def _shared(templates: Templates) -> list[dict[str, Any]]:
    """How CloudFront answers what says the same to everybody: by itself, for as long as the page allows."""
    own = {"/", "/robots.txt", "/sitemap.xml", "/preview/*", *(f"/{path}" for path in templates.addresses.landings)}
    behaviour = {
        "TargetOriginId": "api",
        "ViewerProtocolPolicy": "redirect-to-https",
        "AllowedMethods": ["GET", "HEAD"],
        "Compress": True,
        "CachePolicyId": {"Ref": "PagesCachePolicy"},
    }
    return [{"PathPattern": path, **behaviour} for path in sorted(own)]


def _private(template: dict[str, Any]) -> list[dict[str, Any]]:
    """How CloudFront hands on what only somebody who proves who they are may see: with their cookie or their password,
    by which it tells answers apart, though none of them may be kept."""
    usual = template["Resources"]["Distribution"]["Properties"]["DistributionConfig"]["DefaultCacheBehavior"]
    private = {**usual, "CachePolicyId": {"Ref": "ConsoleCachePolicy"}}
    return [{"PathPattern": path, **private} for path in ("/clinic", "/clinic/*", "/conversions/*")]


def _gateway_answer(status: int, templates: Templates) -> dict[str, Any]:
    """The site's own page with its own headers.

    API Gateway takes values in single quotes, and does not say what it makes of quotes within them. So in the header's
    policy an empty list stands for 'none' (CSP level 3, section 6.7.2.5), and what needs quotes stands in the page.
    """
    clinic, languages = templates.clinic, templates.languages
    visit = Visit("${SiteUrl}", clinic.first_campaign, clinic.language)
    # API Gateway does not look at the address: what it says, it says in each language.
    others = [known for code, known in languages.items() if code != clinic.language]
    page = Pages(templates, "${SiteUrl}").render("error", visit, status=status, others=others)
    styled, _, _ = policy_of(templates.folder).partition("; form-action")
    policy = f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{styled}">'
    answer = {"Fn::Sub": page.replace('<meta charset="utf-8">', policy, 1)}
    headers = {**HEADERS, **TOKEN_HEADERS, "Content-Security-Policy": "base-uri; form-action; frame-ancestors"}
    return {
        "statusCode": str(status),
        "responseParameters": {f"gatewayresponse.header.{name}": f"'{value}'" for name, value in headers.items()},
        "responseTemplates": {"text/html": answer, "application/json": answer},
    }
