"""A contender: Flask with scikit-learn and a data frame, as gunicorn serves it. BENCH_MODEL is the model's folder."""

import os
import uuid
from pathlib import Path

import joblib
import pandas as pd
from flask import Flask, request

model = joblib.load(Path(os.environ["BENCH_MODEL"]) / "model.joblib")
labels = model.classes_.tolist()
app = Flask(__name__)


@app.post("/predict")
def score():
    probabilities = model.predict_proba(pd.DataFrame(request.get_json()["rows"]))
    return {
        "model": {"name": "bench", "version": "1.0.0"},
        "request_id": str(uuid.uuid4()),
        "predictions": [
            {"label": labels[row.argmax()], "probabilities": dict(zip(labels, row.tolist(), strict=True))}
            for row in probabilities
        ],
        "warnings": [],
    }
