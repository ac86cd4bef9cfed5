"""Scores rows over HTTP with the model of {{ cookiecutter.__model_name }}."""
{%- if cookiecutter.runtime == "onnx" %}

import os

# ONNX Runtime would report its use to its makers. It reads this when it is imported, which comes after.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
{%- endif %}
