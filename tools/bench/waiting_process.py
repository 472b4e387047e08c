"""Runs one function as a new Lambda process does, and tells what CPU time that takes.

Arguments: the folders of the bundle and of the runtime's own packages, and a handler. Standard input: a list of events.
Standard output, as JSON and in seconds: until the function is loaded, and for each event until its answer; `email` is
the time from the last event's beginning until its last request to send email leaves.
"""

import importlib
import json
import sys
from time import process_time
from types import SimpleNamespace
from typing import Any

SEND_EMAIL = b"/v2/email/outbound-emails"

bundle, runtime, handler = sys.argv[1:]
sys.path[:0] = [bundle, runtime]
events = json.load(sys.stdin)
module, _, name = handler.rpartition(".")
function = getattr(importlib.import_module(module), name)
loaded = process_time()
context = SimpleNamespace(function_name=handler, aws_request_id="request")
emails: list[float] = []


def note_email(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "http.client.send" and isinstance(arguments[1], bytes) and SEND_EMAIL in arguments[1]:
        emails.append(process_time())


sys.addaudithook(note_email)
answered, statuses = [], []
for event in events:
    begun = process_time()
    answer = function(event, context)
    answered.append(process_time() - begun)
    statuses.append((answer or {}).get("statusCode", 200))
email = emails[-1] - begun if emails else None
json.dump({"loaded": loaded, "answered": answered, "statuses": statuses, "email": email}, sys.stdout)
