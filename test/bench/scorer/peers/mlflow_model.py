"""Saves the model of the bench as an MLflow model.

python mlflow_model.py FOLDER KIND

reads FOLDER/model.joblib and writes FOLDER/mlflow-KIND: KIND `signature` has the types of the columns, which MLflow's
server then enforces, KIND `bare` has none.
"""

import json
import sys
from pathlib import Path

import joblib
import mlflow.sklearn
import numpy as np
from mlflow.models import ModelSignature
from mlflow.types import ColSpec, Schema

folder, kind = Path(sys.argv[1]), sys.argv[2]
model = joblib.load(folder / "model.joblib")
signature = None
if kind == "signature":
    columns = json.loads((folder / "model.json").read_text())["input"]["x-order"]
    signature = ModelSignature(inputs=Schema([ColSpec("double", name) for name in columns]))
    # It was fitted without names; with them nobody is warned who scores a frame.
    model.feature_names_in_ = np.array(columns, dtype=object)
mlflow.sklearn.save_model(
    model,
    folder / f"mlflow-{kind}",
    signature=signature,
    pip_requirements=[],
    serialization_format="cloudpickle",
)
