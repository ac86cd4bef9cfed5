"""A contender: BentoML's own server. The environment holds BENCH_MODEL, the model's folder."""

import os
import uuid
from pathlib import Path

import bentoml
import joblib
import numpy as np

COLUMNS = [f"feature_{index:02}" for index in range(20)]


@bentoml.service(workers=1, logging={"access": {"enabled": False}})
class Bench:
    def __init__(self):
        self.model = joblib.load(Path(os.environ["BENCH_MODEL"]) / "model.joblib")

    # Not a plain function: BentoML would hand each call to a thread, which takes longer.
    @bentoml.api
    async def predict(self, rows: list[dict[str, float]]) -> dict:
        matrix = np.array([[row[name] for name in COLUMNS] for row in rows])
        return {
            "model": {"name": "bench", "version": "1.0.0"},
            "request_id": str(uuid.uuid4()),
            "predictions": self.model.predict(matrix).tolist(),
            "warnings": [],
        }
