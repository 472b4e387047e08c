"""Sign links with a new key: `make rotate STAGE=prod`. Links that older keys signed go on working.

The key is made and kept by Secrets Manager. CloudFormation does not see that a secret has changed, so the stack is told
its new version, and nothing else of it changes.
"""

import os
import sys
from typing import TYPE_CHECKING

import boto3

from tools.deploy.stacks import PATIENCE, cloudformation
from tools.operate.ending import ending
from tools.operate.stack import look_at
from tools.operate.stage import Stage, path_of, read_stage

if TYPE_CHECKING:
    from mypy_boto3_cloudformation.type_defs import ParameterTypeDef

KEPT = 3
"""Keys at most. With the fourth the oldest goes, and what it signed with it: unsubscribe links of old emails too."""


def with_another(keys: str, new: str) -> str:
    """The keys, oldest first, with the new one last."""
    return ",".join([*keys.split(","), new][-KEPT:])


def rotate(stage: Stage) -> int:
    """How many keys there are now. Raises ValueError where there is no stack, else ClientError or
    WaiterError; done again, it ends what it had begun."""
    client, secrets = cloudformation(stage.region), boto3.client("secretsmanager", region_name=stage.region)
    stack = look_at(stage.stack, client)
    if stack is None or "SigningKeys" not in stack.outputs:
        raise ValueError(f"there is no stack {stage.stack} in {stage.region}")
    secret = stack.outputs["SigningKeys"]
    current = secrets.get_secret_value(SecretId=secret)
    keys, version = current["SecretString"], current["VersionId"]
    # Of one key the stack need not know the version; of several, another one means that the last rotation did not end.
    if stack.parameters["SigningKeysVersion"] in (version, *([] if "," in keys else [""])):
        new = secrets.get_random_password(PasswordLength=64, ExcludePunctuation=True)["RandomPassword"]
        keys = with_another(keys, new)
        version = secrets.put_secret_value(SecretId=secret, SecretString=keys)["VersionId"]
    values: list[ParameterTypeDef] = [
        {"ParameterKey": name, "UsePreviousValue": True} for name in stack.parameters if name != "SigningKeysVersion"
    ]
    client.update_stack(
        StackName=stack.name,
        UsePreviousTemplate=True,
        Parameters=[{"ParameterKey": "SigningKeysVersion", "ParameterValue": version}, *values],
        # SAM's transform is a macro.
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
    )
    client.get_waiter("stack_update_complete").wait(StackName=stack.name, WaiterConfig=PATIENCE)
    return len(keys.split(","))


def main() -> None:
    with ending("rotate"):
        stage = read_stage(path_of(os.environ.get("STAGE", "")))
        sys.stdout.write("Making a key, and telling the functions. This takes a few minutes.\n")
        number = rotate(stage)
        sys.stdout.write(f"New links are signed with a new key. Links of the {number - 1} before go on working.\n")


if __name__ == "__main__":
    main()
