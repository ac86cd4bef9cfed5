"""Renders templates with cookiecutter in one warm process.

A line of JSON on standard input, {"template", "output", "work"}, gives a line on standard output: {"milliseconds"}, or
{"error"} where cookiecutter refuses.
"""

import json
import sys
import time

from cookiecutter.main import cookiecutter

for line in sys.stdin:
    job = json.loads(line)
    config = {"replay_dir": job["work"], "cookiecutters_dir": job["work"]}
    started = time.perf_counter()
    try:
        cookiecutter(
            job["template"], no_input=True, output_dir=job["output"], default_config=config, accept_hooks=False
        )
        answer = {"milliseconds": (time.perf_counter() - started) * 1000}
    except Exception as error:  # every refusal counts the same
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
