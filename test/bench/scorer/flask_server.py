"""A contender: Flask with scikit-learn, as gunicorn serves it. The environment holds BENCH_MODEL, the model's folder."""

import os
import uuid
from pathlib import Path

import joblib
import numpy as np
from flask import Flask, request

COLUMNS = [f"feature_{index:02}" for index in range(20)]
model = joblib.load(Path(os.environ["BENCH_MODEL"]) / "model.joblib")
app = Flask(__name__)


@app.post("/predict")
def score():
    rows = request.get_json()["rows"]
    matrix = np.array([[row[name] for name in COLUMNS] for row in rows])
    return {
        "model": {"name": "bench", "version": "1.0.0"},
        "request_id": str(uuid.uuid4()),
        "predictions": model.predict(matrix).tolist(),
        "warnings": [],
    }
