"""What AWS makes of a SAM template. Standard input: the template. Standard output: what CloudFormation is then given.

It runs where `aws-sam-translator` is installed, which pins what our tests have in other versions.
"""

import json
import os
import sys
from types import SimpleNamespace

from samtranslator.translator.transform import transform

os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
template = json.load(sys.stdin)
for resource in template["Resources"].values():
    if resource["Type"] == "AWS::Serverless::Function":
        resource["Properties"]["CodeUri"] = "s3://bundles/deployment.zip"
json.dump(transform(template, {}, SimpleNamespace(load=dict)), sys.stdout)
