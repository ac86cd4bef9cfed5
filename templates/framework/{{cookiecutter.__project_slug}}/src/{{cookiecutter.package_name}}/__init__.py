"""What every model project needs and none should write itself: columns, protocols, export, artefact, contract tests."""

import os

# ONNX Runtime may report to its makers from 1.30 on; read when it is imported, which is after this.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
