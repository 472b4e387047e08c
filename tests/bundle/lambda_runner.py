"""Runs one handler from an unpacked bundle as Lambda does, in an interpreter that knows nothing else of the project.

Arguments: the folders of the bundle and of the runtime's own packages, and a handler. Standard input: a list of events.
Standard output: their answers, and the files of all modules that were loaded.
"""

import importlib
import json
import sys
from types import SimpleNamespace

bundle, runtime, handler = sys.argv[1:]
sys.path[:0] = [bundle, runtime]
module, _, name = handler.rpartition(".")
function = getattr(importlib.import_module(module), name)
context = SimpleNamespace(function_name=handler, aws_request_id="request")
answers = [function(event, context) for event in json.load(sys.stdin)]
files = [loaded.__file__ for loaded in list(sys.modules.values()) if getattr(loaded, "__file__", None)]
json.dump({"answers": answers, "files": files}, sys.stdout)
