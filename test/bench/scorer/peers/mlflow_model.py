"""Saves the model of the bench as an MLflow model without a signature, which its server need then not enforce.

python mlflow_model.py FOLDER

reads FOLDER/model.joblib and writes FOLDER/mlflow.
"""

import sys
from pathlib import Path

import joblib
import mlflow.sklearn

folder = Path(sys.argv[1])
model = joblib.load(folder / "model.joblib")
mlflow.sklearn.save_model(model, folder / "mlflow", pip_requirements=[], serialization_format="cloudpickle")
