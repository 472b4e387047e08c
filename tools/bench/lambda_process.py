"""Answers one request as a new Lambda process does, and then, to see how long that takes once it is warm, many more.

Arguments: the folders of the bundle and of the runtime's own packages, an event, and how many more. Standard output:
the answer as JSON, at once; and on a second line the median of the others, in nanoseconds.
"""

import importlib
import json
import sys
from statistics import median
from time import perf_counter_ns
from types import SimpleNamespace

bundle, runtime, event_json, more = sys.argv[1:]
sys.path[:0] = [bundle, runtime]
handler = importlib.import_module("app").app
event = json.loads(event_json)
context = SimpleNamespace(function_name="web", aws_request_id="request")
sys.stdout.write(json.dumps(handler(event, context)) + "\n")
sys.stdout.flush()
times = []
for _ in range(int(more)):
    begun = perf_counter_ns()
    handler(event, context)
    times.append(perf_counter_ns() - begun)
sys.stdout.write(f"{median(times) if times else 0}\n")
