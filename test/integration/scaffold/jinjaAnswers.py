"""Renders the templates of a JSON text on standard input with Jinja2, and writes what they give as JSON.

Takes {"context": {...}, "templates": [...]}; gives a list with one entry a template: {"text": ...} or {"error": ...}.
"""

import json
import sys
from collections import OrderedDict

from jinja2 import Environment, StrictUndefined

sys.setrecursionlimit(3000)
given = json.load(sys.stdin)
environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True)
answers = []
for template in given["templates"]:
    context = json.loads(json.dumps(given["context"]), object_pairs_hook=OrderedDict)
    try:
        answers.append({"text": environment.from_string(template).render(**context)})
    except Exception as error:  # every refusal counts the same
        answers.append({"error": f"{type(error).__name__}: {error}"})
json.dump(answers, sys.stdout)
